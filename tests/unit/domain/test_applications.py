"""What a firm says of itself: what can be taken, and what is named as wrong."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suyuan.domain import likeness, sites
from suyuan.domain.applications import Entry, Problem, read, read_change
from suyuan.domain.likeness import Marks
from suyuan.domain.permits import PermitKind
from suyuan.world.coding import credit_code

TODAY = date(2026, 11, 21)
KIND = PermitKind.PROJECT_APPROVAL
REAL = "91330800575349959F"
GOOD = {
    "uscc": credit_code(77),
    "name": "示例综合利用有限公司",
    "name_en": "",
    "legal_person": "某某",
    "region_code": "110105",
    "prefixes": "",
    "contact_name": "某某",
    "contact": "a@example.org",
}


def asked(demonstration=True, roles=("recycler",), documents=None, **more):  # noqa: FBT002 - a form has it so
    entry, problems = read(
        {**GOOD, **more}, roles, today=TODAY, demonstration=demonstration, documents=documents or {}
    )
    return entry, [(each.field, each.rule) for each in problems]


def test_a_sound_form_is_taken_and_comes_back_from_json_as_it_went():
    more = {f"{KIND}-number": "批复 1", f"{KIND}-valid_from": "2020-01-01", f"{KIND}-valid_to": ""}
    entry, problems = asked(documents={KIND: "0" * 64}, prefixes="9z1, 9Z2", **more)
    assert problems == []
    assert (entry.prefixes, entry.papers[0].document) == (("9Z1", "9Z2"), "0" * 64)
    assert Entry.of(json.loads(json.dumps(entry.body()))) == entry


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({"uscc": ""}, ("uscc", "field.missing")),
        ({"uscc": "123"}, ("uscc", "uscc.length")),
        ({"uscc": credit_code(77)[:-1] + "0"}, ("uscc", "uscc.check_character")),
        ({"uscc": "I" * 18}, ("uscc", "uscc.character")),
        ({"uscc": REAL}, ("uscc", "party.real_uscc")),
        ({"demonstration": False}, ("uscc", "party.fictitious_uscc")),
        ({"name": "  "}, ("name", "field.missing")),
        ({"name": "名" * 201}, ("name", "field.too_long")),
        ({"name": "示例\u202e公司"}, ("name", "field.hidden_text")),
        ({"legal_person": ""}, ("legal_person", "field.missing")),
        ({"region_code": "990000"}, ("region_code", "region.unknown")),
        ({"region_code": "110103"}, ("region_code", "region.retired")),
        ({"region_code": "110000"}, ("region_code", "region.unknown")),  # a province is no place of a firm
        ({"roles": ()}, ("roles", "party.roles")),
        ({"roles": ("operator",)}, ("roles", "party.roles")),
        ({"prefixes": "9Z"}, ("prefixes", "party.prefix")),
        ({"prefixes": "动力电"}, ("prefixes", "party.prefix")),
        ({"contact": ""}, ("contact", "field.missing")),
        (
            {f"{KIND}-number": "1", f"{KIND}-valid_from": "2020-01-01"},
            (f"{KIND}-document", "permit.no_proof"),
        ),
    ],
)
def test_what_is_wrong_is_named_by_field_and_rule(change, wanted):
    assert asked(**change)[1] == [wanted]


@pytest.mark.parametrize(
    ("paper", "wanted"),
    [
        (("", "2020-01-01", ""), [("number", "permit.number")]),
        (("1", "", ""), [("valid_from", "field.missing")]),
        (("1", "1.1.2020", ""), [("valid_from", "date.format")]),
        (("1", "2020-01-02", "2020-01-01"), [("valid_to", "permit.order")]),
        (("1", "2020-01-01", "2026-11-20"), [("valid_to", "permit.ended")]),
        (("1", "2020-01-01", "2026-11-21"), []),
    ],
)
def test_a_permit_is_whole_and_has_not_ended(paper, wanted):
    names = (f"{KIND}-number", f"{KIND}-valid_from", f"{KIND}-valid_to")
    _, problems = asked(documents={KIND: "0" * 64}, **dict(zip(names, paper, strict=True)))
    assert problems == [(f"{KIND}-{field}", rule) for field, rule in wanted]


@given(st.dictionaries(st.sampled_from(sorted(GOOD)), st.text(max_size=40)), st.lists(st.text(max_size=9)))
def test_anything_that_can_be_typed_is_answered_in_words(typed, roles):
    _, problems = read(typed, roles, today=TODAY, demonstration=True, documents={})
    assert problems
    for problem in problems:
        for language in ("zh", "en"):
            assert all(problem.words(language))


def test_a_change_keeps_the_credit_code_and_says_why():
    entry, problems = read_change({**GOOD, "uscc": REAL}, ["dismantler"], code="91X", today=TODAY)
    assert entry.uscc == "91X"
    assert [each.field for each in problems] == ["reason"]


def test_a_site_has_a_kind_a_place_and_days_in_their_order():
    typed = {
        "site_name": "一厂",
        "kind": "works",
        "region_code": "110105",
        "address": "示例路1号",
        "opened_date": "2026-05-02",
        "closed_date": "",
    }
    columns, problems = sites.read(typed, today=TODAY)
    assert (problems, columns["closed_date"]) == ((), None)
    for change, wanted in (
        ({"kind": "castle"}, ("kind", "field.missing")),
        ({"closed_date": "2026-05-01"}, ("closed_date", "site.order")),
        ({"opened_date": "2026-11-22"}, ("opened_date", "date.future")),
        ({"address": ""}, ("address", "field.missing")),
    ):
        _, found = sites.read({**typed, **change}, today=TODAY)
        assert [(each.field, each.rule) for each in found] == [wanted], change


def test_firms_are_known_again_by_code_name_permit_and_prefix():
    one = Marks("A", "示例动力电池有限公司", "甲", "a@b", frozenset({"9Z1"}), frozenset({"P1"}))
    assert likeness.reasons(one, one)[0] == "uscc"
    alike = {
        "similar_name": Marks("B", "示例动力电池（华东）有限公司"),
        "name": Marks("B", "示例 动力电池 有限责任公司"),
        "prefix": Marks("B", "别家公司", prefixes=frozenset({"9Z1"})),
        "permit": Marks("B", "别家公司", permits=frozenset({"P1"})),
        "contact": Marks("B", "别家公司", contact="A@b"),
    }
    for reason, other in alike.items():
        assert likeness.reasons(one, other) == (reason,)
    assert likeness.reasons(one, Marks("B", "别家公司", "甲")) == ()
    assert isinstance(Problem("uscc", "field.missing").words("en"), tuple)
