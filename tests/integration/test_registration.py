"""Registration: what is asked, what a stranger learns (nothing), and what the operator decides."""

import re
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from suyuan.domain.access import Part, Viewer
from suyuan.domain.permits import MOST_BYTES, PermitKind
from suyuan.law.duty import Role
from suyuan.services import clock
from suyuan.services.applications import operations, queries
from suyuan.services.members import operations as members
from suyuan.services.parties import firm
from suyuan.services.parties import operations as parties
from suyuan.services.parties.queries import viewer_of_user
from suyuan.services.persons import operations as persons
from suyuan.services.posts import operations as posts
from suyuan.services.posts.operations import Office
from suyuan.services.refusals import Refused, Unfit
from suyuan.storage import accounts, settings
from suyuan.storage.members import account_of
from suyuan.storage.wall import as_register
from suyuan.world.coding import credit_code

pytestmark = pytest.mark.usefixtures("database")
NUMBERS = count(70_000_000)
PDF = b"%PDF-1.7\n% a scan\n"
KIND = PermitKind.PROJECT_APPROVAL


def officer(kind: str = "operator") -> Viewer:
    return accounts.create_stretched(
        username=f"{kind}{next(NUMBERS)}", stretched="!", kind=kind, party_id=None
    )


def typed(uscc: str = "", **more: str) -> dict[str, str]:
    number = next(NUMBERS)
    return {
        "uscc": uscc or credit_code(number),
        "name": f"登记{number}有限公司",
        "name_en": "",
        "legal_person": f"某{number}",
        "region_code": "430104",
        "prefixes": "",
        "contact_name": "某某",
        "contact": f"someone{number}@example.org",
    } | more


def apply(
    given: dict[str, str] | None = None, *roles: str, files: Any = None, user_id: int | None = None
) -> str:
    return operations.register(
        given or typed(), roles or ("recycler",), files or {}, user_id=user_id, at=clock.now()
    )


def number_of(secret: str, viewer: Viewer) -> int:
    """Find an application as the operator does: at the end of the queue."""
    wanted = queries.follow(secret)
    cursor, found = None, []
    while True:
        page = queries.find_waiting(viewer, cursor=cursor)
        found += [each for each in page.items if wanted and each.entry.name == wanted.name]
        if page.next is None:
            return found[-1].application_id
        cursor = page.next


def permit_fields(kind: PermitKind = KIND, **more: str) -> dict[str, str]:
    names = {"number": f"批{next(NUMBERS)}", "valid_from": "2020-01-01", "valid_to": ""} | more
    return {f"{kind}-{name}": value for name, value in names.items()}


def test_a_firm_is_registered_with_its_proof_and_its_applicant_becomes_administrator(road):
    operator = officer()
    given = typed(**permit_fields())
    secret = apply(given, files={KIND: PDF})
    assert queries.follow(secret).state == "pending"
    assert firm.get_firm(given["uscc"], operator, today=clock.today()) is None
    application = number_of(secret, operator)
    assert queries.proof(application, KIND, operator)[0] == PDF
    party_id = operations.approve(application, viewer=operator, at=clock.now())
    found = firm.get_firm(given["uscc"], operator, today=clock.today())
    assert found is not None
    assert (found.profile.party_id, found.profile.roles) == (party_id, {Role.RECYCLER})
    assert [(each.state, each.number) for each in found.permits] == [("accepted", given[f"{KIND}-number"])]
    assert [each.kind for each in found.trail] == ["approved", "registered"]
    assert given["contact"] not in str([each.detail for each in found.trail])
    followed = queries.follow(secret)
    assert (followed.state, followed.by_invitation) == ("approved", True)
    with pytest.raises(Refused, match=r"post\.conflict"):  # who watches firms cannot be of one
        members.take_up(secret, operator.user_id)
    person = road.firm(Role.RECYCLER)
    members.take_up(secret, person.user_id)
    viewer = viewer_of_user(person.user_id, f"party-{party_id}")
    assert viewer is not None
    assert viewer.parts == {Part.ADMINISTRATOR}
    assert firm.get_firm(given["uscc"], viewer, today=clock.today()) is not None


