"""JSON 的形状 — the typed shape of one duty's JSON rows, built from its columns.

A typed decoder refuses unknown keys and wrong types while it parses; that is the fast road. Whatever it
refuses is looked at again by ``scrutiny``, which says what is wrong and where.

    Shape     the struct types of a duty and its two decoders
    shape_of  duty -> Shape (remembered)
    text_of   any JSON scalar, list or object of shares -> the text that a CSV cell would hold

A code can only be a string: as a number it has lost digits before it reached us.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

import msgspec

from suyuan.law.duty import Column, Duty, Kind

STRINGS = frozenset({Kind.CODE, Kind.CODES, Kind.VIN, Kind.USCC, Kind.PREFIX})
LISTS = frozenset({Kind.CODES, Kind.TEXTS})
INT64 = 2**63
Whole = Annotated[int, msgspec.Meta(ge=-INT64, le=INT64 - 1)]
Absent = msgspec.UnsetType
ABSENT = msgspec.UNSET
Code = str | Absent | None
Scalar = str | Whole | float | bool | Absent | None
Levels = tuple[str, str, str]
CHILDREN = ("packs", "modules", "cells")


@dataclass(frozen=True, slots=True)
class Shape:
    """The JSON form of one duty.

    ``plain`` are the columns outside the tree. ``deep`` tells that they belong to each code (12.1: its mass)
    rather than to the row as a whole (24.2.a: the vehicle), so that they may stand at every level.
    ``children`` are the nested lists a row may hold.
    """

    duty: Duty
    plain: tuple[Column, ...]
    deep: bool
    children: tuple[str, ...]
    names: tuple[str, ...]  # of all columns
    top: tuple[str, ...]  # of all keys a row may have
    spreading: frozenset[str]  # columns of the row that every code beneath it shows
    shares: frozenset[str]
    row: type[msgspec.Struct]
    pack: type[msgspec.Struct] | None
    module: type[msgspec.Struct] | None
    cell: type[msgspec.Struct] | None
    one: msgspec.json.Decoder[Any]
    array: msgspec.json.Decoder[Any]

    @property
    def levels(self) -> Levels:
        """Name the pack, module and cell columns."""
        pack, module, cell = self.duty.tree
        return pack, module, cell


_SHAPES: dict[int, Shape] = {}  # by identity: hashing a duty costs more than decoding a row


def shape_of(duty: Duty) -> Shape:
    """Give the (remembered) shape of a duty."""
    known = _SHAPES.get(id(duty))
    if known is None:
        known = _SHAPES[id(duty)] = _build(duty)
    return known


def _struct(name: str, fields: list[tuple[str, Any, Any]]) -> type[msgspec.Struct]:
    return msgspec.defstruct(name, fields, forbid_unknown_fields=True, gc=False)


def _build(duty: Duty) -> Shape:
    plain = tuple(column for column in duty.columns if column.name not in duty.tree)
    deep = bool(duty.tree) and (duty.group is None or duty.group in duty.tree)
    own = [(column.name, type_of(column), ABSENT) for column in plain]
    pack = module = cell = None
    fields = list(own)
    children: tuple[str, ...] = ()
    if duty.tree:
        top, middle, lowest = duty.tree
        beside = own if deep else []
        cell = _struct("Cell", [(lowest, Code, ABSENT), *beside])
        cells: Any = list[str | cell] | Absent | None  # type: ignore[valid-type]
        module = _struct("Module", [(middle, Code, ABSENT), ("cells", cells, ABSENT), *beside])
        modules: Any = list[module] | Absent | None  # type: ignore[valid-type]
        below = [("modules", modules, ABSENT), ("cells", cells, ABSENT)]
        pack = _struct("Pack", [(top, Code, ABSENT), *below, *beside])
        packs: Any = list[pack] | Absent | None  # type: ignore[valid-type]
        children = CHILDREN[1:] if deep else CHILDREN
        fields += [(name, Code, ABSENT) for name in duty.tree] + below
        fields += [] if deep else [("packs", packs, ABSENT)]
    row = _struct("Row", fields)
    names = tuple(column.name for column in duty.columns)
    one, array = msgspec.json.Decoder(row), msgspec.json.Decoder(list[row])  # type: ignore[valid-type]
    return Shape(
        duty=duty,
        plain=plain,
        deep=deep,
        children=children,
        names=names,
        top=row.__struct_fields__,
        spreading=frozenset() if deep else frozenset(column.name for column in plain),
        shares=frozenset(column.name for column in plain if column.kind is Kind.SHARES),
        row=row,
        pack=pack,
        module=module,
        cell=cell,
        one=one,
        array=array,
    )


def type_of(column: Column) -> Any:
    """Give the JSON types that a column's value may have."""
    if column.kind in LISTS:
        return str | list[str] | Absent | None
    if column.kind in STRINGS:
        return Code
    if column.kind is Kind.SHARES:
        return str | dict[str, str | Whole | float] | Absent | None
    return Scalar


def text_of(value: object) -> str:  # noqa: PLR0911  # one per JSON type
    """Write a JSON value as the text of a cell: yes/no, plain decimals, ``;`` lists, ``Li:0.031`` shares."""
    if isinstance(value, str):
        return value.strip()
    if value is None or value is ABSENT:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, (list, tuple)):
        return ";".join(text_of(item) for item in value)
    if isinstance(value, dict):
        return ";".join(f"{text_of(key)}:{text_of(share)}" for key, share in value.items())
    return str(value)


def number_text(value: float) -> str:
    """Write a double in its shortest exact form, without an exponent: 12.0 -> 12, 1e-7 -> 0.0000001."""
    if value == int(value) and abs(value) < INT64:
        return str(int(value))
    return format(Decimal(repr(value)), "f")
