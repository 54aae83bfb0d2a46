"""数字身份页面 — the data points of a card in words, group by group, each said to be not filed rather than left blank.

Group, Row   what the page shows
groups()     card -> groups;  the steps of the life are shown as a timeline, not here
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, NamedTuple

from django.utils import formats
from django.utils.translation import gettext as _

from suyuan.codes import region
from suyuan.codes.letters import LETTERS
from suyuan.domain.idcards import Card
from suyuan.law.datapoints import GROUPS, DataPoint, in_force
from suyuan.law.duty import ROLE_TEXT, Role, Text
from suyuan.portal import words
from suyuan.portal.door import language

_ELSEWHERE = frozenset(
    {
        "code",
        "status",
        "steps",
        "log",
        "log_index",
        "log_size",
    }  # told at the top, as the timeline, as the proof
)
_MOST_CODES = 12


class Row(NamedTuple):
    """A data point with its value in words, "" where nothing is filed; ``codes``: battery codes to be listed."""

    point: DataPoint
    value: str
    codes: tuple[str, ...] = ()
    more: int = 0


class Group(NamedTuple):
    """Data points that belong together."""

    id: str
    text: Text
    rows: tuple[Row, ...]


def groups(card: Card) -> list[Group]:
    """Give what the reader may see, group by group."""
    points = [
        point for point in in_force(card.as_of) if point.id in card.fields and point.id not in _ELSEWHERE
    ]
    found = []
    for name, text in GROUPS.items():
        rows = tuple(_row(point, card.fields[point.id]) for point in points if point.group == name)
        if rows:
            found.append(Group(name, text, rows))
    return found


def missing(card: Card) -> list[Text]:
    """Name the data points that a complete card has and this one lacks."""
    return [point.text for point in in_force(card.as_of) if point.id in card.completeness.missing]


def _row(point: DataPoint, value: Any) -> Row:
    if point.id in {"predecessors", "successors", "module_codes", "cell_codes"}:
        codes = tuple(value or ())
        return Row(
            point, "" if not codes else str(len(codes)), codes[:_MOST_CODES], max(len(codes) - _MOST_CODES, 0)
        )
    if value in (None, "", (), [], {}):
        return Row(point, "")
    say = _SAID.get(point.id, _plain)
    return Row(point, str(say(value)))


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return "、".join(map(str, value)) if language() == "zh" else ", ".join(map(str, value))
    return str(value)


def _shares(value: dict[str, float]) -> str:
    return " · ".join(f"{element} {share * 100:.3g} %" for element, share in value.items())


def _scaled(unit: str, by: int) -> Callable[[int], str]:
    return lambda value: f"{formats.number_format(round(value / by, 2), use_l10n=True)} {unit}"


def _chemistry(letter: str) -> str:
    meaning = LETTERS.chemistries.get(letter)
    told = meaning and (meaning.zh if language() == "zh" else meaning.en)
    return f"{told} ({letter})" if told else letter


def _role(role: str) -> str:
    return ROLE_TEXT[Role(role)].get(language())


def _region(code: str) -> str:
    return region.name(f"{code[:2]:0<6}", language())


def _findings(kinds: Iterable[str]) -> str:
    return _plain([str(words.FINDING.get(kind, kind)) for kind in kinds])


_SAID: dict[str, Callable[[Any], object]] = {
    "category": lambda value: words.LEVEL.get(value, value),
    "chemistry": _chemistry,
    "capacity_mah": _scaled("Ah", 1000),
    "voltage_mv": _scaled("V", 1000),
    "energy_wh": _scaled("kWh", 1000),
    "mass_g": _scaled("kg", 1000),
    "composition": _shares,
    "state_of_health_percent": lambda value: f"{value} %",
    "recycled_percent": lambda value: f"{value} %",
    "carbon_g_per_kwh": _scaled("kg CO₂e/kWh", 1000),
    "holder_role": _role,
    "holder_region": _region,
    "findings": _findings,
    "weighed_kg": lambda value: f"{value} kg",
    "receipts": lambda value: _plain(list(value)),
}


def province(code: str) -> str:
    """Name the province of a step."""
    return _region(code) if code else ""
