"""义务的值类型 — value types of the rulebook: what a duty of the Measures is made of.

A duty is data: who files it, what starts the clock, how long, which columns, which checks, which article.
Form, API schema, spreadsheet template, offline check, deadline sweep and reference page are derived from it.

    Text       a sentence in Chinese and English
    Citation   instrument, article, item
    Role       the reporters of Article 24
    Column     one field of a filing and its kind
    Deadline   Days | Months | MonthlyBy | Promptly
    Version    a deadline and the days between which it is in force
    Opens      an obligation that an accepted line opens
    Effect     what an accepted line says happened to a battery or vehicle
    Duty       all of it

Source: 新能源汽车废旧动力电池回收和综合利用管理暂行办法 (Order No. 73 of 2025, in force 2026-04-01),
Article 24.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from suyuan.law.checks import Check


class Text(NamedTuple):
    """One sentence in the two languages of the platform."""

    zh: str
    en: str

    def get(self, language: str) -> str:
        """Give the Chinese text for any zh tag, else the English one."""
        return self.zh if language.lower().startswith("zh") else self.en


class Citation(NamedTuple):
    """Where a rule stands: instrument, article, item and clause; article 0 = somewhere in the instrument."""

    instrument: str
    article: int
    item: str = ""

    def __str__(self) -> str:
        if not self.article:
            return self.instrument
        return f"{self.article}({self.item})" if self.item else str(self.article)

    @property
    def text(self) -> Text:
        """Name the place in words: 第二十四条第（2）项 / Article 24(2)."""
        if not self.article:
            return Text(self.instrument, self.instrument)
        zh = f"第{self.article}条" + (f"第（{self.item}）项" if self.item else "")
        return Text(zh, f"Article {self}")


MEASURES_2026 = "MIIT Order 73 (2025)"
RULES_2018 = "MIIT Announcement 35 (2018)"


class Role(StrEnum):
    """Enterprise types of the Measures (Articles 9, 19, 20, 24)."""

    BATTERY_MAKER = "battery_maker"
    BATTERY_IMPORTER = "battery_importer"
    VEHICLE_MAKER = "vehicle_maker"
    VEHICLE_IMPORTER = "vehicle_importer"
    SWAP_OPERATOR = "swap_operator"
    REPAIRER = "repairer"
    DISMANTLER = "dismantler"
    RECYCLER = "recycler"


ROLE_TEXT: dict[Role, Text] = {
    Role.BATTERY_MAKER: Text("动力电池生产企业", "Battery maker"),
    Role.BATTERY_IMPORTER: Text("动力电池进口企业", "Battery importer"),
    Role.VEHICLE_MAKER: Text("新能源汽车生产企业", "Vehicle maker"),
    Role.VEHICLE_IMPORTER: Text("新能源汽车进口企业", "Vehicle importer"),
    Role.SWAP_OPERATOR: Text("换电服务企业", "Battery-swap operator"),
    Role.REPAIRER: Text("机动车维修企业", "Repair shop"),
    Role.DISMANTLER: Text("报废机动车回收拆解企业", "End-of-life vehicle dismantler"),
    Role.RECYCLER: Text("综合利用企业", "Comprehensive-utilisation enterprise (recycler)"),
}


class Kind(StrEnum):
    """What the cells of a column hold; each kind has one whole-column reader in ``domain.fields``."""

    CODE = "code"  # one GB/T 34014 code
    CODES = "codes"  # several, ';' between them
    PREFIX = "prefix"  # first seven positions of a code
    VIN = "vin"
    USCC = "uscc"  # unified social credit code, or a DUNS number of a foreign unit
    REGION = "region"  # GB/T 2260
    DATE = "date"  # YYYY-MM-DD, legal day in Asia/Shanghai
    INSTANT = "instant"  # RFC 3339; without an offset, Asia/Shanghai
    MONTH = "month"  # YYYY-MM
    TEXT = "text"
    TEXTS = "texts"  # ';' between them
    BOOLEAN = "boolean"  # yes/no in text, true/false in JSON
    CHOICE = "choice"  # one of options
    MASS = "mass"  # kilograms in the file, grams (int64) inside
    INTEGER = "integer"
    DEGREES = "degrees"  # decimal degrees, WGS-84; micro-degrees (int64) inside
    SHARES = "shares"  # fractions of mass by element, Li:0.031;Ni:0.12


class Option(NamedTuple):
    """One permitted value of a CHOICE column."""

    value: str
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One field of a filing: its outer name, its kind, its headings in both languages and an example."""

    name: str
    kind: Kind
    text: Text
    required: bool = True
    levels: str = "PMC"  # CODE, CODES: permitted letters at position 4
    options: tuple[Option, ...] = ()
    also: tuple[str, ...] = ()  # further headings that are understood
    past: bool = True  # DATE, INSTANT, MONTH: the day may not lie in the future
    minimum: int | None = None  # INTEGER, MASS (grams), DEGREES (micro-degrees)
    maximum: int | None = None
    longest: int = 200  # characters
    example: str = ""
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Days:
    """So many days; ``working`` counts working days only (the 2018 rules), else calendar days.

    ``policy`` names the setting of law.policies that gives the count where the text has no number.
    """

    count: int
    working: bool = False
    policy: str | None = None


