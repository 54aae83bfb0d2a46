"""翻译检查 — every string of the pages is translated and none is left over; needs no GNU gettext.

    python tools/check_translations.py            check; non-zero when something is missing or obsolete
    python tools/check_translations.py --write    add new strings (untranslated), drop obsolete ones
    python tools/check_translations.py --compile  write the .mo files that Django reads

Templates are read through Django's own ``templatize``, Python through Babel's extractor.
"""

import argparse
import ast
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "suyuan" / "locale"
SOURCES = (ROOT / "suyuan" / "portal", ROOT / "suyuan" / "web")
KEYWORDS = {"gettext": None, "gettext_lazy": None, "_": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2)}
CALL = re.compile(r"\b(n?gettext)\(")
HOLES = re.compile(r"%\((\w+)\)[sd]")

SINCE = datetime(2026, 1, 1, tzinfo=UTC)  # fixed, so that a catalogue changes only with its words

Message = str | tuple[str, str]


def strings() -> dict[Message, str]:
    """Collect every translatable string with the file it stands in."""
    found: dict[Message, str] = {}
    for folder in SOURCES:
        for path in sorted(folder.rglob("*")):
            if path.suffix == ".py":
                messages = _python(path)
            elif path.suffix == ".html":
                messages = _template(path)
            else:
                continue
            for message in messages:
                found.setdefault(message, path.relative_to(ROOT).as_posix())
    return found


def _python(path: Path) -> Iterator[Message]:
    for _line, message, _comments, _context in extract("python", BytesIO(path.read_bytes()), KEYWORDS):
        yield tuple(message) if isinstance(message, tuple | list) else message


def _template(path: Path) -> Iterator[Message]:
    text = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    for call in CALL.finditer(text):
        arguments = _arguments(text, call.end() - 1)
        yield arguments[0] if call[1] == "gettext" else (arguments[0], arguments[1])


def _arguments(text: str, start: int) -> list[str]:
    """Read the literal strings of a call whose bracket opens at ``start``."""
    end = start
    while (end := text.find(")", end + 1)) >= 0:
        try:
            call = ast.parse("f" + text[start : end + 1], mode="eval").body
        except SyntaxError:
            continue
        if isinstance(call, ast.Call):
            return [str(each.value) for each in call.args if isinstance(each, ast.Constant)]
    raise ValueError(f"no end of call at {start}")


def read(path: Path) -> Catalog:
    """Read a catalogue; an absent one is empty."""
    if not path.exists():
        return Catalog(locale=path.parts[-3], charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


def faults(catalogue: Catalog, wanted: dict[Message, str]) -> Iterator[str]:
    """Name what is untranslated, obsolete, fuzzy, or has lost a placeholder."""
    known = {entry.id: entry for entry in catalogue if entry.id}
    for message, place in wanted.items():
        entry = known.get(message)
        texts = () if entry is None else (entry.string,) if isinstance(entry.string, str) else entry.string
        if not texts or not all(texts):
            yield f"untranslated: {message!r} ({place})"
        elif entry is not None and entry.fuzzy:
            yield f"fuzzy: {message!r} ({place})"
        else:
            source = message if isinstance(message, str) else message[-1]
            for text in texts:
                if set(HOLES.findall(text)) - set(HOLES.findall(source)):
                    yield f"unknown placeholder: {message!r}"
    for message in known.keys() - wanted.keys():
        yield f"obsolete: {message!r}"


def write(path: Path, wanted: dict[Message, str]) -> None:
    """Bring a catalogue up to date, keeping what is translated."""
    old = {entry.id: entry.string for entry in read(path) if entry.id}
    fresh = Catalog(
        locale=path.parts[-3],
        header_comment="# 溯源 — words of the pages; kept by tools/check_translations.py --write",
        project="suyuan",
        charset="utf-8",
        creation_date=SINCE,
        revision_date=SINCE,
        fuzzy=False,
    )
    for message, place in sorted(wanted.items(), key=lambda item: (item[1], str(item[0]))):
        fresh.add(
            message, old.get(message, "" if isinstance(message, str) else ("",)), locations=[(place, None)]
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, fresh, width=110, omit_header=False, include_lineno=False)


def main() -> int:
    """Check, write or compile the catalogues of every language."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--compile", action="store_true")
    asked = parser.parse_args()
    paths = sorted(LOCALE.glob("*/LC_MESSAGES/django.po")) or [
        LOCALE / "zh_Hans" / "LC_MESSAGES" / "django.po"
    ]
    wanted = strings()
    failed = False
    for path in paths:
        if asked.write:
            write(path, wanted)
        if asked.compile:
            with path.with_suffix(".mo").open("wb") as file:
                write_mo(file, read(path))
            continue
        for fault in sorted(faults(read(path), wanted)):
            failed = True
            print(f"{path.parts[-3]}: {fault}")
    if not asked.compile:
        print(f"{len(wanted)} strings, {len(paths)} language(s): {'FAILED' if failed else 'complete'}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
