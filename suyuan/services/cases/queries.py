"""案件查询 — cases as their desk reads them, and as their party does once it was told.

    find_cases()  one page of a desk's cases and those below it, or of the firm's own
    get_case()    one case: its steps, what runs, what this reader may do next
    read_file()   a document of a step
    officers()    who works at the viewer's desk
    consequences(), last_barred()   what a penalty brings with it beyond itself (Article 42), for who applies it

The party reads the steps that are open to it, and no names of officers: the department answers for them. Looks at a
case are logged for the auditor and under no party: who reads there who looked at its records must not learn of a case
that it was not told of.

Source: Articles 27, 29, 30 and 42 of the Measures.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from suyuan.domain.access import Page, Viewer
from suyuan.domain.cases import EMPTY, Act, Clock, File, Setting, Step, fold, offered, running
from suyuan.domain.cases.steps import of_body
from suyuan.domain.permits import FileKind
from suyuan.law.calendar import legal_day
from suyuan.law.duty import Citation
from suyuan.law.procedure import INVESTIGATES_DAYS
from suyuan.law.violations import BY_ID, barred_until
from suyuan.services import calendars, originals
from suyuan.services.parties.queries import cards_by_id
from suyuan.services.parties.succession import heir_of, whole_places
from suyuan.services.reads.operations import record
from suyuan.services.refusals import Refused
from suyuan.storage import cases as store
from suyuan.storage import inspections as inspection_store
from suyuan.storage import posts as post_store
from suyuan.storage.cases import Stored
from suyuan.storage.parties import PartyCard
from suyuan.storage.profiles import Profile
from suyuan.storage.wall import as_reader, by_register

MOST = 500
Choice = store.Choice
ALL = store.ALL


@dataclass(frozen=True, slots=True)
class Listed:
    """One case of a list."""

    case: Stored
    card: PartyCard


@dataclass(frozen=True, slots=True)
class Taken:
    """One step as it is told: its place among those of its reader, who took it, and whom it names as officers.

    Names are empty where they are not for the reader.
    """

    place: int
    act: Act
    name: str
    officers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case as its reader sees it. ``file`` None: the reader is its party, who sees a part."""

    case: Stored
    card: PartyCard
    steps: tuple[Taken, ...]
    file: File | None
    clocks: tuple[Clock, ...]
    offered: tuple[Step, ...]

    @property
    def seen(self) -> int:
        """Give how many steps the reader sees."""
        return len(self.steps)


def find_cases(viewer: Viewer, *, choice: Choice = ALL, cursor: str = "", limit: int = 50) -> Page[Listed]:
    """Give one page of cases, newest first. Raises Refused."""
    _may(viewer)
    limit = min(limit, MOST)
    with as_reader(viewer):
        rows = list(store.page(choice, after=cursor, limit=limit + 1))
    cards = cards_by_id({row.party_id for row in rows})
    found = [Listed(row, cards[row.party_id]) for row in rows[:limit]]
    record(viewer, "case.read", kind="cases", name=choice.stage, found=bool(rows))
    return Page(found, rows[limit - 1].case_no if len(rows) > limit else None)


def count_cases(viewer: Viewer, choice: Choice = ALL) -> dict[str, int]:
    """Give how many cases stand at each stage, of those the viewer reads. Raises Refused."""
    _may(viewer)
    with as_reader(viewer):
        return store.counts(choice)


def count_open(viewer: Viewer) -> int:
    """Give how many open cases the viewer reads; 0 where it reads none."""
    return sum(count_cases(viewer, Choice(is_open=True)).values()) if viewer.may("case.read") else 0


class Consequence(NamedTuple):
    """What a penalty that stands brings with it beyond itself (Article 42). ``case_no`` "": not the viewer's."""

    case_no: str
    violation: str
    penalised_date: date
    until_date: date

    @property
    def cite(self) -> Citation:
        """Give the article under which it was imposed."""
        return BY_ID[self.violation].cite


def consequences(viewer: Viewer, firm: Profile, *, today: date) -> list[Consequence]:
    """Give the penalties of a firm whose two years run: to itself, and to every official who reads its entry.

    A penalty is public by law, and who applies its consequence is seldom who imposed it; of a case that the viewer
    does not read nothing else is told.
    """
    with as_reader(viewer):
        read = store.penalised(firm.party_id) if viewer.may("case.read") else []
    known = {number for number, *_ in read}
    watches = viewer.is_official and viewer.may("party.read")
    rows = (
        store.every_penalty(firm.party_id)
        if watches and viewer.reads_entry(firm.region_code, firm.roles)
        else read
    )
    found = (
        Consequence(number if number in known else "", breach, day, barred_until(day))
        for number, breach, day in rows
    )
    return [one for one in found if one.penalised_date <= today <= one.until_date]


