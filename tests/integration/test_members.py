"""Members, invitations and signing through the use cases: alike answers, once only, never without an administrator."""

import hashlib
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.db import connections

from suyuan.domain.access import Part, Viewer
from suyuan.law.duty import Role
from suyuan.services.jobs import operations as jobs
from suyuan.services.jobs import queries as job_queries
from suyuan.services.jobs.queries import Job
from suyuan.services.members import operations, queries
from suyuan.services.parties.queries import viewer_of_token, viewer_of_user
from suyuan.services.persons import operations as persons
from suyuan.services.refusals import Refused
from suyuan.services.signing import operations as signing
from suyuan.services.signing import queries as waiting
from suyuan.storage import accounts, invitations, sessions
from suyuan.storage.models import Invitation, Membership

NUMBERS = count(1)


def firm(road: Any, role: Role) -> Viewer:
    """Register a firm; give its only member, who has every part, as it comes to a page."""
    made = road.firm(role)
    found = viewer_of_user(made.user_id, made.standing)
    assert found is not None
    return found


@pytest.fixture
def boss(road: Any) -> Viewer:
    """The only member of a new firm."""
    return firm(road, Role.VEHICLE_MAKER)


def person() -> int:
    """Make a user without any standing."""
    return int(get_user_model().objects.create(username=f"person{next(NUMBERS)}-{uuid4().hex[:6]}").pk)


def joined(boss: Viewer, *parts: Part) -> Viewer:
    """Let a new person come into a firm."""
    user = person()
    operations.take_up(operations.invite(boss, addressee="somebody", parts=parts).secret, user)
    found = viewer_of_user(user, boss.standing)
    assert found is not None
    return found


def refused(act: Callable[[], object]) -> str:
    """Give the code with which an act is refused."""
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.code


def together(*acts: Callable[[], object]) -> list[str]:
    """Do acts at the same moment; give the code of each that was refused, empty for the others."""

    def one(act: Callable[[], object]) -> str:
        try:
            act()
        except Refused as no:
            return no.code
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(one, acts))


def member_id(boss: Viewer, viewer: Viewer) -> int:
    return next(each.id for each in queries.find_members(boss) if each.username == viewer.name)


def test_only_the_hash_of_a_link_is_kept(boss: Viewer) -> None:
    invited = operations.invite(boss, addressee=" A colleague ", parts=["reader"])
    row = Invitation.objects.get(id=invited.offer.id)
    assert row.hash == hashlib.sha256(invited.secret.encode()).hexdigest()
    assert invited.secret not in str(vars(row))
    assert (row.addressee, row.roles) == ("A colleague", ["reader"])
    assert row.expires_at - row.invited_at == timedelta(days=7)


def test_a_dead_link_answers_alike_however_it_died(boss: Viewer, road: Any) -> None:
    used, withdrawn, expired = (operations.invite(boss, addressee="x", parts=["reader"]) for _ in range(3))
    operations.take_up(used.secret, person())
    operations.withdraw(boss, withdrawn.offer.id)
    Invitation.objects.filter(id=expired.offer.id).update(expires_at=datetime.now(tz=UTC))
    for secret in (used.secret, withdrawn.secret, expired.secret, "never was", "", "\ud800"):
        assert queries.find_invitation(secret) is None
        assert refused(lambda secret=secret: operations.take_up(secret, person())) == "invitation.gone"
    other = firm(road, Role.RECYCLER)
    waiting = operations.invite(boss, addressee="y", parts=["reader"])
    assert refused(lambda: operations.withdraw(other, waiting.offer.id)) == "not_found"
    assert refused(lambda: operations.withdraw(boss, expired.offer.id + 10_000)) == "not_found"
    assert queries.find_invitations(other) == []


