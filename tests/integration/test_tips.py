"""A tip: told by nobody in particular, read by the officials of the place, answered, and asked for by its number."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from django.db import connection
from django.test import Client

from suyuan.codes import uscc
from suyuan.domain.signals import TIP
from suyuan.law.duty import Role
from suyuan.services import clock
from suyuan.services.refusals import Refused, Unfit
from suyuan.services.signals.queries import find_signals
from suyuan.services.tips import operations, queries
from suyuan.storage import accounts, limits
from suyuan.storage.sent_forms import sweep
from suyuan.storage.wall import as_register

AT = datetime(2026, 9, 1, 2, tzinfo=UTC)
PLACE = "430602"
NUMBERS = count(1)


def official(territory=PLACE, department="market"):
    viewer = accounts.create_stretched(
        username=f"tips{next(NUMBERS)}", stretched="!", kind="inspector", party_id=None, territory=territory,
        department=department,
    )  # fmt: skip
    return replace(viewer, machine=False)


def tell(**more):
    given = {"topic": "unlawful_place", "region_code": PLACE, "words": "河边作坊\n夜里拆电池"} | more
    return operations.tell(given, address=f"203.0.113.{next(NUMBERS)}", at=AT)


def test_it_is_read_by_the_officials_of_the_place_and_answered(road):
    firm = road.firm(Role.RECYCLER, region_code=PLACE)
    number = tell(party=firm.uscc)
    assert queries.told(number.lower()).state == "open"
    for viewer in (official(), official("4306", "commerce"), official("43", "industry")):
        assert queries.get_tip(viewer, number).card.uscc == firm.uscc
        assert number in {one.tip.number for one in queries.find_tips(viewer, state="open").items}
    for viewer in (official("430603"), official("11")):
        assert queries.get_tip(viewer, number) is None
        with pytest.raises(Refused) as gone:
            operations.settle(viewer, number, {"state": "taken", "answer": "x"}, at=AT)
        assert gone.value.code == "not_found"
    with pytest.raises(Refused):
        queries.get_tip(firm, number)
    desk = official()
    with pytest.raises(Unfit) as unsaid:
        operations.settle(desk, number, {"state": "open", "answer": " "}, at=AT)
    assert [(one.field, one.rule) for one in unsaid.value.problems] == [
        ("state", "field.missing"),
        ("answer", "field.missing"),
    ]
    operations.settle(desk, number, {"state": "taken", "answer": "已派人核查"}, at=AT)
    assert (queries.told(number).state, queries.told(number).answer) == ("taken", "已派人核查")
    with pytest.raises(Refused) as twice:
        operations.settle(official(), number, {"state": "dismissed", "answer": "x"}, at=AT)
    assert twice.value.code == "tip.settled"


def test_it_counts_as_a_signal_once_an_official_took_it_up(road):
    firm = road.firm(Role.DISMANTLER, region_code=PLACE)
    desk = official(department="industry")
    number, other = tell(party=firm.uscc), tell(party=firm.uscc)
    tell()  # which names no firm

    def reasons():
        found = {one.card.uscc: one.signal for one in find_signals(desk, today=clock.today())}
        return {one.kind: one.number for one in found[firm.uscc].reasons} if firm.uscc in found else {}

    assert reasons() == {}  # nobody has read them: anybody could weigh a firm down
    operations.settle(desk, other, {"state": "dismissed", "answer": "查无此事"}, at=AT)
    assert reasons() == {}
    operations.settle(desk, number, {"state": "taken", "answer": "已派人核查"}, at=AT)
    assert reasons() == {TIP: 1}


def test_whether_a_firm_is_registered_is_told_to_nobody(road):
    stranger = str(uscc.make_fictitious(98_765_432))
    for code in (road.firm(Role.RECYCLER, region_code=PLACE).uscc, stranger):
        with pytest.raises(Unfit) as found:
            tell(party=code, words="")
        assert [one.field for one in found.value.problems] == ["words"]
    number = tell(party=f" {stranger.lower()} ")
    found = queries.get_tip(official(), number)
    assert (found.tip.uscc, found.card) == (stranger, None)


@pytest.mark.parametrize(
    ("more", "field", "rule"),
    [
        ({"topic": "weather"}, "topic", "field.missing"),
        ({"region_code": ""}, "region_code", "field.missing"),
        ({"region_code": "999999"}, "region_code", "region.unknown"),
        ({"words": " \n"}, "words", "field.missing"),
        ({"words": "长" * 2001}, "words", "field.too_long"),
        ({"words": "a\u202eb"}, "words", "field.hidden_text"),
        ({"party": "91430100000000000X"}, "party", "tip.party"),
    ],
)
def test_what_cannot_be_taken_is_said_at_its_field(more, field, rule):
    with pytest.raises(Unfit) as found:
        tell(**more)
    assert [(one.field, one.rule) for one in found.value.problems] == [(field, rule)]


def test_one_address_is_heard_five_times_an_hour():
    given = {"topic": "other", "region_code": PLACE, "words": "x"}
    for _ in range(5):
        operations.tell(given, address="198.51.100.7", at=AT)
    with pytest.raises(Refused) as found:
        operations.tell(given, address="198.51.100.7", at=AT)
    assert (found.value.code, found.value.status) == ("tip.too_many", 429)
    assert operations.tell(given, address="198.51.100.8", at=AT)


def test_counts_end_with_their_span_and_name_nobody(monkeypatch):
    now = [1_800_000_000.0]
    monkeypatch.setattr(limits.time, "time", lambda: now[0])
    monkeypatch.setattr(
        "django.core.cache.backends.db.tz_now", lambda: datetime.fromtimestamp(now[0], tz=UTC)
    )
    assert [limits.count("tip 192.0.2.1", within_s=3600) for _ in range(3)] == [1, 2, 3]
    now[0] += 3599
    assert limits.count("tip 192.0.2.1", within_s=3600) == 4
    now[0] += 2
    assert limits.count("tip 192.0.2.1", within_s=3600) == 1
    plain = hashlib.sha256(b"tip 192.0.2.1").hexdigest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM shared_cache WHERE cache_key LIKE %s", [f"%{plain}%"])
        assert cursor.fetchone() == (0,)


def test_anybody_tells_at_a_page_and_comes_back_with_the_number_alone():
    client = Client()
    assert client.get("/tips/new").status_code == 200
    assert client.post("/tips/new", {"topic": "other", "region_code": PLACE}).status_code == 422
    made = client.post("/tips/new", {"topic": "other", "region_code": PLACE, "words": "<b>x</b>"})
    assert made.status_code == 201
    number = made.content.decode().partition("data-number>")[2].partition("<")[0]
    page = Client().get(f"/tips/asked?number={number}")
    assert page.status_code == 200
    assert "no-store" in page.headers["Cache-Control"] or "no-cache" in page.headers["Cache-Control"]
    assert "<b>x</b>" not in page.content.decode()  # nobody who finds the number reads the words
    for other in ("0000-0000-0000", "x" * 300, "%"):
        assert Client().get("/tips/asked", {"number": other}).status_code == 404


def test_a_form_that_is_sent_twice_makes_one_tip():
    first = tell(form_key="a")
    assert tell(form_key="a") == first
    assert tell(form_key="b") != first != tell()
    with pytest.raises(Unfit) as other:
        tell(form_key="a", words="另一件事")
    assert [(one.rule, one.value) for one in other.value.problems] == [("form.sent_before", first)]
    with as_register():
        sweep(before=AT)
    assert tell(form_key="a") == first
    with as_register():
        sweep(before=AT + timedelta(seconds=1))
    assert tell(form_key="a") != first  # who sends a form a month later means it anew


def test_a_form_that_is_sent_again_is_not_counted_again():
    given = {"topic": "unlawful_place", "region_code": PLACE, "words": "x", "form_key": "patient"}
    numbers = {operations.tell(given, address="203.0.113.250", at=AT) for _ in range(20)}
    assert len(numbers) == 1
