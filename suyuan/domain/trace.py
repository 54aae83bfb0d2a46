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
from itertools import pairwise
from typing import Any

from msgspec import Struct

KIND_OF = {"P": "pack", "M": "module", "C": "cell"}


def kind_of(code: str) -> str:
    """Tell the level of a code by its fourth character; an unreadable label is just a battery."""
    return KIND_OF.get(code[3:4], "battery") if not code.startswith("TMP-") else "battery"


class Node(Struct, frozen=True, gc=False):
    """A code and its parts: pack -> modules and direct cells, module -> cells."""

    code: str
    kind: str  # pack, module, cell
    parts: tuple["Node", ...] = ()


class Tree(Struct, frozen=True, gc=False):
    """A code tree as its codes in preorder: the top, the cells directly in it, then each module with its cells.

    As it is stored; a trace asks for one code's place in it and for its JSON, so 137 nodes need not be made.
    """

    codes: list[str]

    @classmethod
    def of(cls, top: str, branches: Mapping[str, Sequence[str]]) -> "Tree":
        """Build a tree of what ``branches`` gives."""
        direct = branches.get("", ())
        inner = [code for module, cells in branches.items() if module for code in (module, *cells)]
        return cls([top, *direct, *inner])

    @property
    def code(self) -> str:
        """Give the top."""
        return self.codes[0]

    @property
    def kind(self) -> str:
        """Give the level of the top."""
        return kind_of(self.codes[0])

    def branches(self) -> dict[str, list[str]]:
        """Give every module with its cells, in their order; under "" what stands directly in the top."""
        codes = self.codes
        bounds = [place for place, code in enumerate(codes) if code[3] == "M" and place]
        bounds.append(len(codes))
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
        codes = self.codes
        if code not in codes:
            return []
        place = codes.index(code)
        if not place or code[3:4] == "M":
            return [code, codes[0]] if place else [code]
        module = next((above for above in codes[place:0:-1] if above[3:4] == "M"), None)
        return [code, module, codes[0]] if module else [code, codes[0]]

    def size(self, code: str) -> int:
        """Count the codes below one of them."""
        if code == self.code:
            return len(self.codes) - 1
        return len(self.branches()[code]) if code[3:4] == "M" else 0

    def as_json(self) -> bytes:
        """Give the nested form, as the JSON of a ``Node``: codes are letters and digits."""
        branches = self.branches()
        parts = [_cells(branches.pop(""))]
        parts += [
            f'{{"code":"{module}","kind":"module","parts":[{_cells(cells)}]}}'
            for module, cells in branches.items()
        ]
        inner = ",".join(filter(None, parts))
        return f'{{"code":"{self.code}","kind":"{self.kind}","parts":[{inner}]}}'.encode()


def _cells(codes: Sequence[str]) -> str:
    """Give cells as the inside of a JSON list."""
    between = '","kind":"cell","parts":[]},{"code":"'
    return '{"code":"' + between.join(codes) + '","kind":"cell","parts":[]}' if codes else ""


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