def last_barred(party_id: int, *, today: date) -> date | None:
    """Give the last day on which a firm may not be named in an announcement, None where nothing bars it today.

    What barred a firm bars who stands in its whole place: it is not washed off by a merger.
    """
    firms = (party_id, *whole_places(party_id, today))
    days = (day for firm in firms for _, _, day in store.every_penalty(firm) if day <= today)
    return max((last for last in map(barred_until, days) if today <= last), default=None)


def get_case(viewer: Viewer, case_no: str, *, at: datetime) -> Case | None:
    """Give one case, or None where there is none for the viewer. Raises Refused."""
    _may(viewer)
    with as_reader(viewer):
        found = store.find(case_no)
        rows = store.steps(found.id) if found else []
    if found is None:
        return None
    acts = [of_body(row.step, row.at, row.account_id, row.body) for row in rows]
    official = viewer.kind != "member"
    people = {account for act in acts for account in (act.account, *act.officers)}
    names = post_store.usernames(people) if official else {}
    whole = (
        with_inspectors(fold(acts), found.party_id, on=legal_day(at)) if official else _whole(found).as_told
    )
    if not official:
        found = replace(found, stage=whole.stage.value)
    calendar = calendars.counting()
    who = Act(
        step=Step.STATE,
        at=at,
        account=viewer.account_id,
        department=viewer.department if official else "",
        territory=viewer.territory if official else "",
    )
    setting = Setting(now=at, today=legal_day(at), calendar=calendar)
    may = viewer.may("case.step" if official else "case.answer")
    record(viewer, "case.read", kind="case", name=case_no)
    return Case(
        case=found,
        card=cards_by_id([found.party_id])[found.party_id],
        steps=tuple(
            Taken(place, act, names.get(act.account, ""), _named(act, names))
            for place, act in enumerate(acts, start=1)
        ),
        file=whole if official else None,
        clocks=running(whole, calendar),
        offered=offered(whole, who, setting) if may else (),
    )


def with_inspectors(file: File, party_id: int, opening: Act | None = None, *, on: date) -> File:
    """Count among who investigated all who signed for a visit to the firm, for this case or not.

    Visits count from the breach on, and of the year before the case was opened, so that nothing hangs on the day that
    is given to a breach; until it is entered that the party was told what is proposed: who is sent there afterwards
    does not lose its say. Visits to who stepped into the firm's place by the day ``on``, and to whose it is in, count.
    ``opening``: the step that opens the case, where ``file`` is none yet.
    """
    breach, opened = (opening.breach_date, opening.day) if opening else (file.breach_date, file.opened_date)
    if breach is None or opened is None:
        return file
    known = [each for each in (file.proposal, file.told_proposal) if each and each.delivered_date]
    told = [day for each in known for day in (each.delivered_date, each.told_date) if day]
    since = min(breach, opened - timedelta(days=INVESTIGATES_DAYS))
    heir = heir_of(party_id, on)
    firms = {party_id, *whole_places(party_id, on), *((heir,) if heir else ())}
    there = inspection_store.inspectors(firms, since=since, until=max(told, default=None))
    return replace(file, investigated=file.investigated | there)


def _named(act: Act, names: Mapping[int, str]) -> tuple[str, ...]:
    """Give the officers that a step names, those by name whose name is there."""
    return tuple(names.get(account) or str(account) for account in act.officers) if names else ()


def read_file(
    viewer: Viewer, case_no: str, place: int, *, at: datetime, proof: bool = False
) -> tuple[bytes, FileKind]:
    """Give the document of a step that the viewer reads, or the ``proof`` of its delivery. Raises Refused."""
    found = get_case(viewer, case_no, at=at)
    taken = next((one for one in found.steps if one.place == place), None) if found else None
    digest = (taken.act.proof if proof else taken.act.sha256) if taken else ""
    return originals.read_kind(digest)


def officers(viewer: Viewer, *, at: datetime) -> list[tuple[int, str]]:
    """Give (account, name) of who works at the viewer's desk. Raises Refused."""
    if not viewer.may("case.open"):
        raise Refused("auth.not_allowed")
    return post_store.officers(viewer.department, viewer.territory, at=at)


@by_register
def _whole(found: Stored) -> File:
    """Give the whole file of a case that its party reads: for its clocks and for what it may do, not to be shown."""
    rows = store.steps(found.id)
    return fold((of_body(row.step, row.at, row.account_id, row.body) for row in rows), EMPTY)


def _may(viewer: Viewer) -> None:
    if not viewer.may("case.read"):
        raise Refused("auth.not_allowed")
