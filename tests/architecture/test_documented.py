"""What the program can do stands in the reference: asked of the code, so that nothing has to be listed here."""

import re
from dataclasses import fields

import pytest

from suyuan.law.catalogue import RULES
from suyuan.law.duty import Role, Text
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.law.policies import POLICIES, Policies
from suyuan.storage.topology import TABLES
from suyuan.web.config import Config
from tools.document.interface import calls, document
from tools.document.settings import remarks, words

CJK = re.compile(r"[\u3400-\u9fff]")
METHODS = {"get", "post", "put", "patch", "delete"}


def bilingual(text: str) -> bool:
    return bool(CJK.search(text) and re.search(r"[A-Za-z]{2,}", text))


def plain(page: str) -> str:
    """Take the escapes of Markdown away, so that texts can be found as they are said."""
    return re.sub(r"\\(.)", r"\1", page)


@pytest.mark.parametrize("duty", RULEBOOK.duties, ids=lambda duty: duty.id)
def test_a_duty_has_a_page_with_all_of_it(duty, pages):
    page = plain(pages[f"duties/{duty.id}.md"])
    said = [*duty.text, *duty.explain, *duty.cite.text]
    for column in duty.columns:
        said += [f"`{column.name}`", *column.text, *(column.note or ())]
        said += [word for option in column.options for word in (f"`{option.value}`", *option.text)]
    for version in duty.versions:
        said += [str(version.since), version.cite.text.zh]
    for text, trigger, due in duty.examples:
        said += [*text, str(trigger), str(due or "—")]
    said += [f"`{check.rule}`" for check in duty.checks]
    said += [f"`{effect.event}`" for effect in duty.effects]
    said += [word for name in duty.policies for word in (f"`{name}`", *POLICIES[name].question)]
    assert [word for word in said if word not in page] == []


def test_every_duty_has_an_example_for_each_version_with_a_number():
    """A worked example shows how a deadline is counted; the reference prints it and the spec tests it."""
    bare = [
        f"{duty.id} since {version.since}"
        for duty in RULEBOOK.duties
        for version in duty.versions
        if not any(
            version.since <= trigger and (version.until is None or trigger <= version.until)
            for _, trigger, due in duty.examples
        )
        and type(version.deadline).__name__ != "Promptly"
    ]
    assert not bare


def test_every_rule_is_in_the_catalogue_page(pages):
    page = plain(pages["rules.md"])
    for rule in RULES.values():
        for word in (f"### `{rule.id}`", *rule.wrong, *rule.fix):
            assert word in page, (rule.id, word)


def test_every_code_with_a_status_of_its_own_is_among_the_answers(pages):
    page = pages["answers.md"]
    own = [rule.id for rule in RULES.values() if (rule.status, rule.exit) != (422, 3)]
    assert own
    assert [name for name in own if f"`{name}`" not in page] == []


def test_every_policy_is_told_with_its_reason_and_its_answer(pages):
    page = plain(pages["policies.md"])
    for policy in POLICIES.values():
        said = (f"`{policy.id}`", *policy.question, *policy.reason, *Policies().answer(policy.id))
        assert [word for word in said if word not in page] == [], policy.id
        assert bilingual(" ".join(policy.question))
        assert bilingual(" ".join(policy.reason))


def test_every_setting_is_documented_in_both_languages(pages):
    told = words()
    for item in fields(Config):
        text: Text = told[item.name]
        assert bilingual(" ".join(text)), f"{item.name} has no words"
        assert f"`SUYUAN_{item.name.upper()}`" in pages["settings.md"]
        assert text.zh in plain(pages["settings.md"])


def test_every_role_is_in_the_matrix(pages):
    assert [role for role in Role if f"`{role}`" not in pages["roles.md"]] == []


def test_every_table_is_in_the_list_of_tables(pages):
    assert [name for name in TABLES if f"`{name}`" not in pages["tables.md"]] == []


def test_every_big_table_says_what_it_holds():
    bare = [name for name, told in remarks().items() if not told]
    assert not bare, "a comment stands above CREATE TABLE"


def test_every_call_has_a_summary_and_a_description_in_both_languages(pages):
    found = list(calls(document()))
    assert len(found) > 10
    for call in found:
        place = f"{call.method} {call.path}"
        assert bilingual(call.told.get("summary", "")), f"{place} has no summary"
        assert bilingual(call.told.get("description", "")), f"{place} has no description"
        assert f"### `{place}`" in pages["api.md"]
        for parameter in call.told.get("parameters", ()):
            assert bilingual(parameter.get("description", "")), f"{place} {parameter['name']}"


def test_every_command_says_what_it_does_in_both_languages(commands, pages):
    assert len(commands) > 10
    for whole, (zh, en) in commands.items():
        place = pages[f"commands/{whole.split()[0]}.md"]
        assert f"## `{whole}`" in place
        assert bilingual(f"{zh['help']} {en['help']}"), f"{whole}: {zh['help']!r} {en['help']!r}"
        for chinese, english in zip(zh["parameters"], en["parameters"], strict=True):
            name = " ".join(english["names"])
            if name == "--help":
                continue
            assert bilingual(f"{chinese['help']} {english['help']}"), f"{whole} {name}"


def test_no_generated_page_is_made_twice_or_left_empty(pages):
    assert all(page.strip() for page in pages.values())
    assert {name for name in pages if name.startswith("duties/")} >= {
        f"duties/{duty.id}.md" for duty in RULEBOOK.duties
    }
