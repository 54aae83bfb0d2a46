"""溯源 — tree, history and state of one battery, from its stored facts.

    Tree          the codes of a tree, in preorder
    Node          a code with its parts, to be walked
    Happening     one line of the life story
    Battery       the short answer: what it is, where, with whom
    Trace         the whole answer
    Vehicle       a vehicle with its batteries and the intervals in which they were fitted

Source: GB/T 34014-2017 (codes of pack, module and cell correspond to each other); the outer contract.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import pairwise
from typing import Any

from msgspec import Struct

from suyuan.codes.packing import LISTED

KIND_OF = {"P": "pack", "M": "module", "C": "cell"}


def kind_of(code: str) -> str:
    """Tell the level of a code by its fourth character; an unreadable label (``TMP-``) is just a battery."""
    return KIND_OF.get(code[3:4], "battery")


class Node(Struct, frozen=True, gc=False):
    """A code and its parts: pack -> modules and direct cells, module -> cells."""

    code: str
    kind: str  # pack, module, cell
    parts: tuple["Node", ...] = ()


class Tree(Struct, frozen=True, gc=False):
    """A code tree in preorder: the top, the cells directly in it, then each module with its cells.

    ``text`` is that of ``codes.packing.listing``, as stored: every code filled up with blanks to one width and closed
    by a comma. A trace asks for one code's place in it and for its JSON, so 137 texts and nodes need not be made.
    """

    text: str

    @classmethod
    def listed(cls, codes: Sequence[str]) -> "Tree":
        """Give the tree of codes in preorder."""
        width = max(LISTED - 1, *map(len, codes))
        return cls("".join([f"{code:<{width}}," for code in codes]))

    @classmethod
    def of(cls, top: str, branches: Mapping[str, Sequence[str]]) -> "Tree":
        """Build a tree of what ``branches`` gives."""
        direct = branches.get("", ())
        inner = [code for module, cells in branches.items() if module for code in (module, *cells)]
        return cls.listed([top, *direct, *inner])

    @property
    def codes(self) -> list[str]:
        """Give the codes, in preorder."""
        return self.text[:-1].replace(" ", "").split(",")

    @property
    def code(self) -> str:
        """Give the top."""
        return self.text[: self.text.index(",")].rstrip()

    @property
    def kind(self) -> str:
        """Give the level of the top."""
        return kind_of(self.text)

    @property
    def _step(self) -> int:
        """Give the number of characters from code to code."""
        return self.text.index(",") + 1

    def _place(self, code: str) -> int:
        """Give the number of a code in preorder, -1 for a stranger."""
        step = self._step
        start = self.text.find(f"{code:<{step - 1}},")
        return start // step if start >= 0 else -1

    def _at(self, place: int) -> str:
        """Give the code of a number."""
        step = self._step
        return self.text[place * step : (place + 1) * step - 1].rstrip()

    @property
    def _levels(self) -> str:
        """Give the letter of every code's level."""
        return self.text[3 :: self._step]

    def branches(self) -> dict[str, list[str]]:
        """Give every module with its cells, in their order; under "" what stands directly in the top."""
        codes, bounds = self.codes, _bounds(self._levels)
        inner = {codes[start]: codes[start + 1 : end] for start, end in pairwise(bounds)}
        return {"": codes[1 : bounds[0]], **inner}

    @property
    def parts(self) -> tuple[Node, ...]:
        """Give what stands in the top as nodes, for whoever walks."""
        branches = {
            module: tuple(Node(cell, KIND_OF["C"]) for cell in cells)
            for module, cells in self.branches().items()
        }
        direct = branches.pop("")
        return *direct, *(Node(module, KIND_OF["M"], cells) for module, cells in branches.items())

    def line(self, code: str) -> list[str]:
        """Give a code and what it stands in, upwards: itself, its module, the top; nothing for a stranger."""
        place = self._place(code)
        if place < 1:
            return [] if place else [code]
        module = 0 if code[3:4] == "M" else self._levels.rfind("M", 1, place)
        return [code, self._at(module), self.code] if module > 0 else [code, self.code]

    def size(self, code: str) -> int:
        """Count the codes below one of them."""
        if KIND_OF.get(code[3:4]) == "cell":
            return 0
        place = self._place(code)
        end = next(bound for bound in _bounds(self._levels) if bound > place) if place else len(self._levels)
        return end - place - 1

    def count(self, level: str) -> int:
        """Count the codes below the top of one level, by its letter."""
        return self._levels.count(level, 1)

    def as_json(self) -> bytes:
        """Give the nested form, as the JSON of a ``Node``: codes are letters and digits."""
        told = self.text[:-1].replace(",", _NEXT_CELL)
        frame, cuts = _frame(self._levels, self._step - 1)
        whole = frame % tuple([told[cut] for cut in cuts])
        return (whole.replace(" ", "") if " " in whole else whole).encode()