def test_who_was_signed_in_is_administrator_at_once(road):
    someone = road.firm(Role.REPAIRER)
    secret = apply(typed(), "repairer", user_id=someone.user_id)
    operator = officer()
    party_id = operations.approve(number_of(secret, operator), viewer=operator, at=clock.now())
    viewer = viewer_of_user(someone.user_id, f"party-{party_id}")
    assert viewer is not None
    assert viewer.may("party.change")
    assert not queries.follow(secret).by_invitation


@pytest.mark.parametrize("kind", ["operator", "inspector", "ministry", "auditor"])
def test_who_holds_a_post_cannot_apply_for_a_firm(kind):
    official = officer(kind)
    with pytest.raises(Refused, match=r"application\.post"):
        apply(user_id=official.user_id)
    client = Client()
    client.force_login(get_user_model().objects.get(pk=official.user_id))
    assert "holds a post" in client.get("/register", headers={"accept-language": "en"}).content.decode()
    answer = client.post("/register", {**typed(), "roles": ["recycler"]}, headers={"accept-language": "en"})
    assert answer.status_code == 409
    assert "no sign-in is needed" in answer.content.decode()


def newcomer() -> int:
    user_id = int(get_user_model().objects.create_user(username=f"newcomer{next(NUMBERS)}").pk)
    with as_register():
        account_of(user_id)
    return user_id


def page_of(application: int, operator: Viewer) -> str:
    client = Client()
    client.force_login(get_user_model().objects.get(pk=operator.user_id))
    return client.get(f"/applications/{application}", headers={"accept-language": "en"}).content.decode()


def test_an_applicant_who_was_given_a_post_meanwhile_becomes_no_administrator():
    given, operator, user_id = typed(), officer(), newcomer()
    application = number_of(apply(given, user_id=user_id), operator)
    name = get_user_model().objects.get(pk=user_id).get_username()
    assert name in page_of(application, operator)
    posts.appoint(operator, username=name, office=Office(kind="operator"))
    applicant = viewer_of_user(user_id)
    assert applicant is not None
    for approver in (operator, applicant):  # least of all does an operator approve the own firm
        with pytest.raises(Refused, match=r"application\.post"):
            operations.approve(application, viewer=approver, at=clock.now())
    assert "holds a post" in page_of(application, operator)
    assert firm.get_firm(given["uscc"], operator, today=clock.today()) is None
    operations.reject(application, viewer=operator, reason="由将来管理企业的人申请", at=clock.now())


def test_a_firm_whose_applicant_was_erased_is_not_left_without_an_administrator():
    given, operator, user_id = typed(), officer(), newcomer()
    application = number_of(apply(given, user_id=user_id), operator)
    name = get_user_model().objects.get(pk=user_id).get_username()
    persons.erase_by_platform(name)
    with pytest.raises(Refused, match=r"application\.applicant_gone"):
        operations.approve(application, viewer=operator, at=clock.now())
    assert "would have no administrator" in page_of(application, operator)
    assert firm.get_firm(given["uscc"], operator, today=clock.today()) is None


def taken_uscc(road: Any, state: str) -> str:
    """Give the USCC of a party in a state, or of an application that waits."""
    if state == "pending":
        given = typed()
        apply(given)
        return given["uscc"]
    party = road.firm(Role.RECYCLER)
    operator = officer()
    if state == "suspended":
        parties.suspend(party.party_id, viewer=operator, reason="测试", at=clock.now())
    if state == "terminated":
        parties.succeed(
            party.party_id,
            "terminated",
            viewer=operator,
            heirs=[],
            day=clock.today(),
            reason="注销",
            at=clock.now(),
        )
    return str(party.uscc)


def normal(page: bytes, given: dict[str, str]) -> str:
    """Take what is the applicant's own out of a page, and what differs from request to request."""
    text = page.decode()
    for value in given.values():
        text = text.replace(value, "X") if value else text
    text = re.sub(r"register/[\w-]{20,}", "register/S", text)
    text = re.sub(r"csrfmiddlewaretoken\" value=\"\w+", "T", text)
    return re.sub(r"<time.*?</time>", "T", text)


def steps(captured: CaptureQueriesContext) -> list[str]:
    """Give the statements without their values; the clock's are left out, for it is read anew once a second."""
    asked = [each["sql"] for each in captured.captured_queries if "clock_shift_s" not in each["sql"]]
    return [re.sub(r"'[^']*'", "?", statement) for statement in asked]


