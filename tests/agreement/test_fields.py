"""Every kind of cell is read by the column as a person reads it alone; runs of equal neighbours change nothing."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suyuan.codes import uscc
from suyuan.domain import fields, table
from suyuan.law.columns import CODE_CONDITIONS, MASS_KG
from suyuan.law.duty import Column, Kind, Text
from suyuan.world import coding

SHANGHAI = timezone(timedelta(hours=8))
PACK, CELL = (f"9Z1{level}E0100000A1G510000001" for level in "PC")
DOMESTIC = coding.vin("LY0", "0000A", 2026, "0", 1)


def column(kind, **more):
    return Column(name="x", kind=kind, text=Text("列", "Column"), **more)


def read(asked, texts, *, fold=False):
    """Give the field and, row by row, the rules that each text breaks."""
    series = pl.Series(texts, dtype=pl.String)
    raw = table.Column.of(series) if fold else table.Column(series)
    typed, faults = fields.read(asked, raw)
    rules = [set() for _ in texts]
    for fault in faults:
        for row in fault.rows.tolist():
            rules[row].add(fault.rule)
    return typed, rules


def value(asked, text):
    """Give what one text says, or the rules it breaks."""
    typed, (rules,) = read(asked, [text])
    assert typed.good[0] == (not rules and text != "")
    return rules or typed.rows(typed.data)[0]


# --- days ------------------------------------------------------------------------------------------------

DAY = re.compile(r"(\d{4})([-/.年])(\d{1,2})([-/.月])(\d{1,2})(日?)([ T]0?0:00(:00(\.0+)?)?)?", re.ASCII)


def day_of(text):
    """The reference: a legal day in one of the forms that mean one thing only, from 1990 on."""
    match = DAY.fullmatch(text)
    if match is None:
        return None
    year, first, month, second, day, end, *_ = match.groups()
    if (first == "-") != (second == "-") or (end and second == "-"):
        return None
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if found.year >= 1990 else None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2026-05-01", date(2026, 5, 1)),
        ("2026/5/1", date(2026, 5, 1)),
        ("2026.5.1", date(2026, 5, 1)),
        ("2026年5月1日", date(2026, 5, 1)),
        ("2026-5-1", date(2026, 5, 1)),
        ("2026/5/1 0:00", date(2026, 5, 1)),
        ("2026-05-01 00:00:00", date(2026, 5, 1)),
        ("2026-05-01T00:00:00.000", date(2026, 5, 1)),
        ("2024-02-29", date(2024, 2, 29)),
        ("2026-02-29", None),
        ("2026-04-31", None),
        ("2026-13-01", None),
        ("2026-05-01 12:00", None),
        ("20260501", None),
        ("01/05/2026", None),
        ("46143", None),
        ("1989-12-31", None),
        ("0026-05-01", None),
        ("２０２６-05-01", None),
        ("明天", None),
    ],
)
def test_a_day_is_read_in_the_forms_that_mean_one_thing(text, wanted):
    assert day_of(text) == wanted
    assert value(column(Kind.DATE), text) == (wanted or {"date.format"})


day_text = st.builds(
    "{:04d}{}{}{}{}{}".format,
    st.integers(1985, 2030),
    st.sampled_from("-/.年"),
    st.integers(0, 13),
    st.sampled_from("-/.月"),
    st.integers(0, 32),
    st.sampled_from(["", "日", " 0:00", "T00:00:00", " 08:00"]),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(day_text | st.dates().map(str), min_size=1, max_size=8))
def test_a_column_of_days_is_read_as_each_alone_would_be(texts):
    typed, rules = read(column(Kind.DATE), texts)
    for text, got, good, broken in zip(texts, typed.data.tolist(), typed.good, rules, strict=True):
        wanted = day_of(text)
        if wanted is not None and wanted.year > 2199:
            assert not good
            assert broken == {"date.future"}
            continue
        assert (got if good else None) == wanted, text
        assert broken == (set() if wanted else {"date.format"})


@pytest.mark.parametrize(
    ("kind", "text", "rule"),
    [
        (Kind.DATE, "9999-12-31", "date.future"),
        (Kind.DATE, "2200-01-01", "date.future"),
        (Kind.DATE, "+10000-01-01", "date.format"),
        (Kind.DATE, "10000-01-01", "date.format"),
        (Kind.INSTANT, "9999-12-31T00:00:00Z", "instant.future"),
        (Kind.MONTH, "9999-12", "month.future"),
    ],
)
def test_a_day_for_ever_is_refused_and_never_counted_with(kind, text, rule):
    for filler in ([], ["2026-05-01"] * 100):
        _, rules = read(column(kind), [text, *filler])
        assert rules[0] == {rule}


# --- instants and months ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2026-05-31T16:30:00Z", datetime(2026, 5, 31, 16, 30, tzinfo=UTC)),
        ("2026-05-31t16:30:00z", datetime(2026, 5, 31, 16, 30, tzinfo=UTC)),
        ("2026-06-01T00:30:00+08:00", datetime(2026, 5, 31, 16, 30, tzinfo=UTC)),
        ("2026-05-31T11:30:00-05:00", datetime(2026, 5, 31, 16, 30, tzinfo=UTC)),
        ("2026-06-01T00:30:00.999+08:00", datetime(2026, 5, 31, 16, 30, tzinfo=UTC)),
        ("2026-06-01T00:30:00", datetime(2026, 6, 1, 0, 30, tzinfo=SHANGHAI)),
        ("2026-06-01 00:30", datetime(2026, 6, 1, 0, 30, tzinfo=SHANGHAI)),
        ("2026/6/1 9:05", datetime(2026, 6, 1, 9, 5, tzinfo=SHANGHAI)),
        ("2026年6月1日 9:05", datetime(2026, 6, 1, 9, 5, tzinfo=SHANGHAI)),
        ("2026-06-01", datetime(2026, 6, 1, tzinfo=SHANGHAI)),
        ("2026/6/1", datetime(2026, 6, 1, tzinfo=SHANGHAI)),
        ("2026-06-01T24:00:00", None),
        ("2026-06-01T10:00:00+99:00", None),
        ("2026-02-29T10:00:00", None),
        ("0001-06-01T10:00:00Z", None),
        ("10:00", None),
        ("2026-06", None),
    ],
)
def test_an_instant_is_utc_and_without_an_offset_shanghai(text, wanted):
    got = value(column(Kind.INSTANT), text)
    if wanted is None:
        assert got == {"instant.format"}
    else:
        assert got.astype(datetime).replace(tzinfo=UTC) == wanted


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.datetimes(datetime(1990, 1, 2), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
        min_size=1,
        max_size=6,
    ),
    st.integers(-11 * 60, 13 * 60),
)
def test_any_offset_tells_the_same_instant(moments, offset):
    texts = [
        one.replace(microsecond=0).astimezone(timezone(timedelta(minutes=offset))).isoformat()
        for one in moments
    ]
    typed, rules = read(column(Kind.INSTANT), texts)
    assert not any(rules)
    assert [one.replace(tzinfo=UTC) for one in typed.data.tolist()] == [
        one.replace(microsecond=0) for one in moments
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2026-05", "2026-05"),
        ("2026-5", "2026-05"),
        ("2026/05", "2026-05"),
        ("2026年5月", "2026-05"),
        ("2026-00", None),
        ("2026-13", None),
        ("2026-05-01", None),
        ("May 2026", None),
        ("0001-05", None),
    ],
)
def test_a_month_is_read(text, wanted):
    got = value(column(Kind.MONTH), text)
    assert got == {"month.format"} if wanted is None else str(got) == wanted


# --- numbers ---------------------------------------------------------------------------------------------

NUMBER = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]*)?")


def number_of(text, places):
    """The reference: an exact decimal of so many places, as an integer of its smallest unit."""
    if not NUMBER.fullmatch(text):
        return None
    scaled = Decimal(text) * 10**places
    return int(scaled) if scaled == scaled.to_integral_value() else None


KINDS = {Kind.MASS: 3, Kind.INTEGER: 0, Kind.DEGREES: 6}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "text",
    [
        "999999999999",
        "1234567890123",
        "-0",
        "0x10",
        "1.2.3",
        "NaN",
        "∞",
        "--1",
        "412.5",
        "0.001",
        "1.2345",
        "1.2340000",
        "-0.5",
        "+3",
        "3.",
        ".5",
        "1e3",
        "1,000",
        "１２",
        "٣",
        "12kg",
    ],
)
def test_a_number_is_exact_or_refused(kind, text):
    wanted = number_of(text, KINDS[kind])
    assert value(column(kind), text) == ({"number.format"} if wanted is None else wanted)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.decimals(-(10**9), 10**9, allow_nan=False, places=4).map("{:f}".format)
        | st.decimals(-100, 100, allow_nan=False, places=2).map("{:f}".format)
        | st.text("0123456789.+-e１٣", max_size=6),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from(list(KINDS)),
)
def test_a_column_of_numbers_is_read_as_each_alone_would_be(texts, kind):
    typed, rules = read(column(kind, required=False), texts)
    for text, got, good, broken in zip(texts, typed.data.tolist(), typed.good, rules, strict=True):
        wanted = number_of(text, KINDS[kind])
        assert (got if good else None) == wanted, text
        assert broken == (set() if wanted is not None or not text else {"number.format"})


@pytest.mark.parametrize(
    ("asked", "text", "wanted"),
    [
        (MASS_KG, "0.001", 1),
        (MASS_KG, "0", {"mass.range"}),
        (MASS_KG, "-5", {"mass.range"}),
        (MASS_KG, "100000", 100_000_000),
        (MASS_KG, "100000.001", {"mass.range"}),
        (column(Kind.INTEGER, minimum=1), "0", {"number.range"}),
        (column(Kind.DEGREES, minimum=-180_000_000, maximum=180_000_000), "180.000001", {"degrees.range"}),
        (column(Kind.DEGREES, minimum=-180_000_000, maximum=180_000_000), "-116.397", -116_397_000),
    ],
)
def test_a_number_stays_within_its_range(asked, text, wanted):
    assert value(asked, text) == wanted


# --- runs, neighbours, files -----------------------------------------------------------------------------

SAMPLES = {
    Kind.CODE: [PACK, PACK.lower(), "X", CELL[:-1]],
    Kind.CODES: [PACK, f"{PACK};{CELL}", "X;Y"],
    Kind.PREFIX: ["9Z1PE01", "9z1pe01", "9Z1"],
    Kind.VIN: [DOMESTIC, "WP0ZZZ99ZTS392124", "LY0"],
    Kind.USCC: [uscc.make_fictitious(1), "150483782", "12"],
    Kind.REGION: ["110105", "999999"],
    Kind.DATE: ["2026-05-01", "2026/5/1", "2026-02-29"],
    Kind.INSTANT: ["2026-05-01T10:00:00Z", "2026-05-01", "soon"],
    Kind.MONTH: ["2026-05", "2026/5", "2026-13"],
    Kind.TEXT: ["a", "长" * 300],
    Kind.TEXTS: ["a;b", "c"],
    Kind.BOOLEAN: ["yes", "否", "maybe"],
    Kind.CHOICE: ["intact", "完好", "broken"],
    Kind.MASS: ["412.5", "1.2345", "-1"],
    Kind.INTEGER: ["7", "7.5", "１"],
    Kind.DEGREES: ["116.4", "x"],
    Kind.SHARES: ["Li:0.1", "Li:2", "li:0.1"],
}


def told(faults):
    """Faults by what they say, whatever runs they were found in."""
    found = {}
    for fault in faults:
        words = (fault.rule, fault.column, fault.value, fault.severity, tuple(sorted(fault.detail.items())))
        found.setdefault(words, set()).update(fault.rows.tolist())
    return found


@pytest.mark.parametrize("kind", Kind)
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_folding_runs_changes_nothing(kind, data):
    runs = data.draw(st.lists(st.sampled_from([*SAMPLES[kind], ""]), min_size=1, max_size=6))
    times = data.draw(st.lists(st.integers(1, 5), min_size=len(runs), max_size=len(runs)))
    texts = [text for text, count in zip(runs, times, strict=True) for _ in range(count)]
    series = pl.Series(texts, dtype=pl.String)
    asked = column(kind, options=CODE_CONDITIONS)
    folded, faults = fields.read(asked, table.Column.of(series))
    plain, others = fields.read(asked, table.Column(series))
    assert told(faults) == told(others)
    assert folded.good.tolist() == plain.good.tolist()
    at = np.arange(len(texts)) if folded.raw.at is None else folded.raw.at
    assert [repr(folded.data[run]) for run in at.tolist()] == [repr(one) for one in list(plain.data)]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["a", "b", "", None]), max_size=30))
def test_a_folded_column_says_in_every_row_what_the_series_said(texts):
    series = pl.Series(texts, dtype=pl.String)
    folded = table.Column.of(series)
    wanted = [text or "" for text in texts]
    assert folded.spread().to_list() == wanted
    assert [folded.value(row) for row in range(len(texts))] == wanted
    assert len(folded) == len(texts)
    everywhere = folded.rows_of_many(np.arange(len(folded.values)))
    assert sorted(row for rows in everywhere for row in rows.tolist()) == list(range(len(texts)))
    for index, rows in enumerate(everywhere):
        assert rows.tolist() == folded.rows_of(index).tolist()
        assert {wanted[row] for row in rows.tolist()} <= {folded.values[index]}
