"""演示操作 — marks a database as a demonstration, loads a world into it and moves its clock.

    mark()        an empty database becomes a demonstration; any other is refused
    load()        a world file, along the same road as everyone's filings, with its instants as the clock
    begin() ... finish()  note what is being loaded, so that a load that broke off can be completed
    let_apply()   a made-up firm that waits for the operator's word
    let_confirm() outlets of which their firms say that nothing has changed
    let_retire()  made-up conditions of models, and the notices that the age of vehicles makes due
    set_clock()   moves the demonstration's today
    settle_clock() lets today follow the world's last day, unless somebody set it by hand

A filing's idempotency key is the hash of its rows, as for any file: a load that was broken off is simply begun
again, and what is on file already is answered, not stored twice.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

import msgspec

from suyuan.domain.access import Viewer
from suyuan.domain.receipts import Receipt
from suyuan.law.calendar import legal_day
from suyuan.law.measures_2026 import RULEBOOK, art_15_3_a_conditions
from suyuan.services import clock
from suyuan.services.applications import operations as applications
from suyuan.services.custody import operations as custody
from suyuan.services.demonstration import queries
from suyuan.services.demonstration.world_file import SHANGHAI, Filing, WorldFile
from suyuan.services.filings import draft, operations
from suyuan.services.filings.draft import Draft
from suyuan.services.notices import readings
from suyuan.services.outlets import queries as outlets
from suyuan.services.outlets.operations import confirm
from suyuan.services.refusals import Refused
from suyuan.services.submission import Submission
from suyuan.storage import parties, settings
from suyuan.storage.wall import as_register
from suyuan.world.applicant import APPLICANT, ROLES
from suyuan.world.retiring import conditions

MOST_FILINGS = 1_000  # handed over together: what does not touch the same batteries shares a transaction
MOST_ROWS = 100_000
_OPENS = time(9)
_BY_HAND = "demo_clock_by_hand"
_ENDS_AT = "demo_ends_at"
_LOADING = "demo_loading"
_APPLIED = "demo_applied"


@dataclass(slots=True)
class Loaded:
    """What became of a world file. ``reasons`` counts filings that were not taken at all, by rule."""

    parties: int = 0
    filings: int = 0
    repeated: int = 0
    accepted: int = 0
    rejected: int = 0
    reasons: Counter[str] = field(default_factory=Counter)


class NotADemonstrationError(RuntimeError):
    """The database holds parties and is not marked as a demonstration."""


def mark() -> None:
    """Mark an empty database as a demonstration. Raises NotADemonstrationError for one in use."""
    if settings.is_demonstration():
        return
    if queries.has_parties():
        raise NotADemonstrationError(
            "this database is in use and not marked as a demonstration; nothing was loaded"
            " / 此数据库已在使用且未标记为演示库，未导入任何内容"
        )
    settings.keep("demonstration", "yes")


def load(world: WorldFile, *, at: datetime, told: Callable[[int], None] = lambda _: None) -> Loaded:
    """Load a world file; ``told`` hears how many filings are done.

    Its parties register when the file begins, or ``at`` where it has no filings. Raises NotADemonstrationError.
    """
    mark()
    result = Loaded(parties=len(world.parties))
    registered_at = world.begins_at or at
    with as_register():
        for entry in world.parties:
            parties.register(entry, at=registered_at)
        for entry in world.parties:
            if entry.get("partner_of"):
                parties.join_partners(entry["uscc"], entry["partner_of"])
    viewers = queries.filers()
    for drafts in _loads(world.filings(), viewers, result):
        for answer in operations.file_all(drafts):
            _count(answer, result)
        told(result.filings)
    if world.ends_at is not None:
        _keep_end(world.ends_at)
    return result


def _loads(filings: Iterator[Filing], viewers: dict[str, Viewer], result: Loaded) -> Iterator[list[Draft]]:
    """Draft filings and gather them into loads, in their order."""
    taken: list[Draft] = []
    rows = 0
    for filing in filings:
        one = _draft(filing, viewers, result)
        if one is None:
            continue
        if taken and (len(taken) == MOST_FILINGS or rows + one.weight > MOST_ROWS):
            yield taken
            taken, rows = [], 0
        taken.append(one)
        rows += one.weight
    if taken:
        yield taken


def _draft(filing: Filing, viewers: dict[str, Viewer], result: Loaded) -> Draft | None:
    """Draft one filing; None where its filer or duty is unknown or does not go together."""
    viewer, duty = viewers.get(filing.by), RULEBOOK.get(filing.duty)
    if viewer is None or duty is None:
        result.filings += 1
        result.reasons["auth.party" if duty is not None else "duty.unknown"] += 1
        return None
    try:
        return draft.of(
            Submission(
                viewer=viewer, duty=duty, content=filing.rows, at=filing.at, format="json", mode="good"
            )
        )
    except Refused as refusal:
        _count(refusal, result)
        return None


def _count(answer: Receipt | Refused, result: Loaded) -> None:
    """Count an answer."""
    result.filings += 1
    if isinstance(answer, Refused):
        result.reasons[answer.code] += 1
        return
    result.repeated += answer.repeated
    result.accepted += answer.accepted
    result.rejected += answer.rejected


def _keep_end(instant: datetime) -> None:
    """Remember the latest instant that any loaded world knows of."""
    known = settings.recall(_ENDS_AT)
    if known is None or datetime.fromisoformat(known) < instant:
        settings.keep(_ENDS_AT, instant.isoformat())


def examine() -> int:
    """Examine everything that was filed, as of the demonstration's today; give how many findings changed."""
    return custody.examine(today=clock.today(), at=clock.now())


