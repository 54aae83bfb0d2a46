"""生命汇集 — reads what is on file round many subjects at once and lays out the life of each.

    Ground    the facts of all of them, by subject, and what else their judges ask
    gather()  keys -> Ground
    lives()   Ground -> the lives that it holds

Four look-ups for any number of subjects: their facts, those of the vehicles that these name, those of the packs in
which parts stand, and the other side of their transfers.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace
from psycopg import Cursor

from suyuan.codes import packing
from suyuan.codes.packing import Keys
from suyuan.domain import life, subjects
from suyuan.domain.custody import trails, vehicles
from suyuan.domain.custody.evidence import Claim, Life
from suyuan.domain.custody.handovers import MOVES
from suyuan.domain.life import Fact
from suyuan.domain.lived import passed
from suyuan.domain.trace import Tree, kind_of
from suyuan.services.batteries.dossier import facts_of
from suyuan.storage import batteries as trees
from suyuan.storage import custody as store
from suyuan.storage.filings import number

Facts = dict[str, list[Fact]]
_PARTS = frozenset({"module", "cell"})


class Ground(Struct, kw_only=True):
    """What is on file round some subjects. ``facts`` by the name of their subject; ``lines`` of parts, upwards."""

    batteries: list[str]
    vehicles: list[str]
    facts: Facts
    lines: dict[str, list[str]]
    claims: dict[str, list[Claim]]
    transfers: dict[str, list[Fact]]


def gather(cursor: Cursor[Any], keys: Iterable[UUID], contested: Iterable[UUID] = ()) -> Ground:
    """Read all that the judges of some subjects ask."""
    asked = set(keys) | set(contested)
    facts = _by_subject(facts_of(store.facts(cursor, asked)))
    vins = {subjects.name(key) for key in asked if not packing.is_provisional(key)}
    vins = {name for name in vins if subjects.is_vehicle(name)}
    inside = {one.object for vin in vins for one in facts.get(vin, ()) if one.object}
    _add(cursor, facts, inside)  # what befell a vehicle befell the batteries in it
    named = {subjects.name(key) for key in contested}
    codes = sorted({name for name in facts if _is_battery(name, facts)} | named)
    parts = [code for code in codes if kind_of(code) in _PARTS]
    lines, listed = _lines(cursor, parts)
    ended = [code for code in codes if any(map(life.is_end, facts.get(code, ())))]
    codes = sorted({*codes, *_with_words(cursor, facts, ended)})
    _add(cursor, facts, {one for line in lines.values() for one in line[1:]})
    _add(
        cursor,
        facts,
        {one.object for told in list(facts.values()) for one in told if subjects.is_vehicle(one.object)},
    )
    claims = _claims(cursor, parts, lines, listed)
    _add(cursor, facts, {claim.top for said in claims.values() for claim in said})
    claims = {code: [_timed(claim, facts) for claim in said] for code, said in claims.items()}
    moved = [one for code in codes for one in facts.get(code, ()) if one.event in MOVES]
    numbers = {str(one.body.get("transfer_no") or "") for one in moved} - {""}
    return Ground(
        batteries=codes,
        vehicles=sorted({name for name in facts if subjects.is_vehicle(name)} & vins),
        facts=facts,
        lines=lines,
        claims=claims,
        transfers=transfers_of(cursor, numbers),
    )


def transfers_of(cursor: Cursor[Any], numbers: Iterable[str]) -> Facts:
    """Read both sides of some transfers, by their numbers."""
    found: Facts = {}
    for one in facts_of(store.transfers(cursor, numbers)):
        found.setdefault(str(one.body["transfer_no"]), []).append(one)
    return found


def _by_subject(facts: Iterable[Fact]) -> Facts:
    found: Facts = {}
    for one in facts:
        found.setdefault(one.subject, []).append(one)
    return found


def _add(cursor: Cursor[Any], facts: Facts, names: Iterable[str]) -> None:
    """Read the facts of further subjects."""
    wanted = {key for name in set(names) - facts.keys() if name and (key := subjects.key(name)) is not None}
    if wanted:
        facts |= _by_subject(facts_of(store.facts(cursor, wanted)))


def _is_battery(name: str, facts: Facts) -> bool:
    """Tell whether a subject is a battery; a temporary name is one where it moved (a month, a batch never does)."""
    if subjects.is_vehicle(name):
        return False
    return not name.startswith(subjects.TEMPORARY) or any(one.event in MOVES for one in facts[name])


def _lines(
    cursor: Cursor[Any], parts: Sequence[str]
) -> tuple[dict[str, list[str]], dict[str, list[trees.StoredTree]]]:
    """Give what each part stands in, upwards, and the standing trees by their tops."""
    keys = {code: key for code in parts if (key := subjects.key(code)) is not None}
    if not keys:
        return {}, {}
    tops = trees.find_tops(cursor, packing.from_uuids(list(keys.values())))
    stored = trees.find_trees(cursor, sorted({UUID(bytes=top) for top in tops.values()}))
    lines: dict[str, list[str]] = {}
    listed: dict[str, list[trees.StoredTree]] = {}
    for code, key in keys.items():
        top = tops.get(key.bytes)
        standing = [one for one in stored.get(UUID(bytes=top), ()) if one.replaced_at is None] if top else []
        listed[code] = standing
        for tree in standing:
            line = _tree(tree).line(code)
            if len(line) > len(lines.get(code, [code])):
                lines[code] = line
    return lines, listed


def _tree(stored: trees.StoredTree) -> Tree:
    return Tree(packing.listing(stored.manifest).tobytes().decode())


def parts_spoken_of(cursor: Cursor[Any], ended: Sequence[str]) -> set[UUID]:
    """Give the parts of packs that have ended of which somebody speaks."""
    parts = {key for code in _parts(cursor, ended) if (key := subjects.key(code)) is not None}
    return {UUID(bytes=one.subject) for one in store.facts(cursor, parts)} if parts else set()


def _parts(cursor: Cursor[Any], codes: Iterable[str]) -> set[str]:
    """Give the parts that are on file of some packs."""
    keys = [key for code in codes if (key := subjects.key(code)) is not None]
    stored = trees.find_trees(cursor, keys).values() if keys else ()
    return {code for filed in stored for tree in filed for code in _tree(tree).codes[1:]}


def _with_words(cursor: Cursor[Any], facts: Facts, ended: Sequence[str]) -> list[str]:
    """Give the parts of packs that have ended of which somebody speaks, and read what is said."""
    parts = _parts(cursor, ended)
    _add(cursor, facts, parts)
    return [code for code in parts if code in facts]


def _claims(
    cursor: Cursor[Any],
    parts: Sequence[str],
    lines: dict[str, list[str]],
    listed: dict[str, list[trees.StoredTree]],
) -> dict[str, list[Claim]]:
    """Give what is claimed of the place of parts on which filings differ, cells that go with their module left out."""
    keys = {key: code for code in parts if (key := subjects.key(code)) is not None}
    rows = store.contests(cursor, list(keys)) if keys else []
    stored = trees.find_trees(cursor, sorted({top for _, top, _ in rows})) if rows else {}
    found: dict[str, list[Claim]] = {}
    for code_key, top, filing in rows:
        code = keys[code_key]
        others = [one for one in stored.get(top, ()) if one.filing == filing and one.replaced_at is None]
        known = found.setdefault(code, [_claim(code, one) for one in listed.get(code, ())])
        known += [_claim(code, one) for one in others]
    return {code: said for code, said in found.items() if not _goes_along(code, found, lines)}


def _claim(code: str, tree: trees.StoredTree) -> Claim:
    line = _tree(tree).line(code)
    module = line[1] if len(line) == 3 else ""  # noqa: PLR2004 - cell, module, pack
    return Claim(subjects.name(tree.top), module, tree.party_id, number(tree.filing))


def _timed(claim: Claim, facts: Facts) -> Claim:
    """Give a claim with the days between which its top was whole."""
    told = facts.get(claim.top, ())
    since = min((one.happened_date for one in told), default=date.min)
    until = min((one.happened_date for one in told if life.is_end(one)), default=date.max)
    return claim._replace(since=since, until=until)


def _goes_along(code: str, claims: dict[str, list[Claim]], lines: dict[str, list[str]]) -> bool:
    """Tell whether it is the module of a cell on whose place the same filings differ."""
    line = lines.get(code, [])
    if len(line) != 3:  # noqa: PLR2004 - cell, module, pack
        return False
    tops = {claim.top for claim in claims[code]}
    return tops == {claim.top for claim in claims.get(line[1], ())}


def above(cursor: Cursor[Any], parts: Keys) -> Keys:
    """Give the packs in which some modules and cells stand."""
    tops = trees.find_tops(cursor, parts) if len(parts) else {}
    return packing.from_uuids(sorted({UUID(bytes=top) for part, top in tops.items() if top != part}))


def torn_down(cursor: Cursor[Any], silent: Mapping[str, date]) -> set[str]:
    """Give the batteries of which everything has gone on by its own code since the day they were last heard of."""
    keys = {key: code for code in silent if (key := subjects.key(code)) is not None}
    tops = trees.find_tops(cursor, packing.from_uuids(list(keys))) if keys else {}
    filed = trees.find_trees(cursor, sorted({UUID(bytes=top) for top in tops.values()})) if tops else {}
    grown = {
        code: life.grow(
            subjects.name(top), [_tree(one) for one in filed.get(top, ()) if one.replaced_at is None]
        )
        for key, code in keys.items()
        if key.bytes in tops and (top := UUID(bytes=tops[key.bytes]))
    }
    facts: Facts = {}
    first = {code: trails.first_parts(code, tree) for code, tree in grown.items()}
    _add(
        cursor, facts, {part for parts in first.values() for part in parts}
    )  # most stand whole: a few parts tell
    grown = {code: tree for code, tree in grown.items() if any(part in facts for part in first[code])}
    _add(cursor, facts, {part for tree in grown.values() for part in tree.codes[1:]})
    return {code for code, tree in grown.items() if trails.nothing_left(code, tree, facts, silent[code])}


def lives(ground: Ground) -> Iterator[Life]:
    """Give the life of every battery of a ground."""
    swapping = {
        vin for vin, told in ground.facts.items() if subjects.is_vehicle(vin) and vehicles.swaps(told)
    }
    for code in ground.batteries:
        line = ground.lines.get(code, [code])
        facts = [_worded(one, ground.facts) for name in line for one in ground.facts.get(name, ())]
        vins = {one.object for one in facts if subjects.is_vehicle(one.object)}
        about = [one for vin in sorted(vins) for one in ground.facts.get(vin, ())]
        told = passed(line, facts, about)
        yield Life(
            code=code,
            facts=tuple(told),
            direct=tuple(life.in_order(one for one in facts if one.subject == code)),
            claims=tuple(ground.claims.get(code, ())),
            line=tuple(line),
            vehicles={vin: tuple(ground.facts.get(vin, ())) for vin in vins},
            swapping=frozenset(vins & swapping),
            beside=tuple(_beside(code, facts, ground)),
        )


def _worded(fact: Fact, facts: Facts) -> Fact:
    """Give a fact with its words, which are kept at the vehicle's end."""
    if fact.body or not subjects.is_vehicle(fact.object):
        return fact
    for one in facts.get(fact.object, ()):
        same = (one.object, one.event, one.filing) == (fact.subject, fact.event, fact.filing)
        if same and one.happened_date == fact.happened_date:
            return replace(fact, body=one.body)
    return fact


def _beside(code: str, facts: Iterable[Fact], ground: Ground) -> Iterator[Fact]:
    """Give the other movements of a battery's transfers, where a label among them could not be read."""
    numbers = {str(one.body.get("transfer_no") or "") for one in facts if one.event in MOVES} - {""}
    for name in sorted(numbers):
        told = ground.transfers.get(name, ())
        if any(one.subject.startswith(subjects.TEMPORARY) for one in told):
            yield from (one for one in told if one.subject != code)