def test_of_many_who_take_a_link_up_at_once_one_comes_in(boss: Viewer) -> None:
    secret = operations.invite(boss, addressee="x", parts=["reader"]).secret
    users = [person() for _ in range(4)]
    took = together(*(lambda user=user: operations.take_up(secret, user) for user in users))
    assert took == ["", *["invitation.gone"] * 3]
    assert len(queries.find_members(boss)) == 2


def test_an_account_is_made_and_comes_in_or_neither(boss: Viewer) -> None:
    invited = operations.invite(boss, addressee="x", parts=["preparer"])
    operations.withdraw(boss, invited.offer.id)
    name = f"nobody-{uuid4().hex[:8]}"

    def make() -> Any:
        return get_user_model().objects.create(username=name)

    assert refused(lambda: operations.take_up_as_new(invited.secret, make, lambda user: user.pk)) == (
        "invitation.gone"
    )
    assert not get_user_model().objects.filter(username=name).exists()


def test_who_is_a_member_already_gains_and_keeps(boss: Viewer) -> None:
    reader = joined(boss, Part.READER)
    more = operations.invite(boss, addressee="x", parts=["signer"])
    operations.take_up(more.secret, reader.user_id)
    found = viewer_of_user(reader.user_id, boss.standing)
    assert found is not None
    assert found.parts == {Part.READER, Part.SIGNER}
    kept = Membership.objects.filter(account_id=reader.account_id, party_id=boss.party_id).order_by("id")
    assert [row.until_at is None for row in kept] == [False, True]


@pytest.mark.parametrize("parts", [[], ["owner"], ["reader", "root"]])
def test_parts_are_chosen_from_those_there_are(boss: Viewer, parts: list[str]) -> None:
    assert refused(lambda: operations.invite(boss, addressee="x", parts=parts)) == "member.no_part"
    reader = joined(boss, Part.READER)
    assert refused(lambda: operations.change(boss, member_id(boss, reader), parts)) == "member.no_part"


@pytest.mark.parametrize("part", [Part.PREPARER, Part.SIGNER, Part.READER])
def test_only_an_administrator_touches_members(boss: Viewer, part: Part) -> None:
    other = joined(boss, part)
    acts: Iterable[Callable[[], object]] = (
        lambda: operations.invite(other, addressee="x", parts=["reader"]),
        lambda: operations.withdraw(other, 1),
        lambda: operations.change(other, member_id(boss, other), ["administrator"]),
        lambda: operations.leave(other, member_id(boss, boss)),
        lambda: queries.find_invitations(other),
    )
    assert {refused(act) for act in acts} == {"auth.not_allowed"}
    assert len(queries.find_members(other)) == 2


def test_a_member_of_another_firm_is_nobody_here(boss: Viewer, road: Any) -> None:
    other = firm(road, Role.RECYCLER)
    theirs = member_id(other, other)
    assert refused(lambda: operations.leave(boss, theirs)) == "not_found"
    assert refused(lambda: operations.change(boss, theirs, ["reader"])) == "not_found"


def test_a_firm_never_loses_its_last_administrator(boss: Viewer) -> None:
    own = member_id(boss, boss)
    assert refused(lambda: operations.leave(boss, own)) == "member.last_administrator"
    assert refused(lambda: operations.change(boss, own, ["signer"])) == "member.last_administrator"
    second = joined(boss, Part.ADMINISTRATOR)
    other = member_id(boss, second)
    # each removes the other at the same moment: one of them stays
    answers = together(lambda: operations.leave(boss, other), lambda: operations.leave(second, own))
    assert answers in (["", "member.last_administrator"], ["", "not_found"])
    left = Membership.objects.filter(party_id=boss.party_id, until_at=None)
    assert [row.roles for row in left if "administrator" in row.roles] != []


def test_an_administrator_who_cannot_sign_in_does_not_count(boss: Viewer) -> None:
    second = joined(boss, Part.ADMINISTRATOR)
    get_user_model().objects.filter(pk=second.user_id).update(is_active=False)
    assert refused(lambda: operations.leave(boss, member_id(boss, boss))) == "member.last_administrator"


