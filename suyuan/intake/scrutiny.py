"""细查 — one JSON row that the fast road refused: what exactly is wrong, and what can still be read.

    Note     one broken rule of a row, with its pointer and the indexes of pack, module and cell
    parse    text -> the JSON value with every key kept, repeated or not
    examine  parsed row -> the decoded row the fast road would have made, and its notes

Repeated keys are refused because readers disagree on which of them counts: what one system checks another
may not store. A number in a code column is refused because its digits are lost already.

Source: RFC 8259; I-JSON, RFC 7493 section 2 (no repeated keys, no lone surrogates).
"""

import difflib
import json
from dataclasses import dataclass, field
from typing import Any

from suyuan.intake.refusal import refuse
from suyuan.intake.shapes import INT64, LISTS, STRINGS, Shape, text_of
from suyuan.law.duty import Column, Kind

LONGEST_SHOWN = 200
TYPE_NAMES = {str: "string", bool: "boolean", int: "number", float: "number", list: "array", dict: "object"}


Path = tuple[int, int, int]  # indexes of pack, module and cell
NOWHERE: Path = (-1, -1, -1)


class Pairs(list[tuple[str, Any]]):
    """A JSON object with all its keys in order."""


class Number(str):
    """The literal of a number that no column can hold (beyond 64 bits, NaN, Infinity)."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Note:
    """One broken rule of a row."""

    rule: str
    column: str | None
    value: str
    pointer: str
    path: Path = NOWHERE
    detail: dict[str, str] = field(default_factory=dict)


def _integer(literal: str) -> int | Number:
    if len(literal) > 20 or not -INT64 <= int(literal) < INT64:  # noqa: PLR2004  # digits of 2**63 and a sign
        return Number(literal)
    return int(literal)


def _float(literal: str) -> float | Number:
    value = float(literal)
    return value if abs(value) != float("inf") else Number(literal)


_DECODER = json.JSONDecoder(
    object_pairs_hook=Pairs, parse_int=_integer, parse_float=_float, parse_constant=Number
)


def parse(text: bytes) -> Any:
    """Parse JSON, keeping every key. Raises Unreadable (encoding, syntax, depth)."""
    try:
        return _DECODER.decode(text.decode())
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        raise refuse("json.encoding", line=str(line), byte=str(error.start)) from None
    except json.JSONDecodeError as error:
        detail = {"line": str(error.lineno), "position": str(error.colno), "reason": error.msg}
        raise refuse("json.syntax", **detail) from None
    except RecursionError:
        raise refuse("json.depth") from None


class Examiner:
    """Looks at one parsed row. ``notes`` collects what is wrong; values that can be shown are kept."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.notes: list[Note] = []
        self.columns = {column.name: column for column in shape.duty.columns}

    def row(self, value: Any) -> Any:
        """Give the decoded row, blank where it could not be read."""
        if not isinstance(value, Pairs):
            self._note("json.not_object", None, value, "", NOWHERE, found=_type(value))
            return self.shape.row()
        names = [column.name for column in self.shape.duty.columns]
        return self._object(value, self.shape.row, names, "", NOWHERE)

    def _object(self, pairs: Pairs, kind: Any, names: list[str], at: str, path: Path) -> Any:
        """Read one object of the tree: its own columns, then its children."""
        fields: dict[str, Any] = {}
        allowed = set(kind.__struct_fields__)
        for key, value in pairs:
            pointer = f"{at}/{escape(key)}"
            if key not in allowed:
                near = difflib.get_close_matches(key[:60], sorted(allowed), n=1)
                self._note("json.unknown_key", None, key, pointer, path, key=key, nearest="".join(near))
            elif key in fields:
                column = key if key in names else None
                self._note("json.duplicate_key", column, key, pointer, path, key=key)
            elif key in self.shape.children and key not in names:
                fields[key] = self._children(key, value, pointer, path)
            else:
                fields[key] = self._value(self.columns[key], value, pointer, path)
        return kind(**fields)

    def _children(self, key: str, value: Any, at: str, path: Path) -> list[Any]:
        if value is None:
            return []
        if not isinstance(value, list) or isinstance(value, Pairs):
            self._note(
                "json.wrong_type", None, value, at, path, expected="array", found=_type(value), key=key
            )
            return []
        depth = ("packs", "modules", "cells").index(key)
        kind: Any = (self.shape.pack, self.shape.module, self.shape.cell)[depth]
        name = self.shape.duty.tree[depth]
        items: list[Any] = []
        for index, item in enumerate(value):
            here = _at(path, depth, index)
            pointer = f"{at}/{index}"
            if isinstance(item, Pairs):
                names = [name, *(column.name for column in self.shape.plain)]
                items.append(self._object(item, kind, names, pointer, here))
            elif key == "cells":
                items.append(self._value(self.columns[name], item, pointer, here))
            else:
                found = _type(item)
                self._note(
                    "json.wrong_type", name, item, pointer, here, expected="object", found=found, key=key
                )
                items.append(kind())
        return items

    def _value(self, column: Column, value: Any, at: str, path: Path) -> str:  # noqa: PLR0911  # one per JSON type
        """Give a value's text, noting what its column cannot hold."""
        name = column.name
        if isinstance(value, Number):
            rule = "code.numeric_cell" if column.kind in STRINGS else "json.number"
            self._note(rule, name, value, at, path)
            return str(value)[:LONGEST_SHOWN]
        if isinstance(value, str):
            return self._string(column, value, at, path)
        if value is None:
            return ""
        if isinstance(value, Pairs):
            return self._shares(column, value, at, path)
        if isinstance(value, list):
            if column.kind in LISTS:
                return ";".join(self._value(column, item, f"{at}/{n}", path) for n, item in enumerate(value))
            expected = "string"
            self._note("json.wrong_type", name, value, at, path, expected=expected, found="array", key=name)
            return _shown(value)
        if column.kind in STRINGS and not isinstance(value, bool):
            self._note("code.numeric_cell", name, value, at, path)
        elif column.kind in STRINGS:
            self._note("json.wrong_type", name, value, at, path, expected="string", found="boolean", key=name)
        return text_of(value)

    def _string(self, column: Column, value: str, at: str, path: Path) -> str:
        if "\0" in value:
            self._note("file.nul", column.name, value.replace("\0", "�"), at, path)
            return value.replace("\0", "�").strip()
        try:
            value.encode()
        except UnicodeEncodeError:
            shown = value.encode(errors="replace").decode()
            self._note("json.encoding", column.name, shown, at, path)
            return shown.strip()
        return value.strip()

    def _shares(self, column: Column, pairs: Pairs, at: str, path: Path) -> str:
        if column.kind is not Kind.SHARES:
            name = column.name
            self._note("json.wrong_type", name, pairs, at, path, expected="string", found="object", key=name)
            return _shown(pairs)
        seen: set[str] = set()
        parts: list[str] = []
        for key, value in pairs:
            if key in seen:
                self._note("json.duplicate_key", column.name, key, f"{at}/{escape(key)}", path, key=key)
            seen.add(key)
            if isinstance(value, (list, bool)) or value is None:
                found = _type(value)
                pointer = f"{at}/{escape(key)}"
                self._note(
                    "json.wrong_type",
                    column.name,
                    value,
                    pointer,
                    path,
                    expected="number",
                    found=found,
                    key=key,
                )
                continue
            clean = self._string(column, key, at, path)
            parts.append(f"{clean}:{self._value(column, value, f'{at}/{escape(key)}', path)}")
        return ";".join(parts)

    def _note(self, rule: str, column: str | None, value: Any, at: str, path: Path, **detail: str) -> None:
        clean = {key: _clean(text) for key, text in detail.items()}
        self.notes.append(Note(rule, column, _shown(value), _clean(at), path, clean))


def examine(shape: Shape, value: Any) -> tuple[Any, list[Note]]:
    """Give the row that can be read from a parsed value, and everything that is wrong with it."""
    examiner = Examiner(shape)
    row = examiner.row(value)
    return row, examiner.notes


def _at(path: Path, depth: int, index: int) -> Path:
    """Give the path with the index of one level set."""
    pack, module, cell = (index if level == depth else old for level, old in enumerate(path))
    return pack, module, cell


def escape(key: str) -> str:
    """Write a key as a step of a JSON pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")


def _type(value: Any) -> str:
    if isinstance(value, Pairs):
        return "object"
    if isinstance(value, Number):
        return "number"
    return TYPE_NAMES.get(type(value), "null")


def _shown(value: Any) -> str:
    """Write any value for a person, cut short."""
    if isinstance(value, str):
        return _clean(value)
    plain = dict(value) if isinstance(value, Pairs) else value
    try:
        return _clean(json.dumps(plain, ensure_ascii=False, default=str))
    except (RecursionError, ValueError):
        return "…"


def _clean(text: str) -> str:
    return text[:LONGEST_SHOWN].replace("\0", "�").encode(errors="replace").decode()