_CELLS = '{"code":"%s","kind":"cell","parts":[]}'
_NEXT_CELL = '","kind":"cell","parts":[]},{"code":"'


@lru_cache(maxsize=1024)
def _bounds(levels: str) -> tuple[int, ...]:
    """Give the number of every module in preorder, then that of the end; batteries of one product have one shape."""
    modules = [place for place, level in enumerate(levels) if level == "M" and place]
    return *modules, len(levels)


@lru_cache(maxsize=1024)
def _frame(levels: str, width: int) -> tuple[str, list[slice]]:
    """Give the JSON of a tree of some levels, with places to be filled, and what belongs there: cuts of its codes when
    all of them are told as cells.
    """

    def cut(first: int, end: int) -> slice:
        step = width + len(_NEXT_CELL)
        return slice(first * step, end * step - len(_NEXT_CELL))

    bounds = _bounds(levels)
    parts, cuts = [], [cut(0, 1)]
    if bounds[0] > 1:
        parts.append(_CELLS)
        cuts.append(cut(1, bounds[0]))
    for place, end in pairwise(bounds):
        inside = end - place > 1
        parts.append(f'{{"code":"%s","kind":"module","parts":[{_CELLS if inside else ""}]}}')
        cuts += [cut(place, place + 1), cut(place + 1, end)][: 1 + inside]
    kind = KIND_OF.get(levels[0], "battery")
    return f'{{"code":"%s","kind":"{kind}","parts":[{",".join(parts)}]}}', cuts


class Happening(Struct, frozen=True, kw_only=True):
    """One event of a life, as filed; ``subject`` is the code (or VIN) that the filing named.

    These are structs, not dataclasses: a frozen dataclass takes eight times as long to make.
    """

    event: str
    happened_on: date
    recorded_at: datetime
    party: str  # USCC, or "" where the reader may not know
    party_name: str
    receipt: str
    duty: str
    article: str
    subject: str
    vehicle: str | None = None
    counterparty: str | None = None
    body: dict[str, Any] = {}
    masked: bool = False  # of the party only its role and province may be known
    party_role: str | None = None
    party_region: str | None = None


class Battery(Struct, frozen=True, kw_only=True):
    """The short answer. ``state``: registered, fitted, removed, in_transit, held, refused, recycled, recoded."""

    code: str
    kind: str
    parts: int  # number of codes below this one
    state: str
    holder: str | None
    holder_name: str | None
    vehicle: str | None
    parent: str | None
    idcard: str | None  # the pack whose digital identity covers this code
    as_of: date
    masked: bool = False  # of the holder only its role and province may be known
    holder_role: str | None = None
    holder_region: str | None = None


class Trace(Struct, frozen=True, kw_only=True):
    """The whole answer: the short one, the tree it stands in, its history, successors and findings."""

    battery: Battery
    tree: Tree
    history: tuple[Happening, ...]
    successors: tuple[str, ...]
    predecessors: tuple[str, ...]
    findings: tuple[dict[str, Any], ...]


class Fitting(Struct, frozen=True, kw_only=True):
    """A battery in a vehicle between two days (``removed_on`` None = still)."""

    code: str
    kind: str
    fitted_on: date
    removed_on: date | None
    masked: bool = False  # whose it is, and so which code, may not be known


class Vehicle(Struct, frozen=True, kw_only=True):
    """A vehicle as filed, with its batteries and its history."""

    vin: str
    vehicle_type: str
    vehicle_name: str
    brand: str
    vehicle_model: str
    certified_date: date | None
    swap_mode: bool
    sold_date: date | None
    scrapped_date: date | None
    filer: str
    filer_name: str
    batteries: tuple[Fitting, ...]
    history: tuple[Happening, ...]
    as_of: date
    masked: bool = False  # of the filer only its role and province may be known
    filer_role: str | None = None
    filer_region: str | None = None
