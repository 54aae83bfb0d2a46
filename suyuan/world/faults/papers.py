"""Faults of paper (申报类问题): filings too late, never made, or with lines that must be refused.

A bad line stands in the filing where the good one belonged; the good one follows a few days later, still
in time, as a clerk mends it from the receipt.

Parts: `late_filing`, `never_filed`, `month_late`, `wrong_length`, `lookalike_letter`, `swapped_halves`,
`vin_check_digit`, `future_date`, `unknown_region`.

Source: deadlines of Article 24; refusals by GB/T 34014-2017, GB 16735 and GB/T 2260.

>>> _subject(Act("91", "24.4.a", 739900, {"month": "2026-10", "vin": "L", "code": "9Z"}, 739910))
('month', '2026-10')
"""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from suyuan.world.coding import fold, iso
from suyuan.world.faults.plot import LAW_FROM, Plot
from suyuan.world.journal import DUE_DAYS, NEVER, Act, Row

_MENDED_AFTER_DAYS = 3
_MONTH_LATE_DAYS = 40  # after the month's end: the fifteenth, and a holiday of eight days, are past
_SUBJECTS = (("batch_no", "batch"), ("outlet_no", "outlet"), ("vehicle_model", "model"))
_DATED = {"24.2.b": "sold_date", "24.5.c": "replaced_date", "24.7.a": "in_date", "24.8.b": "out_date"}
_CODED = {"24.4.b": "code", "24.5.b": "new_code", "24.5.c": "new_code", "24.7.a": "code", "24.8.b": "code"}


def _subject(act: Act) -> tuple[str, str]:
    """The subject of an act's obligation, as (kind, id)."""
    row = act.row
    if act.duty in ("24.2.a", "24.2.b", "24.8.a"):
        return "vehicle", row["vin"]
    if act.duty == "24.4.a":
        return "month", row["month"]
    for column, kind in _SUBJECTS:
        if column in row and "code" not in row:
            return kind, row[column]
    return "battery", row.get("code") or row.get("old_code", "")


def _told(plot: Plot, duties: Iterable[str]) -> list[Act]:
    """Filed acts of these duties under the Measures by firms on which faults may be planted, not spoilt
    yet.
    """
    wanted, until = set(duties), plot.world.until
    return [
        act
        for act in plot.world.journal.acts
        if act.duty in wanted
        and act.day >= LAW_FROM
        and act.filed <= until
        and id(act) not in plot.spoilt
        and not plot.blameless(act)
    ]


def late_filing(plot: Plot) -> None:
    """Whole filings go out after the day they were due."""
    groups: dict[tuple[str, str, int], list[Act]] = {}
    for act in _told(plot, set(DUE_DAYS) - {"24.1", "24.4.a"}):
        if act.day + DUE_DAYS[act.duty] + 25 <= plot.world.until:
            groups.setdefault((act.by, act.duty, act.filed), []).append(act)
    for acts in plot.choose("late_filing", list(groups.values())):
        plot.spoil(*acts)
        filed = (
            max(act.day for act in acts) + DUE_DAYS[acts[0].duty] + 1 + fold(f"{acts[0].by}{acts[0].day}", 20)
        )
        for act in acts:
            act.filed = filed
            plot.answer("late_filing", "late", _subject(act), (act.by,), act.day)


def never_filed(plot: Plot) -> None:
    """A vehicle maker never passes on what its partner workshop told it."""
    reports = [act for act in _told(plot, ["24.5.b"]) if "repairer_uscc" in act.row]
    old = [act for act in reports if act.day + DUE_DAYS[act.duty] < plot.world.until]
    for act in plot.choose("never_filed", old):
        act.filed = NEVER
        plot.answer("never_filed", "late", _subject(act), (act.by,), act.day)