@pytest.mark.parametrize("state", ["approved", "suspended", "terminated", "pending"])
def test_a_taken_code_is_answered_as_a_free_one_word_for_word_and_step_for_step(road, state):
    taken = typed(taken_uscc(road, state))
    free = typed()
    answers = []
    for given in (typed(), taken, free):  # the first may have to open the count of requests
        client = Client()
        body = {**given, "roles": ["recycler"], **permit_fields(number="批1")}
        body[f"{KIND}-document"] = SimpleUploadedFile("a.pdf", PDF, "application/pdf")
        with CaptureQueriesContext(
            connection,
        ) as captured:
            answer = client.post("/register", body)
        place = answer["Location"]
        with CaptureQueriesContext(connection) as followed:
            page = client.get(place)
        assert page["Referrer-Policy"] == "no-referrer"
        answers.append(
            (
                answer.status_code,
                re.sub(r"[\w-]{20,}", "S", place),
                steps(captured),
                page.status_code,
                steps(followed),
                normal(page.content, given),
            )
        )
    assert answers[1] == answers[2]
    assert "operator will answer" in answers[0][-1] or "平台将予答复" in answers[0][-1]


@pytest.mark.parametrize("state", ["approved", "terminated", "pending"])
def test_the_operator_sees_the_collision_and_cannot_approve_it_twice(road, state):
    code = taken_uscc(road, state)
    secret = apply(typed(code))
    operator = officer()
    application = number_of(secret, operator)
    asked, present = queries.get(application, operator)
    alike = queries.likenesses(asked, operator)
    assert alike[0].reasons[0] == "uscc"
    assert (present is None) == (state == "pending")
    if state != "pending":
        with pytest.raises(Refused) as refused:
            operations.approve(application, viewer=operator, at=clock.now())
        assert refused.value.code == "application.taken"
    operations.reject(application, viewer=operator, reason="无法核实", at=clock.now())
    followed = queries.follow(secret)
    assert (followed.state, followed.reason) == ("rejected", "无法核实")
    assert code in {each.entry.uscc for each in queries.find_decided(operator)}


def test_of_two_applications_for_one_code_only_one_is_approved():
    given, operator = typed(), officer()
    first, second = apply(given), apply({**given, "name": given["name"] + "二"})
    operations.approve(number_of(first, operator), viewer=operator, at=clock.now())
    with pytest.raises(Refused, match=r"application\.taken"):
        operations.approve(number_of(second, operator), viewer=operator, at=clock.now())
    assert queries.follow(second).state == "pending"


def test_an_application_is_decided_once():
    operator = officer()
    application = number_of(apply(), operator)
    operations.reject(application, viewer=operator, reason="资料不全", at=clock.now())
    for again in (
        lambda: operations.approve(application, viewer=operator, at=clock.now()),
        lambda: operations.reject(application, viewer=operator, reason="再次", at=clock.now()),
    ):
        with pytest.raises(Refused, match=r"application\.decided"):
            again()


def test_a_held_maker_code_stops_an_approval(road):
    road.firm(Role.BATTERY_MAKER, prefixes=["QX1"])
    operator = officer()
    secret = apply(typed(prefixes="QX1"), "battery_maker")
    application = number_of(secret, operator)
    assert "prefix" in queries.likenesses(queries.get(application, operator)[0], operator)[0].reasons
    with pytest.raises(Refused, match=r"application\.prefix_taken"):
        operations.approve(application, viewer=operator, at=clock.now())


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"<html>%PDF-</html>", "permit.proof_kind"),
        (b"MZ\x90\x00", "permit.proof_kind"),
        (PDF + b" " * MOST_BYTES, "permit.proof_size"),
    ],
)
def test_a_proof_is_judged_by_its_bytes_and_its_size(content, rule):
    with pytest.raises(Unfit) as unfit:
        apply(typed(**permit_fields()), files={KIND: content})
    assert [each.rule for each in unfit.value.problems] == [rule]


