"""校验规则 — the shape of a check's entry in the catalogue, and the catalogue itself.

A rule has a stable dotted id, a severity, what is wrong and how to mend it in both languages. The texts may
hold placeholders: ``{value}``, ``{column}`` and the details that the check gives. Answers of the API, the fix
list, the marked workbook, the command line and the reference page all take their words from here.

    field.*   a cell by itself          code.* vin.* uscc.* region.*   identifiers
    check.*   a row by itself           file.* heading.* json.*        the file as a whole
    stored.*  against what is stored    law.*                          against the rulebook

Source: identifiers GB/T 34014-2017, GB 16735, GB 32100-2015, GB/T 2260; rows Article 24 of the Measures.
"""

from typing import Literal, NamedTuple

from suyuan.law.duty import Text

Severity = Literal["error", "warning"]


class Rule(NamedTuple):
    """One entry of the catalogue; ``source`` names the clause or article behind it, empty = our own form.

    ``status`` and ``exit`` are the HTTP status and the command line's exit code when this rule is what the
    whole answer is about.
    """

    id: str
    severity: Severity
    wrong: Text
    fix: Text
    source: str = ""
    status: int = 422
    exit: int = 3


def error(
    rule: str,
    zh: str,
    en: str,
    fix_zh: str,
    fix_en: str,
    *,
    source: str = "",
    status: int = 422,
    exit_code: int = 3,
) -> Rule:
    """Enter a rule whose breach refuses the line (or, with a status of its own, the whole request)."""
    return Rule(rule, "error", Text(zh, en), Text(fix_zh, fix_en), source, status, exit_code)


def warning(rule: str, zh: str, en: str, fix_zh: str, fix_en: str, *, source: str = "") -> Rule:
    """Enter a rule whose breach is accepted and told."""
    return Rule(rule, "warning", Text(zh, en), Text(fix_zh, fix_en), source)
