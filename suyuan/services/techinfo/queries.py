"""技术信息查询 — which manuals there are, whether one may be opened, and what was read.

    find_manuals()   by code, VIN, model or words: what there is, without what it says
    in_hand()        whether a battery is before a firm, and on what ground
    read_steps()     the steps under a grant;  read_file() a marked copy of a file
    own_manuals()    a filer's own with how often and by which kind of firm they were read
    traced()         whose copy a mark is, for the operator

Source: Articles 24(1) and 25 of the Measures; policies ``techinfo_hours`` and ``techinfo_in_hand``.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from suyuan.domain import life, subjects
from suyuan.domain.access import Viewer
from suyuan.domain.life import Fact
from suyuan.domain.techinfo import Grant, Hand, Manual, purposes
from suyuan.exports import marks
from suyuan.exports.marks import Mark
from suyuan.intake import papers
from suyuan.law.calendar import SHANGHAI
from suyuan.law.duty import Event, Role, SubjectKind
from suyuan.services import originals
from suyuan.services.batteries.dossier import Dossier, dossier, end_of, read_facts
from suyuan.services.batteries.queries import note_missed
from suyuan.services.parties.queries import cards_by_id, prefixes
from suyuan.services.refusals import Broken, Refused
from suyuan.storage import limits
from suyuan.storage import techinfo as store
from suyuan.storage.parties import PartyCard
from suyuan.storage.wall import PLATFORM, as_reader

CERTIFICATE = "24.2.a"
MOST_NAMED, DAY_S = 20, 86_400  # pairs of battery and vehicle that a firm may name within a day
_MAKER, _PRODUCT = 3, 7  # positions of a code that name its maker, and its product
AT_A_WORKSHOP = frozenset({Role.REPAIRER, Role.DISMANTLER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A manual as it is listed: whose, for which model, what is in it, and nothing of what it says."""

    manual: Manual
    maker: PartyCard


class Model(NamedTuple):
    """What a manual is about: who filed it, and the model in small letters; a vehicle's, or a pack's."""

    party_id: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """One of a filer's manuals with its readings by kind of firm."""

    manual: Manual
    reads: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """Whose copy a mark is."""

    grant: Grant
    manual: Manual
    firm: PartyCard
    user_id: int | None


def may_read(viewer: Viewer) -> bool:
    """Tell whether a viewer is one of those to whom Article 25 opens manuals."""
    return viewer.may("techinfo.read") and bool(purposes(viewer.roles))


def find_manuals(
    viewer: Viewer, *, code: str = "", vin: str = "", model: str = "", words: str = "", today: date
) -> list[Listed]:
    """Give what manuals there are. Raises Refused for who may not read any.

    By a code: those of its models, where the battery is in the firm's hands; else none, as for one that is unknown;
    with a VIN it counts as a vehicle that was named, whatever the answer. By
    a VIN alone, which anybody reads off a windscreen: those for the batteries of that vehicle that are.
    """
    if not may_read(viewer):
        raise Refused("auth.not_allowed")
    if code:
        name_pair(viewer, code, vin)
        found = in_hand(viewer, code, vin, today=today)
        if found is None:
            note_missed(code, viewer)  # who tries code after code is seen to
        return _listed(store.find(models=found[1])) if found else []
    if vin:
        hands = [in_hand(viewer, one, "", today=today) for one in _ever_in(vin, today)]
        held = frozenset().union(*(found[1] for found in hands if found))
        return _listed(store.find(models=held)) if held else []
    return _listed(store.find(model=model, words=words))


def name_pair(viewer: Viewer, code: str, vin: str) -> None:
    """Count a battery and a vehicle that a firm names together, before it is told anything. Raises Refused.

    Who may try pairs without end learns which battery is in which vehicle; who names many is not at work on them.
    """
    named = vin.strip().upper()
    what, pair = f"techinfo {viewer.party_id}", f"{code.strip().upper()} {named}"
    if named and not limits.is_within(what, pair, most=MOST_NAMED, within_s=DAY_S):
        raise Refused("techinfo.too_many")


def _ever_in(vin: str, today: date) -> list[str]:
    """Give the batteries that were ever said to be in a vehicle."""
    key = subjects.key(vin)
    if key is None:
        return []
    facts = read_facts([key], end_of(today), today, PLATFORM)
    return sorted(
        {name for fact in facts for name in (fact.subject, fact.object) if not subjects.is_vehicle(name)}
        - {""}
    )


def get_listed(viewer: Viewer, manual_id: int) -> Listed | None:
    """Give one manual as it is listed; None where there is none, or none for the viewer."""
    found = store.get(manual_id) if may_read(viewer) else None
    return _listed([found])[0] if found else None


def _listed(found: list[Manual]) -> list[Listed]:
    cards = cards_by_id({one.party_id for one in found})
    return [Listed(manual=one, maker=cards[one.party_id]) for one in found if one.party_id in cards]


def in_hand(viewer: Viewer, code: str, vin: str, *, today: date) -> tuple[Hand, frozenset[Model]] | None:
    """Tell on what ground a battery is before a firm, and its models; None: it is not, or nobody knows it.

    ``vin``: the vehicle that the firm names with it, "" for none.
    """
    whole = dossier(code, today, PLATFORM)
    models = _models(whole, today) if whole is not None else frozenset()
    if whole is None or not models or viewer.party_id is None:
        return None
    receivers = {uscc: card.party_id for uscc, card in whole.by_uscc.items()}
    place = life.position(whole.standing, receivers)
    if place.holder in {viewer.party_id, viewer.uscc} and place.state != "in_transit":
        return Hand.HELD, models
    if _addressed(whole.standing, viewer):
        return Hand.ADDRESSED, models
    named = vin.strip().upper()
    if named and named == place.vehicle and viewer.roles & AT_A_WORKSHOP:
        return Hand.NAMED, models
    return None


