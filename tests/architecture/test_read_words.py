"""Whoever reads who looked at its records, or the whole log, reads words: every act that is entered has its own."""

import ast

import pytest
from django.utils import translation

from suyuan.domain.access import ACTS
from suyuan.portal.templatetags.official_tags import act_name
from suyuan.portal.views.register_desk import STATE_ACTS
from tests.architecture.test_words import CJK

# Where the act that is entered is handed in, and by which calls.
HANDED = {
    ("suyuan/services/parties/firm.py", "_firm"): {"get_firm", "_firm"},
    ("suyuan/services/findings/queries.py", "find_findings"): {"find_findings"},
}
ASKING = ("suyuan/services/signals/", "suyuan/portal/views/register_desk.py", "suyuan/api/firms.py")


def calls(node):
    return (each for each in ast.walk(node) if isinstance(each, ast.Call))


def called(call):
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def acts(node):
    return {each.value for each in ast.walk(node) if isinstance(each, ast.Constant)} & ACTS.keys()


def entered(package):
    """Give every act that is entered, and the functions that are handed theirs."""
    found, handed = set(), set()
    for source in package:
        for function in ast.walk(source.tree):
            if not isinstance(function, ast.FunctionDef):
                continue
            for call in calls(function):
                if called(call) == "record" and source.name.startswith("suyuan/services/"):
                    found |= acts(call.args[1])
                    if not acts(call.args[1]):
                        handed.add((source.name, function.name))
    return found, handed


def asked(package):
    """Give the acts that are handed in: as defaults, in calls, out of tables of acts."""
    found, doors = set(STATE_ACTS.values()), set().union(*HANDED.values())
    for source in package:
        if source.name in {name for name, _ in HANDED}:
            found |= {
                act
                for function in ast.walk(source.tree)
                if isinstance(function, ast.FunctionDef)
                for default in function.args.kw_defaults
                if default
                for act in acts(default)
            }
        if source.name.startswith(ASKING):
            found |= {act for call in calls(source.tree) if called(call) in doors for act in acts(call)}
    return found


def test_acts_are_handed_in_where_the_test_below_looks(package):
    assert entered(package)[1] == HANDED.keys()
    assert {"party.read", "party.note", "party.suspend", "party.succeed", "signal.read"} <= asked(package)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_act_that_is_entered_has_words(package, language):
    with translation.override(language):
        said = {act: str(act_name(act)) for act in sorted(entered(package)[0] | asked(package))}
    wrong = {
        act for act, words in said.items() if words == act or bool(CJK.search(words)) != (language != "en")
    }
    assert wrong == set()