def begin(vehicles: int, seed: int) -> None:
    """Note which world is being loaded into a new database, so that it can be completed if that breaks off."""
    mark()
    settings.keep(_LOADING, f"{vehicles} {seed}")


def unfinished() -> tuple[int, int] | None:
    """Give (vehicles, seed) of the world whose loading was broken off."""
    noted = settings.recall(_LOADING)
    if not noted:
        return None
    vehicles, seed = noted.split()
    return int(vehicles), int(seed)


def finish() -> None:
    """Note that the world is loaded from end to end."""
    settings.keep(_LOADING, "")


def let_apply(*, at: datetime) -> None:
    """Let a made-up firm ask to be registered, once: the operator's queue is not empty when a visitor comes."""
    if settings.recall(_APPLIED) != "yes":
        applications.register(APPLICANT, ROLES, {}, user_id=None, at=at)
        settings.keep(_APPLIED, "yes")


def let_retire(*, at: datetime) -> None:
    """Let the vehicle makers file when their batteries should be retired, and look which have come so far."""
    viewers, duty = queries.filers(), RULEBOOK.by_id[art_15_3_a_conditions.DUTY.id]
    for uscc, rows in conditions().items():
        if uscc in viewers:
            content = msgspec.json.encode(rows)
            operations.file(
                Submission(viewer=viewers[uscc], duty=duty, content=content, at=at, format="json")
            )
    readings.sweep(today=legal_day(at), at=at)


def let_confirm(*, at: datetime) -> None:
    """Let the makers confirm most of their outlets: in four of five nothing has changed."""
    for viewer in queries.filers().values():
        for number, one in enumerate(outlets.own(viewer, today=legal_day(at))):
            if not one.is_closed and number % 5:
                confirm(viewer, one.outlet_no, at=at)


def set_clock(instant: datetime) -> None:
    """Move today to an instant, for good. Raises NotADemonstrationError."""
    mark()
    settings.keep(_BY_HAND, "yes")
    clock.set_demo_clock(instant)


def settle_clock() -> datetime | None:
    """Let today be the morning after the world's last day, or where a visitor's filings left it.

    Gives the instant; None where the clock was set by hand or no world was loaded.
    """
    known = settings.recall(_ENDS_AT)
    if known is None or settings.recall(_BY_HAND) == "yes":
        return None
    following = legal_day(datetime.fromisoformat(known)) + timedelta(days=1)
    instant = datetime.combine(following, _OPENS, SHANGHAI)
    last = queries.last_filed_at()
    if last is not None and last > instant:
        instant = last
    clock.set_demo_clock(instant)
    return instant