def _addressed(facts: tuple[Fact, ...], viewer: Viewer) -> bool:
    """Tell whether the last movement is one to the firm that it has not answered."""
    moves = [fact for fact in facts if fact.event in {Event.SHIPPED, Event.RECEIVED, Event.REFUSED}]
    return bool(moves) and moves[-1].event is Event.SHIPPED and moves[-1].counterparty == viewer.uscc


def _models(whole: Dossier, today: date) -> frozenset[Model]:
    """Give the models of a battery: the vehicle's in which it was sold, and its pack's by the code of either maker."""
    product = whole.line[-1][:_PRODUCT].casefold()
    owner = prefixes().get(product[:_MAKER].upper())
    sold = _sold_in(whole, today)
    named = {Model(owner, product)} if owner is not None else set()
    return frozenset(named | ({sold, Model(sold.party_id, product)} if sold else set()))


def _sold_in(whole: Dossier, today: date) -> Model | None:
    """Give the model of the vehicle in which a battery was sold: its certificate says."""
    for fact in whole.standing:
        if fact.duty != CERTIFICATE or fact.event is not Event.FITTED:
            continue
        vin = fact.object if subjects.is_vehicle(fact.object) else fact.subject
        key = subjects.key(vin)
        for told in read_facts([key], end_of(today), today, PLATFORM) if key is not None else ():
            if told.filing == fact.filing and told.body.get("vehicle_model"):
                return Model(fact.party_id, str(told.body["vehicle_model"]).casefold())
    return None


def is_on_file(kind: SubjectKind, party_id: int, model: str, *, today: date) -> bool:
    """Tell whether a firm has filed about a model of its own: a pack's specification, a vehicle's approval."""
    key = subjects.derived(kind, party_id, model)
    return bool(read_facts([key], end_of(today), today, PLATFORM))


def get_grant(viewer: Viewer, grant_id: int, *, at: datetime) -> tuple[Grant, Listed]:
    """Give a grant that stands, with its manual. Raises Refused: none of the firm's, or it has expired."""
    if not may_read(viewer):
        raise Refused("auth.not_allowed")
    with as_reader(viewer):
        found = store.get_grant(grant_id)
    if found is None or found.party_id != viewer.party_id:
        raise Refused("not_found")
    if not found.is_open(at):
        raise Refused("techinfo.expired")
    manual = store.get(found.manual_id)
    if manual is None:
        raise Broken("a manual is gone")
    return found, _listed([manual])[0]


def read_steps(viewer: Viewer, grant_id: int, *, at: datetime) -> tuple[Grant, Listed]:
    """Open a manual under a grant, and note that it was read. Raises Refused."""
    grant, listed = get_grant(viewer, grant_id, at=at)
    store.note(grant, -1, user_id=viewer.user_id, at=at)
    return grant, listed


def read_file(viewer: Viewer, grant_id: int, place: int, *, at: datetime) -> tuple[str, bytes]:
    """Give (name, PDF) of a file under a grant, marked for its reader; note that it was read. Raises Refused."""
    grant, listed = get_grant(viewer, grant_id, at=at)
    if not 0 <= place < len(listed.manual.files):
        raise Refused("not_found")
    one = listed.manual.files[place]
    content = originals.read(one.digest)
    day = f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    overlays = marks.overlays(Mark(mark=grant.mark, firm=viewer.party_name, day=day))
    copy = papers.stamp(content, overlays, title=one.name, mark=grant.mark)
    store.note(grant, place, user_id=viewer.user_id, at=at)
    return f"{one.name.rpartition('.')[0]}-{grant.mark}.pdf", copy


def own_grants(viewer: Viewer) -> list[tuple[Grant, Listed]]:
    """Give the firm's grants with their manuals, the latest first."""
    with as_reader(viewer):
        grants = store.grants_of(viewer.party_id or 0)
    found = {one.manual.manual_id: one for one in _listed(_every({grant.manual_id for grant in grants}))}
    return [(grant, found[grant.manual_id]) for grant in grants if grant.manual_id in found]


def _every(manual_ids: set[int]) -> list[Manual]:
    return [manual for one in sorted(manual_ids) if (manual := store.get(one)) is not None]


def own_manuals(viewer: Viewer) -> list[Own]:
    """Give the filer's own manuals, every version, with how often each was read, by kind of firm."""
    with as_reader(viewer):
        found = store.own(viewer.party_id or 0)
    counted = store.counts({one.manual_id for one in found})
    return [Own(manual=one, reads=dict(counted.get(one.manual_id, {}))) for one in found]


def traced(viewer: Viewer, mark: str) -> Traced | None:
    """Give whose copy a mark is, to the operator. Raises Refused for anybody else."""
    if not viewer.may("techinfo.trace"):
        raise Refused("auth.not_allowed")
    found = store.of_mark(mark.strip().upper())
    if found is None:
        return None
    grant, user_id = found
    manual = store.get(grant.manual_id)
    if manual is None:
        raise Broken("a manual is gone")
    return Traced(
        grant=grant, manual=manual, firm=cards_by_id([grant.party_id])[grant.party_id], user_id=user_id
    )