def month_late(plot: Plot) -> None:
    """A swap operator makes one monthly return weeks after the fifteenth.

    A return that never comes opens no clock, for without a swap in a month none is due: see `silent_swap_operator`.
    """
    returns: dict[tuple[str, str], list[Act]] = {}
    for act in _told(plot, ["24.4.a"]):
        returns.setdefault((act.by, act.row["month"]), []).append(act)
    old = [acts for acts in returns.values() if acts[0].day + _MONTH_LATE_DAYS <= plot.world.until]
    for acts in plot.choose("month_late", old):
        plot.spoil(*acts)
        for act in acts:
            act.filed = act.day + _MONTH_LATE_DAYS
        plot.answer("month_late", "late", ("month", acts[0].row["month"]), (acts[0].by,), acts[0].day)


def _spoil_line(plot: Plot, fault: str, acts: list[Act], spoil: Callable[[Row], str]) -> None:
    """File a spoilt copy of each chosen act when it was to be filed, and the good line a few days after."""
    ready = [act for act in acts if act.filed + _MENDED_AFTER_DAYS <= plot.world.until]
    for act in plot.choose(fault, ready):
        row: dict[str, Any] = dict(act.written())
        value = spoil(row)
        bad = Act(act.by, act.duty, act.day, row, act.filed)
        plot.world.journal.acts.append(bad)
        plot.spoil(bad)
        act.filed += _MENDED_AFTER_DAYS
        plot.answer(fault, "refused", ("line", value), (act.by,), act.day)


def _coded(plot: Plot) -> list[Act]:
    return [act for act in _told(plot, _CODED) if act.row[_CODED[act.duty]]]


def _on_code(plot: Plot, fault: str, change: Callable[[str], str]) -> None:
    def spoil(row: Row) -> str:
        column = "new_code" if "new_code" in row else "code"
        row[column] = change(row[column])
        return str(row[column])

    _spoil_line(plot, fault, _coded(plot), spoil)


def wrong_length(plot: Plot) -> None:
    """One character of a battery code was lost."""
    _on_code(plot, "wrong_length", lambda code: code[:17] + code[18:])


def lookalike_letter(plot: Plot) -> None:
    """A code carries a Cyrillic letter that looks like the Latin one."""
    letters = str.maketrans({"B": "В", "C": "С", "E": "Е", "M": "М", "P": "Р"})
    _on_code(plot, "lookalike_letter", lambda code: code[:3] + code[3:5].translate(letters) + code[5:])


def swapped_halves(plot: Plot) -> None:
    """The two lines of a label were joined in the wrong order."""
    _on_code(plot, "swapped_halves", lambda code: code[14:] + code[:14])


def vin_check_digit(plot: Plot) -> None:
    """The check digit of a domestic VIN is wrong."""

    def spoil(row: Row) -> str:
        vin = row["vin"]
        row["vin"] = f"{vin[:8]}{'1' if vin[8] != '1' else '2'}{vin[9:]}"
        return str(row["vin"])

    acts = [act for act in _told(plot, ["24.2.b", "24.5.c", "24.8.a"]) if act.row["vin"].startswith("L")]
    packs = Counter(act.row["vin"] for act in acts if act.duty == "24.8.a")
    # the packs of one scrapped vehicle are one act: what is filed of it afterwards would be a correction
    single = [
        act for act in acts if act.duty != "24.8.a" or (act.row["pack_code"] and packs[act.row["vin"]] == 1)
    ]
    _spoil_line(plot, "vin_check_digit", single, spoil)


def future_date(plot: Plot) -> None:
    """A date lies in the future."""
    later = iso(plot.world.until + 200)

    def spoil(row: Row) -> str:
        column = next(name for name in _DATED.values() if name in row)
        row[column] = later
        if "licensed_date" in row:
            row["licensed_date"] = later
        return later

    _spoil_line(plot, "future_date", _told(plot, _DATED), spoil)


def unknown_region(plot: Plot) -> None:
    """A division code that never existed."""

    def spoil(row: Row) -> str:
        row["region_code"] = "990101"
        return "990101"

    _spoil_line(plot, "unknown_region", _told(plot, ["24.2.b"]), spoil)
