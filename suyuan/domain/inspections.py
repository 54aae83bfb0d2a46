"""现场检查 — the record of an inspection as a device brings it back: what was looked at, found, said and signed.

    points_of()  kinds of a firm, day -> what to look at, by short names that do not move when a rule is added
    Record       the record; its form is the body of ``POST /inspections/{number}/record``
    read()       bytes -> a record, or the rule that it breaks
    problems()   what a record lacks, field by field
    unsigned()   what its signatures lack; ``content_hash()``: what they are over

A device without a network keeps the record until it is back; so the record names itself, and what it names by SHA-256
(photographs, signatures) was hashed where it was taken. A signature is over all the rest of the record, by its SHA-256.

Source: Articles 27, 28 and 30 of the Measures; Administrative Penalty Law (2021 revision) Article 55 (two officers,
who show their papers, and a record).

>>> len(points_of({Role.REPAIRER}, date(2026, 6, 1))) > 5
True
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

import msgspec
from msgspec import Struct

from suyuan.codes import battery
from suyuan.codes.fault import CodeFault
from suyuan.domain.applications import Problem
from suyuan.domain.cells import is_hiding
from suyuan.law.calendar import SHANGHAI, legal_day
from suyuan.law.duty import Role, Text
from suyuan.law.inspection import MEASURES, Point, checklist, in_force

LARGEST = 512 * 1024  # bytes of a record without its files
MOST_FILES, MOST_CODES, MOST_STATEMENTS = 40, 2_000, 50  # MOST_FILES: photographs
MOST = {
    "codes": MOST_CODES,
    "statements": MOST_STATEMENTS,
    "photos": MOST_FILES,
}  # entries of each list of a record
MOST_TOGETHER = 128 * 1024 * 1024  # bytes of all the files of a record: they are looked at in memory
LONGEST, LONGEST_NAME, LONGEST_CODE = 4_000, 200, 64  # characters of what is said, of who it is, of a label
NEAR = timedelta(minutes=10)  # by which a device's clock may be ahead, or behind
SHOWN = 24  # characters by which a text that is too long is named
_SIGNING = frozenset({"signatures", "signed"})
_SHA256 = re.compile("[0-9a-f]{64}")


class State(StrEnum):
    """What became of an inspection. Missed is what a due one is called once its day is past; it is never stored."""

    DUE = "due"
    MISSED = "missed"
    RECORDED = "recorded"
    CANCELLED = "cancelled"


class Step(StrEnum):
    """A step of a plan (commit, draw, reveal) or of an inspection."""

    COMMIT = "commit"
    DRAW = "draw"
    REVEAL = "reveal"
    ORDER = "order"
    RECORD = "record"
    CANCEL = "cancel"
    STATE = "state"


class Answer(StrEnum):
    """What was found of a point."""

    IN_ORDER = "in_order"
    NOT_IN_ORDER = "not_in_order"
    NOT_SEEN = "not_seen"


STATE_TEXT = {
    State.DUE: Text("待检查", "due"),
    State.MISSED: Text("过期无笔录", "missed"),
    State.RECORDED: Text("已检查", "recorded"),
    State.CANCELLED: Text("已取消", "cancelled"),
}
STEP_TEXT = {
    Step.COMMIT: Text("冻结名单并承诺", "Lists frozen, seed committed to"),
    Step.DRAW: Text("抽取", "Drawn"),
    Step.REVEAL: Text("公开种子", "Seed revealed"),
    Step.ORDER: Text("安排检查", "Ordered"),
    Step.RECORD: Text("检查笔录", "Recorded"),
    Step.CANCEL: Text("取消", "Cancelled"),
    Step.STATE: Text("企业陈述", "Stated by the firm"),
}
ANSWER_TEXT = {
    Answer.IN_ORDER: Text("符合", "in order"),
    Answer.NOT_IN_ORDER: Text("不符合", "not in order"),
    Answer.NOT_SEEN: Text("未查看", "not looked at"),
}


def state_on(state: str, day: date, *, today: date) -> State:
    """Name the state of an inspection of a day: one that is due and whose day is past was missed."""
    return State.MISSED if state == State.DUE and day < today else State(state)


class Found(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What was found of one point."""

    answer: Answer
    words: str = ""


