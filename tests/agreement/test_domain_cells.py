"""Few cells are read one by one, many by the engine: the same cells must come out the same."""

import numpy as np
import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from suyuan.domain import cells, row_checks, table

PIECES = st.sampled_from(
    ["2026", "26", "-", "/", ".", "年", "月", "日", "5", "05", "1", "01", "31", "30", "T", " ", "00:00", "W05",
     "+", "0", "00", "12", "e3", "٣", "５", "yes", "YES", "İ", "ß", "是", "\n", "\u202e", "\x07"]
)  # fmt: skip
TEXTS = st.one_of(
    st.lists(PIECES, max_size=6).map("".join),
    st.dates().map(str),
    st.decimals(allow_nan=False, allow_infinity=False).map(str),
    st.text(max_size=12),
)
READINGS = {
    "filled": cells.filled,
    "longer": lambda values: cells.longer(values, 3),
    "hidden": cells.hidden,
    "capitals": cells.capitals,
    "among": lambda values: cells.among(values, ("yes", "是")),
    "worded": lambda values: cells.worded(values, {"yes": "a", "是": "b"}),
    "days": cells.days,
    "decimals": lambda values: cells.decimals(values, 3),
    "whole": lambda values: cells.decimals(values, 0),
    "picked": lambda values: table.picked(values, np.arange(len(values))[::-1]),
}


def plain(answer):
    parts = answer if isinstance(answer, tuple) else (answer,)
    return [part.to_list() if isinstance(part, pl.Series) else part.tolist() for part in parts]


@pytest.mark.parametrize("name", READINGS)
@given(texts=st.lists(TEXTS, min_size=1, max_size=8))
@example(texts=["2026-02-30", "2026-W05-1", "20260501", "2026-5-1", "2026-05-01 00:00:00", "0001-01-01"])
@example(
    texts=["1.", ".5", "1.2300", "1.2340", "1.2345", "-0.001", "+7", "999999999999.999", "1234567890123"]
)
def test_both_ways_read_the_same(name, texts):
    read, few = READINGS[name], cells.FEW
    values = pl.Series(texts, dtype=pl.String)
    one_by_one = plain(read(values))
    cells.FEW = table.FEW = 0
    try:
        by_the_engine = plain(read(values))
    finally:
        cells.FEW = table.FEW = few
    assert one_by_one == by_the_engine


ROWS = st.lists(st.tuples(st.integers(0, 1), st.sampled_from("AB"), st.sampled_from("xyz")), max_size=12)


@given(rows=ROWS)
def test_firsts_and_torn_groups_are_found_alike(rows):
    file = np.array([row[0] for row in rows], np.int64)
    texts = {
        name: pl.Series([row[place] for row in rows], dtype=pl.String)
        for place, name in ((1, "vin"), (2, "brand"))
    }

    def read():
        torn = row_checks._torn(file, texts["vin"], texts["brand"])  # noqa: SLF001 - the two ways are its own
        first = table.firsts([file, *texts.values()])
        return torn.tolist(), first.tolist()

    one_by_one = read()
    few = table.FEW
    row_checks.FEW = table.FEW = 0
    try:
        assert read() == one_by_one
    finally:
        row_checks.FEW = table.FEW = few
