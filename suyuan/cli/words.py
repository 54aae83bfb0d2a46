"""语言 — the language of what the tool says: --lang, else the locale, else English."""

import os
import sys
from collections.abc import Mapping, Sequence

from suyuan.law.duty import Text

LANGUAGES = ("zh", "en")


def choose(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """Choose the language before anything is said, help included.

    >>> choose(["duty", "list", "--lang", "zh"], {}), choose(["--lang=en"], {"LANG": "zh_CN.UTF-8"})
    ('zh', 'en')
    >>> choose([], {"LANG": "zh_CN.UTF-8"}), choose([], {"LC_ALL": "C", "LANG": "zh_CN"}), choose([], {})
    ('zh', 'en', 'en')
    """
    for place, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        if name == "--lang":
            asked = value if equals else next(iter(arguments[place + 1 : place + 2]), "")
            return "zh" if asked.lower().startswith("zh") else "en"
    locale = environment.get("LC_ALL") or environment.get("LC_MESSAGES") or environment.get("LANG") or ""
    return "zh" if locale.lower().startswith("zh") else "en"


LANGUAGE = choose(sys.argv[1:], os.environ)


def language() -> str:
    """Give the language of this run."""
    return LANGUAGE


def say(zh: str, en: str) -> str:
    """Give a sentence in the language of this run."""
    return Text(zh, en).get(LANGUAGE)
