"""Divisions are known with the years in which their codes were used."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suyuan.codes import matrix, region
from suyuan.codes.fault import CodeFault

TODAY = date(2026, 4, 1)


@pytest.mark.parametrize(
    ("code", "zh", "en", "level"),
    [
        ("350902", "蕉城区", "Jiaocheng District", "county"),
        ("350900", "宁德市", "Ningde City", "prefecture"),
        ("610000", "陕西省", "Shaanxi Province", "province"),
        ("610100", "西安市", "Xi'an City", "prefecture"),
        ("441900", "东莞市", "Dongguan City", "prefecture"),
        ("469025", "白沙黎族自治县", "Baisha Li Autonomous County", "county"),
        ("110100", "市辖区", "municipal districts", "prefecture"),
        ("310151", "崇明区", "Chongming District", "county"),
    ],
)
def test_a_division_in_use_has_its_names(code, zh, en, level):
    found = region.get(code, on=TODAY)
    assert (found.name, found.english, found.level) == (zh, en, level)
    assert region.validate(code, on=TODAY) == code


@pytest.mark.parametrize(
    ("code", "year", "successor"),
    [
        ("110103", 2010, "110101"),
        ("330104", 2021, "330102"),
        ("371203", 2018, "370117"),
        ("310230", 2016, "310151"),
    ],
)
def test_a_retired_code_is_known_with_its_last_year_and_successor(code, year, successor):
    assert region.get(code, on=TODAY) is None
    last = region.spans(code)[-1]
    assert last.until == date(year, 12, 31)
    assert last.successors == (successor,)
    assert region.get(code, on=date(year - 1, 6, 1)) is not None
    with pytest.raises(CodeFault, match=str(year)) as refusal:
        region.validate(code, on=TODAY)
    assert refusal.value.reason == "retired"


def test_a_code_is_retired_before_it_began_too():
    with pytest.raises(CodeFault, match="only since 2016"):
        region.validate("310151", on=date(2010, 1, 1))


@pytest.mark.parametrize("text", ["999999", "", "35090", "3509022", "宁德市", "35O902"])
def test_what_no_code_book_has_is_unknown(text):
    with pytest.raises(CodeFault) as refusal:
        region.validate(text, on=TODAY)
    assert refusal.value.reason == "unknown"


def test_a_renamed_division_keeps_its_former_name():
    assert "襄樊市" in region.get("420600", on=TODAY).former_names
    assert region.name("420600") == "襄阳市"


@pytest.mark.parametrize(
    ("code", "city"),
    [
        ("350902", "350900"),
        ("310151", "310000"),
        ("429004", "429004"),
        ("441900", "441900"),
        ("350000", "350000"),
    ],
)
def test_coverage_counts_cities(code, city):
    assert region.prefecture(code) == city
    assert region.province(code) == code[:2] + "0000"


def test_children_are_those_directly_below():
    assert len(region.provinces(on=TODAY)) == 34
    assert len(region.children("350900", on=TODAY)) == 9
    assert len(region.children("110000", on=TODAY)) == 16
    assert {found.code for found in region.children("420000", on=TODAY)} >= {"420100", "429004"}
    assert region.children("441900", on=TODAY) == ()


def test_every_place_in_use_has_its_parent_in_use():
    for line in region.known_codes():
        above = region.parent(line)
        if region.get(line, on=TODAY) and above:
            assert region.get(above, on=TODAY), line


def test_the_path_runs_from_the_province_down():
    assert region.path("350902") == ("福建省", "宁德市", "蕉城区")
    assert region.path("310151", "en") == ("Shanghai City", "Chongming District")
    assert region.name("000000") == "000000"


codes = (
    st.sampled_from(sorted(region.known_codes()))
    | st.text("0123456789", min_size=6, max_size=6)
    | st.text(max_size=8)
)
days = st.dates(date(1980, 1, 1), date(2030, 12, 31))


def verdict(code, on):
    try:
        region.validate(code, on=on)
    except CodeFault as fault:
        return fault.reason
    return ""


@given(st.lists(codes, max_size=20), days)
def test_a_column_is_judged_as_each_code_is(texts, on):
    reason = region.check_column(*matrix.matrix_of(texts), on=on)
    assert [region.REASONS[place] for place in reason] == [verdict(text, on) for text in texts]


@given(st.lists(st.tuples(codes, days), max_size=20))
def test_each_row_may_have_its_own_day(pairs):
    rows, length = matrix.matrix_of([code for code, _ in pairs])
    reason = region.check_column(rows, length, on=np.array([day for _, day in pairs], "datetime64[D]"))
    assert [region.REASONS[place] for place in reason] == [verdict(*pair) for pair in pairs]
