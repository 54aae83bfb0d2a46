"""对象键 — the 16-byte keys under which facts about anything are stored, and their names outside.

A battery code and a VIN pack reversibly (``codes.packing``). Everything else that a clock or a fact can be about
(a vehicle model, an outlet number, a month, a batch, a specification) gets a derived key with the top bit set,
made from the party, the kind and the text; so does a label that nobody could read.

The name of an unreadable label is ``TMP-`` and its 127 bits in Crockford's base 32.
"""

from collections.abc import Sequence
from functools import lru_cache
from uuid import UUID

import numpy as np

from suyuan.codes import packing, vin
from suyuan.codes.fault import CodeFault
from suyuan.codes.packing import Keys
from suyuan.law.duty import SubjectKind

TEMPORARY = "TMP-"
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TOP = 1 << 127
_UNREAD = np.uint64(1 << 63)
_LETTERS = 26
NONE = np.zeros((1, 2), np.uint64)

PACKED = frozenset({SubjectKind.BATTERY, SubjectKind.VEHICLE})


def derived(kind: SubjectKind, party_id: int, text: str) -> UUID:
    """Give the key of a party's month, model, outlet, batch or product."""
    return packing.provisional(f"{kind}\0{party_id}\0{text}".encode())


def derived_column(kind: SubjectKind, party_ids: Sequence[int], texts: Sequence[str]) -> Keys:
    """Give the keys of a column of them."""
    return packing.from_uuids(
        [derived(kind, party, text) for party, text in zip(party_ids, texts, strict=True)]
    )


def unreadable(receipt: str, line: int) -> UUID:
    """Give the identifier of an unreadable label: one per line of a filing."""
    return packing.provisional(f"label\0{receipt}\0{line}".encode())


def name(key: UUID) -> str:
    """Give the name of a key: the printed code or VIN, or the temporary name of an unreadable label."""
    if not packing.is_provisional(key):
        return packing.unpack(key)
    number, letters = key.int & (_TOP - 1), ""
    for _ in range(_LETTERS):
        number, digit = divmod(number, 32)
        letters = _ALPHABET[digit] + letters
    return TEMPORARY + letters


@lru_cache(maxsize=4096)
def read(stored: bytes) -> str:
    """Give the name of one stored key, 16 bytes, "" for that of nothing; the numbers of large filings come up again."""
    return name(UUID(bytes=stored)) if any(stored) else ""


def is_vehicle(text: str) -> bool:
    """Tell whether a name is a VIN: no battery code has seventeen characters."""
    return len(text) == vin.LENGTH


def key(text: str) -> UUID | None:
    """Give the key behind a printed code, a VIN or a temporary name; None where it can be none of them."""
    text = text.strip().upper()
    if text.startswith(TEMPORARY):
        letters, number = text.removeprefix(TEMPORARY), 0
        if len(letters) != _LETTERS or not set(letters) <= set(_ALPHABET):
            return None
        for letter in letters:
            number = number * 32 + _ALPHABET.index(letter)
        return UUID(int=number | _TOP) if number < _TOP else None
    try:
        return packing.pack(text)
    except CodeFault:
        return None


def names(keys: Keys) -> list[str]:
    """Give the names of a column of keys."""
    texts = packing.texts(keys)
    for index in np.flatnonzero(keys[:, 0] >= _UNREAD):
        texts[index] = name(packing.to_uuids(keys[index : index + 1])[0])
    return texts