def test_who_is_removed_is_nobody_at_once_with_every_key(boss: Viewer) -> None:
    signer = joined(boss, Part.SIGNER)
    token = accounts.issue_token(signer.account_id, name="test", at=datetime.now(tz=UTC))
    assert viewer_of_user(signer.user_id, signer.standing) is not None
    operations.leave(boss, member_id(boss, signer))
    assert viewer_of_user(signer.user_id, signer.standing) is None
    assert viewer_of_token(token) is None
    assert queries.standings(signer.user_id) == []


@pytest.mark.parametrize("how", ["left", "changed", "erased"])
def test_who_is_administrator_no_more_comes_back_by_no_link_of_their_own(boss: Viewer, how: str) -> None:
    other = joined(boss, Part.ADMINISTRATOR)
    mine, theirs = (operations.invite(one, addressee="x", parts=["administrator"]) for one in (boss, other))
    number = next(each.id for each in queries.find_members(boss) if not each.own)
    if how == "left":
        operations.leave(boss, number)
    elif how == "changed":
        operations.change(boss, number, ["reader"])
    else:
        persons.erase_by_platform(other.name)
    assert queries.find_invitation(theirs.secret) is None
    assert refused(lambda: operations.take_up(theirs.secret, person())) == "invitation.gone"
    assert [each.id for each in queries.find_invitations(boss)] == [mine.offer.id]
    operations.take_up(mine.secret, person())


def test_a_chosen_standing_that_ended_is_not_replaced_by_the_next(boss: Viewer, road: Any) -> None:
    other = firm(road, Role.RECYCLER)
    signer = joined(boss, Part.SIGNER)
    operations.take_up(operations.invite(other, addressee="x", parts=["signer"]).secret, signer.user_id)
    assert [each.key for each in queries.standings(signer.user_id)] == [boss.standing, other.standing]
    operations.leave(boss, member_id(boss, signer))
    assert viewer_of_user(signer.user_id, boss.standing) is None
    found = viewer_of_user(signer.user_id, other.standing)
    assert found is not None
    assert found.uscc == other.uscc
    for nonsense in ("party-", "party-0", "post-1", "x", "party-1;2", "party-٣"):
        assert accounts.by_user(signer.user_id, nonsense) is None


def test_second_factors_are_told_without_their_secrets(boss: Viewer) -> None:
    assert not sessions.has_second_factor(boss.user_id)
    assert [each.second_factor for each in queries.find_members(boss)] == [False]
    assert invitations.waiting(boss.party_id or 0, at=datetime.now(tz=UTC)) == []