def test_a_real_platform_refuses_made_up_codes_and_takes_real_ones():
    with transaction.atomic():
        settings.keep("demonstration", "no")
        with pytest.raises(Unfit) as unfit:
            apply(typed())
        assert [each.rule for each in unfit.value.problems] == ["party.fictitious_uscc"]
        assert queries.follow(apply(typed("91330800575349959F"))) is not None
        transaction.set_rollback(True)
    with pytest.raises(Unfit) as unfit:
        apply(typed("91330800575349959F"))
    assert [each.rule for each in unfit.value.problems] == ["party.real_uscc"]


def test_only_the_operator_reads_and_decides(road):
    secret, operator = apply(), officer()
    application = number_of(secret, operator)
    for viewer in (road.firm(Role.RECYCLER), officer("ministry"), officer("auditor")):
        for act in (
            lambda viewer=viewer: queries.find_waiting(viewer),
            lambda viewer=viewer: queries.get(application, viewer),
            lambda viewer=viewer: operations.approve(application, viewer=viewer, at=clock.now()),
            lambda viewer=viewer: operations.reject(application, viewer=viewer, reason="x", at=clock.now()),
        ):
            with pytest.raises(Refused, match=r"auth\.not_allowed"):
                act()
    with pytest.raises(Refused, match="not_found"):
        operations.approve(0, viewer=operator, at=clock.now())
    with pytest.raises(Refused, match=r"party\.no_reason"):
        operations.reject(application, viewer=operator, reason=" ", at=clock.now())
    with pytest.raises(ValueError, match="invalid literal"):
        queries.find_waiting(operator, cursor="x")


def test_a_secret_that_is_none_leads_nowhere():
    assert Client().get("/register/" + "x" * 43).status_code == 404
    assert queries.follow("") is None
    assert queries.follow("\ud800") is None


def test_a_bad_form_comes_back_with_every_field_named_and_what_was_typed():
    answer = Client().post(
        "/register", {"uscc": "12", "name": "<b>甲</b>"}, headers={"accept-language": "en"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "&lt;b&gt;甲&lt;/b&gt;" in page
    for field in ("uscc", "legal_person", "region_code", "roles", "contact_name", "contact"):
        assert f'href="#field-{field}"' in page
    assert page.count('id="field-roles"') == 1


def test_many_applications_from_one_address_are_slowed_down():
    """Answered 429 in the end; what the limit is stands in the settings."""
    statuses = {
        Client(REMOTE_ADDR="203.0.113.9").post("/register", {"uscc": "1"}).status_code for _ in range(40)
    }
    assert statuses == {422, 429}


def test_a_change_waits_for_the_operator_and_leaves_what_was_before(road):
    party, operator = road.firm(Role.DISMANTLER), officer()
    given = typed(name="改名后有限公司", region_code="110105", reason="变更登记", prefixes="QX7")
    operations.ask_change(party, given, ["dismantler", "recycler"], at=clock.now())
    found = firm.get_firm(party.uscc, party, today=clock.today())
    assert found is not None
    assert found.profile.region_code == "430104"
    operations.approve(found.applications[0].application_id, viewer=operator, at=clock.now())
    found = firm.get_firm(party.uscc, party, today=clock.today())
    assert found is not None
    assert (found.profile.name, found.profile.region_code) == ("改名后有限公司", "110105")
    assert found.profile.roles == {Role.DISMANTLER, Role.RECYCLER}
    assert found.profile.prefixes == {"QX7"}
    detail = found.trail[0].detail
    assert detail["region_code"] == ["430104", "110105"]
    assert detail["roles"] == [["dismantler"], ["dismantler", "recycler"]]


def test_a_role_with_running_clocks_is_not_taken_away(road):
    maker, recycler = road.firm(Role.VEHICLE_MAKER), road.firm(Role.RECYCLER)
    pack = road.pack()
    road.file(maker, "24.2.a", road.certificate(pack=pack.tree()), at="2026-05-11")
    road.file(maker, "24.2.c", road.outbound(pack.code, recycler, "2026-06-01"), at="2026-06-02")
    assert road.clocks(recycler, "24.7.a")
    asked = operations.ask_change(recycler, typed(reason="x"), ["repairer"], at=clock.now())
    with pytest.raises(Refused, match=r"party\.role_runs"):
        operations.approve(asked, viewer=officer(), at=clock.now())


def test_an_invitation_from_an_approval_holds_a_month():
    assert timedelta(days=30) == operations.INVITED_FOR