class Code(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A code that was read on site, as it was read."""

    code: str
    words: str = ""


class Statement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What somebody said."""

    who: str
    words: str


class Photo(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A photograph, by the SHA-256 that the device took of it."""

    sha256: str
    taken_at: datetime
    words: str = ""


class Record(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The record of an inspection.

    ``record_id``: made by the device, the same however often it is sent. ``present``: names of the firm's people.
    ``signatures``: SHA-256 of drawn names, by ``officer()`` and ``firm``; ``signed``: the ``content_hash()`` that each
    is over; ``refused``: why the firm did not sign, with a ``witness``.
    """

    record_id: UUID
    began_at: datetime
    ended_at: datetime
    measures: tuple[str, ...]
    points: dict[str, Found]
    present: str = ""
    codes: tuple[Code, ...] = ()
    statements: tuple[Statement, ...] = ()
    photos: tuple[Photo, ...] = ()
    signatures: dict[str, str] = {}
    signed: dict[str, str] = {}
    refused: str = ""
    witness: str = ""
    words: str = ""

    @property
    def files(self) -> frozenset[str]:
        """Give the SHA-256 of everything that comes with it."""
        return frozenset((*(one.sha256 for one in self.photos), *self.signatures.values()))

    @property
    def wrong(self) -> tuple[str, ...]:
        """Give the points that were not in order."""
        return tuple(name for name, one in self.points.items() if one.answer is Answer.NOT_IN_ORDER)


def name_of(point: Point) -> str:
    """Give the short name of a point: it stays while the point's text does."""
    told = f"{point.cite}\0{point.duty}\0{point.text.zh}"
    return hashlib.sha256(told.encode()).hexdigest()[:8]


def points_of(roles: Collection[Role], day: date) -> dict[str, Point]:
    """Give what to look at in a firm of some kinds on a day, by short name, in the order of the articles."""
    found = {name_of(one): one for role in sorted(roles) for one in checklist(role, day)}
    return dict(sorted(found.items(), key=lambda each: each[1].cite.article))


def in_order(record: Record, points: Mapping[str, Point]) -> list[tuple[Point | None, Found]]:
    """Give what was found in the order of the articles; None for a point that the rules have no more."""
    known = [(points[name], record.points[name]) for name in points if name in record.points]
    return [*known, *((None, one) for name, one in record.points.items() if name not in points)]


def read(content: bytes) -> Record | Problem:
    """Read a record."""
    if len(content) > LARGEST:
        return Problem("record", "inspection.large", limit=LARGEST >> 10)
    try:
        return msgspec.json.decode(content, type=Record)
    except (msgspec.MsgspecError, UnicodeDecodeError) as wrong:
        return Problem("record", "inspection.form", str(wrong)[:200])


def officer(account: int) -> str:
    """Give the name under which an officer signs."""
    return f"officer-{account}"


def content_hash(content: bytes) -> str:
    """Give what signatures are over: SHA-256 in hex of the rest of the record, as JSON with sorted names, no blanks."""
    told = {name: value for name, value in msgspec.json.decode(content).items() if name not in _SIGNING}
    return hashlib.sha256(msgspec.json.encode(told, order="sorted")).hexdigest()


def problems(
    record: Record,
    points: Mapping[str, Point],
    *,
    on: date,
    ordered_at: datetime,
    now: datetime,
    files: Collection[str],
) -> list[Problem]:
    """Give what is wrong with a record. ``on``: the day of the inspection; ``files``: SHA-256 of what came with it."""
    return [
        *_times(record, on, ordered_at, now),
        *_bounded(record),
        *_unseen(record),
        *_looked_at(record, points, on),
        *_read_codes(record.codes),
        *(Problem("statements", "field.missing") for one in record.statements if not one.words.strip()),
        *_files(record, files),
    ]


def _times(record: Record, on: date, ordered_at: datetime, now: datetime) -> Iterable[Problem]:
    told = [("began_at", record.began_at), ("ended_at", record.ended_at)]
    told += [("photos", one.taken_at) for one in record.photos]
    naive = dict.fromkeys(field for field, moment in told if moment.tzinfo is None)
    yield from (Problem(field, "inspection.offset") for field in naive)
    if naive:
        return
    if not record.began_at <= record.ended_at <= now + NEAR:
        yield Problem("ended_at", "inspection.times")
        return
    if (day := _day_of(record.began_at)) != on:
        yield Problem("began_at", "inspection.day", str(day or record.began_at.date()))
    elif record.began_at < ordered_at - NEAR:
        yield Problem("began_at", "inspection.before_order")
    earliest, latest = datetime.combine(on, time(), SHANGHAI), min(record.ended_at, now) + NEAR
    if not all(earliest <= one.taken_at <= latest for one in record.photos):
        yield Problem("photos", "inspection.photo_time")


def _day_of(moment: datetime) -> date | None:
    """Give the legal day, None where the calendar does not reach so far."""
    try:
        return legal_day(moment)
    except OverflowError:
        return None


class _Said(NamedTuple):
    """One text of a record, and how many characters it may have."""

    field: str
    text: str
    longest: int = LONGEST


def _said(record: Record) -> Iterable[_Said]:
    yield _Said("present", record.present, LONGEST_NAME)
    yield _Said("refused", record.refused)
    yield _Said("witness", record.witness, LONGEST_NAME)
    yield _Said("words", record.words)
    yield from (_Said(f"points-{name}", one.words) for name, one in record.points.items())
    for code in record.codes:
        yield from (_Said("codes", code.code, LONGEST_CODE), _Said("codes", code.words))
    for one in record.statements:
        yield from (_Said("statements", one.who, LONGEST_NAME), _Said("statements", one.words))
    yield from (_Said("photos", one.words) for one in record.photos)


def _bounded(record: Record) -> Iterable[Problem]:
    for field, most in MOST.items():
        if len(getattr(record, field)) > most:
            yield Problem(field, "inspection.many", limit=most)
    for one in _said(record):
        if len(one.text) > one.longest:
            yield Problem(one.field, "inspection.long", one.text[:SHOWN], limit=one.longest)


def _unseen(record: Record) -> Iterable[Problem]:
    """What holds signs that are not seen reads other than it is, and the register cannot keep all of them."""
    for field in dict.fromkeys(one.field for one in _said(record) if is_hiding(one.text)):
        yield Problem(field, "inspection.unseen")


def _looked_at(record: Record, points: Mapping[str, Point], on: date) -> Iterable[Problem]:
    known = {one.id for one in in_force(MEASURES, on)}
    if not record.measures or not set(record.measures) <= known:
        yield Problem("measures", "inspection.measures")
    for name in record.points.keys() - points.keys():
        yield Problem("points", "inspection.point", name[:40])
    for name in points:
        if name not in record.points:
            yield Problem(f"points-{name}", "inspection.unanswered")
        elif record.points[name].answer is not Answer.IN_ORDER and not record.points[name].words.strip():
            yield Problem(f"points-{name}", "inspection.unsaid")


def _read_codes(codes: Iterable[Code]) -> Iterable[Problem]:
    """What is no code is taken with a word on it: a damaged label is a finding too."""
    for one in codes:
        try:
            battery.parse(one.code)
        except CodeFault:
            if not one.words.strip():
                yield Problem("codes", "inspection.code", one.code)


# What a device asks of a record by itself before anybody signs: all that can be told without a network.
ASKED_ON_SITE = (
    "inspection.day",
    "inspection.before_order",
    "inspection.times",
    "inspection.measures",
    "inspection.unanswered",
    "inspection.unsaid",
    "inspection.code",
    "inspection.photo_time",
    "inspection.present",
    "inspection.many",
    "inspection.long",
    "inspection.unseen",
    "inspection.large",
    "inspection.files_large",
    "inspection.officers_sign",
    "inspection.signature_shared",
    "inspection.unsigned",
)


def unsigned(record: Record, over: str, *, team: Collection[int], least: int) -> Iterable[Problem]:
    """Give what is wrong with signatures. ``over``: what all must be over; ``least``: officers of ``team`` who sign."""
    officers = {officer(account) for account in team}
    if not record.signatures.keys() <= officers | {"firm"}:
        yield Problem("signatures", "inspection.form", "signatures")
    if len(record.signatures.keys() & officers) < least:
        yield Problem("signatures", "inspection.officers_sign", limit=least)
    if len(set(record.signatures.values())) < len(record.signatures):
        yield Problem("signatures", "inspection.signature_shared")
    if record.signed != dict.fromkeys(record.signatures, over):
        yield Problem("signatures", "inspection.signed_other")
    if "firm" in record.signatures:
        if not record.present.strip():
            yield Problem("present", "inspection.present")
    elif not record.refused.strip() or not record.witness.strip():
        yield Problem("refused", "inspection.unsigned")


def _files(record: Record, files: Collection[str]) -> Iterable[Problem]:
    for sha256 in sorted(record.files):
        if not _SHA256.fullmatch(sha256) or sha256 not in files:
            yield Problem("photos", "inspection.file_missing", sha256[:12])
    for sha256 in sorted(set(files) - record.files):
        yield Problem("photos", "inspection.file_strange", sha256[:12])