class TestSigning:
    """A preparer prepares, a signer signs."""

    @pytest.fixture
    def clerk(self, boss: Viewer) -> Viewer:
        return joined(boss, Part.PREPARER)

    @staticmethod
    def prepared(road: Any, clerk: Viewer, **more: Any) -> Job:
        made = signing.put_forward(
            road.submission(clerk, "24.2.a", road.certificate(), at="2026-05-12", name="may.ndjson", **more)
        )
        assert isinstance(made, Job)
        return made

    def test_a_preparer_files_nothing(self, road: Any, clerk: Viewer) -> None:
        submission = road.submission(clerk, "24.2.a", road.certificate(), at="2026-05-12")
        assert (
            refused(lambda: road.file(clerk, "24.2.a", road.certificate(), at="2026-05-12"))
            == "member.not_signer"
        )
        assert refused(lambda: jobs.submit(submission)) == "member.not_signer"
        job = self.prepared(road, clerk)
        assert (job.state, job.receipt) == ("to_sign", None)
        assert refused(lambda: signing.sign(job.id, clerk)) == "auth.not_allowed"
        assert refused(lambda: signing.give_back(job.id, clerk, "no")) == "auth.not_allowed"

    def test_it_is_filed_as_the_signer(self, road: Any, boss: Viewer, clerk: Viewer) -> None:
        job = self.prepared(road, clerk)
        assert [(each.id, each.prepared_by) for each in waiting.waiting(boss)] == [(job.id, clerk.name)]
        seen = waiting.look(job.id, boss)
        assert seen.receipt is not None
        assert (seen.receipt.state, seen.receipt.accepted) == ("checked", 1)
        signing.sign(job.id, boss)
        jobs.run(job.id)
        done = job_queries.get_job(job.id, boss)
        assert done is not None
        assert (done.state, bool(done.receipt)) == ("done", True)
        assert waiting.waiting(boss) == []

    def test_of_two_who_sign_at_once_one_does(self, road: Any, boss: Viewer, clerk: Viewer) -> None:
        second = joined(boss, Part.SIGNER)
        job = self.prepared(road, clerk)
        answers = together(lambda: signing.sign(job.id, boss), lambda: signing.sign(job.id, second))
        assert answers == ["", "job.not_to_sign"]
        assert refused(lambda: signing.give_back(job.id, boss, "too late")) == "job.not_to_sign"
        assert refused(lambda: signing.take_back(job.id, clerk)) == "job.not_to_sign"

    def test_it_is_returned_with_a_word(self, road: Any, boss: Viewer, clerk: Viewer) -> None:
        job = self.prepared(road, clerk)
        assert refused(lambda: signing.give_back(job.id, boss, "  ")) == "job.no_word"
        signing.give_back(job.id, boss, "the brand is wrong")
        back = waiting.waiting(clerk, state="returned")
        assert [(each.word, each.own) for each in back] == [("the brand is wrong", True)]

    def test_only_what_is_clean_is_put_forward(self, road: Any, clerk: Viewer) -> None:
        bad = road.certificate() | {"vin": "not a vin"}
        answer = signing.put_forward(road.submission(clerk, "24.2.a", bad, at="2026-05-12"))
        assert not isinstance(answer, Job)
        assert answer.rejected == 1
        mixed = road.submission(clerk, "24.2.a", bad, road.certificate(), at="2026-05-12", mode="good")
        assert isinstance(signing.put_forward(mixed), Job)

    def test_a_long_file_is_checked_by_the_worker(
        self, road: Any, boss: Viewer, clerk: Viewer, settings: Any
    ) -> None:
        settings.JOB_LINES = 1
        rows = [road.certificate(), road.certificate()]
        job = signing.put_forward(road.submission(clerk, "24.2.a", *rows, at="2026-05-12"))
        assert isinstance(job, Job)
        assert job.state == "queued"
        jobs.run(job.id)
        (waits,) = waiting.waiting(boss)
        assert (waits.id, waits.accepted) == (job.id, 2)
        signing.sign(job.id, boss)
        jobs.run(job.id)
        done = job_queries.get_job(job.id, boss)
        assert done is not None
        assert done.state == "done"

    def test_another_firm_sees_nothing_of_it(self, road: Any, clerk: Viewer) -> None:
        job = self.prepared(road, clerk)
        other = firm(road, Role.VEHICLE_MAKER)
        for act in (
            lambda: waiting.look(job.id, other),
            lambda: signing.sign(job.id, other),
            lambda: signing.give_back(job.id, other, "x"),
            lambda: signing.take_back(job.id, other),
            lambda: waiting.look(str(uuid4()), other),
            lambda: waiting.look("x", other),
        ):
            assert refused(act) == "job.unknown"
        assert waiting.waiting(other) == []

    def test_a_signer_who_left_before_the_worker_came_files_nothing(
        self, road: Any, boss: Viewer, clerk: Viewer
    ) -> None:
        second = joined(boss, Part.SIGNER)
        job = self.prepared(road, clerk)
        signing.sign(job.id, second)
        operations.leave(boss, member_id(boss, second))
        jobs.run(job.id)
        ended = job_queries.get_job(job.id, boss)
        assert ended is not None
        assert (ended.state, ended.receipt, ended.answer) == ("failed", None, {"code": "member.ended"})