@dataclass(frozen=True, slots=True)
class Months:
    """So many months, ending on the matching day or the month's last."""

    count: int


@dataclass(frozen=True, slots=True)
class MonthlyBy:
    """By the given day of the month that follows the trigger's month."""

    day: int


@dataclass(frozen=True, slots=True)
class Promptly:
    """The text sets no number: there is no due day and never a violation computed from one."""


Deadline = Days | Months | MonthlyBy | Promptly


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A deadline as it stood between two days (``until`` is the last day in force, None = still)."""

    since: date
    until: date | None = None
    deadline: Deadline
    cite: Citation


class SubjectKind(StrEnum):
    """What an obligation or finding is about (the outer contract's subject kinds)."""

    BATTERY = "battery"
    VEHICLE = "vehicle"
    TRANSFER = "transfer"
    MONTH = "month"
    OUTLET = "outlet"
    MODEL = "model"
    BATCH = "batch"
    PARTY = "party"
    PRODUCT = "product"  # a seven-position specification prefix (9.1)
    NOTICE = "notice"  # what a vehicle's user is told (15.3.b)


class Event(StrEnum):
    """What can happen to a battery or vehicle; names appear in ``history[].event``."""

    SPECIFIED = "specified"  # 9.1
    PRODUCED = "produced"  # 12.1
    RECODED = "recoded"  # 12.1 with predecessors
    DOCUMENTED = "documented"  # 24.1
    FITTED = "fitted"  # 24.2.a, 24.4.a, new code of 24.5
    SOLD = "sold"  # 24.2.b
    REMOVED = "removed"  # old code of 24.5
    SWAPPED = "swapped"  # 24.4.a
    SHIPPED = "shipped"  # every outbound
    RECEIVED = "received"  # every inbound
    REFUSED = "refused"  # inbound with outcome refused
    OUTLET_FILED = "outlet_filed"  # 24.6.a
    RECYCLED = "recycled"  # source codes of a material product, 24.7.b
    PRODUCT_SHIPPED = "product_shipped"  # 24.7.b
    SCRAPPED = "scrapped"  # 24.8.a
    ARRANGED = "arranged"  # 17.2
    ADVISED = "advised"  # 15.3.a
    TOLD = "told"  # 15.3.b


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What an accepted line says happened.

    ``subject`` and ``object`` are column names (a CODE, CODES, VIN, MONTH or TEXT column); with an object the
    fact is stored from both ends, so that a vehicle finds its batteries and a battery its vehicle.
    ``when`` = (column, values): the effect stands only where that column holds one of the values.
    ``unless`` = columns that must be empty. With an empty subject (or named object) it does not stand.
    In a duty with a tree, the tree's first column stands for the top of each tree, whatever its level.
    """

    event: Event
    subject: str
    kind: SubjectKind
    object: str | None = None
    when: tuple[str, tuple[str, ...]] | None = None
    unless: tuple[str, ...] = ()


class Bearer(StrEnum):
    """On whom an opened obligation falls."""

    FILER = "filer"
    DESTINATION = "destination"  # party of destination_uscc
    SOURCE = "source"  # party of source_uscc
    VEHICLE_FILER = "vehicle_filer"  # party that filed 24.2.a for this VIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Opens:
    """An obligation of another duty that an accepted line opens.

    ``duties`` are tried in order: the first one that the bearer's roles may file is opened.
    ``trigger`` None opens it ``awaiting``, without a due day. ``presumed_days`` is added to the trigger day
    (the receipt presumption, a policy). ``when`` as in Effect. ``meets_for_partner``: where the bearer lets the
    filer report for it (Article 24(5)), the clock is met by the line that opens it.
    """

    duties: tuple[str, ...]
    bearer: Bearer
    subject: str
    kind: SubjectKind
    trigger: str | None
    presumed: str | None = None  # name of a policy in law.policies giving days
    when: tuple[str, tuple[str, ...]] | None = None
    meets_for_partner: bool = False


class Example(NamedTuple):
    """A worked deadline, checked by the tests and printed on the reference page."""

    text: Text
    trigger: date
    due: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One reporting duty: see the module docstring."""

    id: str
    number: int  # stored in tables; never reused
    text: Text
    explain: Text
    cite: Citation
    who: frozenset[Role]
    partner: bool | None = None  # repairers: True = only cooperating shops, False = only independent ones
    columns: tuple[Column, ...]
    trigger: tuple[str, ...]  # the first filled column starts the clock
    happened: tuple[str, ...] = ()  # the first filled is the day of the event; empty = as trigger
    subject: str  # the column whose value the obligation is about
    subject_kind: SubjectKind
    versions: tuple[Version, ...]
    group: str | None = None  # rows that share this column are one act and stand or fall together
    tree: tuple[str, ...] = ()  # pack, module, cell columns, from the top
    effects: tuple[Effect, ...] = ()
    opens: tuple[Opens, ...] = ()
    checks: tuple[Check, ...] = ()
    examples: tuple[Example, ...] = ()
    policies: tuple[str, ...] = ()  # named readings of what the text leaves open
    once: bool = False  # a subject is filed once: anything else about it is a correction
    opens_own: bool = True  # an accepted line opens and meets its own obligation

    def column(self, name: str) -> Column:
        """Give the column of that name. Raises KeyError."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    def version_on(self, day: date) -> Version | None:
        """Give the deadline in force on the trigger day, or None when the duty did not exist yet."""
        for version in self.versions:
            if version.since <= day and (version.until is None or day <= version.until):
                return version
        return None


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All duties, by id and by number."""

    duties: tuple[Duty, ...]
    by_id: dict[str, Duty] = field(init=False)
    by_number: dict[int, Duty] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_id", {duty.id: duty for duty in self.duties})
        object.__setattr__(self, "by_number", {duty.number: duty for duty in self.duties})

    def get(self, duty_id: str) -> Duty | None:
        """Give the duty of that id, or None."""
        return self.by_id.get(duty_id)

    def for_roles(self, roles: Iterable[Role], *, partner: bool) -> tuple[Duty, ...]:
        """Give the duties that a party with these roles may file."""
        held = frozenset(roles)
        return tuple(duty for duty in self.duties if may_file(duty, held, partner=partner))


def may_file(duty: Duty, roles: frozenset[Role], *, partner: bool) -> bool:
    """Tell whether a party with these roles (and partnership, for repairers) bears this duty."""
    held = duty.who & roles
    if duty.partner is not None and held == {Role.REPAIRER}:
        return duty.partner is partner
    return bool(held)
