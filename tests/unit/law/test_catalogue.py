import re
from itertools import chain
from pathlib import Path
from string import Formatter

import pytest

import suyuan
from suyuan.codes import battery, region, uscc, vin
from suyuan.law import duty as values
from suyuan.law.catalogue import RULES, answers, collect
from suyuan.law.measures_2026 import RULEBOOK

HOME = Path(suyuan.__file__).parent
KNOWN_GAPS = {
    "duty",
    "scope",  # of a key or mandate
    "cutoff",
    "readings",
    "away_km",
    "until",  # a day
    *("name", "uscc", "since"),  # of who took a duty over
    *(
        "value",
        "column",
        "longest",
        "levels",
        "options",
        "low",
        "high",
        "places",
        "when",
        "values",
        "earlier",
    ),
    *(
        "month",
        "first",
        "group",
        "columns",
        "found",
        "expected",
        "limit",
        "size",
        "reason",
        "line",
        "position",
    ),
    *("heading", "nearest", "unit", "key"),
}
FAMILIES = (
    *("field", "code", "prefix", "vin", "uscc", "region", "date", "month", "instant", "choice", "boolean"),
    *(
        "number",
        "mass",
        "degrees",
        "shares",
        "cell",
        "file",
        "heading",
        "json",
        "row",
        "check",
        "stored",
        "law",
    ),
)


def gaps(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_says_what_is_wrong_and_how_to_mend_it_in_both_languages(rule):
    assert rule.severity in {"error", "warning"}
    for text in (rule.wrong, rule.fix):
        assert not text.zh.isascii()
        assert text.en.replace("“", "").replace("”", "").isascii()
        assert text.en
        assert gaps(text.zh) == gaps(text.en)
        assert gaps(text.zh) <= KNOWN_GAPS


def test_a_warning_never_changes_the_status():
    assert {rule.status for rule in RULES.values() if rule.severity == "warning"} == {422}


def test_statuses_and_exit_codes_are_those_of_the_contract():
    assert {rule.status for rule in RULES.values()} <= {401, 403, 404, 409, 410, 413, 415, 422, 429, 500, 503}
    assert {rule.exit for rule in RULES.values()} <= {1, 2, 3, 4, 6}
    assert all(rule.exit == 4 for rule in RULES.values() if rule.status == 401)


def test_answers_need_no_details():
    for rule in answers.RULES:
        assert not any(gaps(text) for text in (*rule.wrong, *rule.fix))


def test_an_id_that_stands_twice_is_refused():
    rule = RULES["file.empty"]
    with pytest.raises(ValueError, match=r"file\.empty"):
        collect([rule], [rule])


def test_warnings_about_the_store_name_nobody():
    for rule in RULES.values():
        if rule.id.startswith("stored.") and rule.severity == "warning":
            assert not gaps(rule.wrong.en) - {"value", "column"}


def test_every_reason_of_the_identifiers_has_its_rule():
    for family, reasons in (("code", battery.REASONS), ("code", battery.REMARKS), ("vin", vin.REASONS)):
        assert {f"{family}.{reason}" for reason in reasons if reason} <= set(RULES)
    for family, reasons in (("uscc", uscc.REASONS), ("region", region.REASONS)):
        assert {f"{family}.{reason}" for reason in reasons if reason} <= set(RULES)


def test_every_check_of_a_duty_has_its_rule():
    for duty in RULEBOOK.duties:
        assert {check.rule for check in duty.checks} <= set(RULES)
    classes = [getattr(values, name) for name in dir(values) if hasattr(getattr(values, name), "rule")]
    assert all(isinstance(kind, type) for kind in classes)


def rules_named_in_code():
    pattern = re.compile(rf'"((?:{"|".join(FAMILIES)})\.[a-z_]+)"')
    floors = ("intake", "domain", "services", "cli")
    for path in chain.from_iterable((HOME / floor).rglob("*.py") for floor in floors):
        for name in pattern.findall(path.read_text(encoding="utf-8")):
            yield name, path


def test_no_code_speaks_of_a_rule_that_is_not_in_the_catalogue():
    # "region.dat" and the like are files
    unknown = {
        name for name, _ in rules_named_in_code() if not name.endswith((".dat", ".csv", ".json"))
    } - set(RULES)
    assert unknown == set()
