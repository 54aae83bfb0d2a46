"""翻译 — the translation catalogues: compile, check, bring up to date. GNU gettext is not needed.

``python -m tools.setup.translations compile | check | update``, with the environment's Python: Babel reads
and writes the catalogues, Django turns its templates into what Babel can read. The texts in the source are
English; each other language has ``suyuan/locale/<language>/LC_MESSAGES/django.po``.

``check`` fails when a text of a page has no translation, or a translation lost a placeholder or is marked
fuzzy.
"""

import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "suyuan"
LOCALE = SOURCE / "locale"
DOMAIN = "django"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def catalogues() -> list[Path]:
    """Give the catalogues there are."""
    return sorted(LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))


def compile_all() -> None:
    """Compile every catalogue that changed since it was compiled."""
    for path in catalogues():
        compiled = path.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < path.stat().st_mtime:
            with compiled.open("wb") as file:
                write_mo(file, _read(path))


def check() -> list[str]:
    """Give what is wrong with the catalogues, a line each."""
    wanted = _texts()
    faults = []
    for path in catalogues():
        catalogue = _read(path)
        where = path.relative_to(ROOT)
        for message in wanted:
            mine = catalogue.get(message.id, context=message.context)
            if mine is None or not _is_translated(mine.string):
                faults.append(f"{where}: not translated: {_singular(message.id)!r}")
        for message in catalogue:
            if message.id and message.fuzzy:
                faults.append(f"{where}: fuzzy: {_singular(message.id)!r}")
            faults += [f"{where}: {_singular(message.id)!r}: {fault}" for fault in message.check(catalogue)]
    return faults


def update() -> None:
    """Bring every catalogue up to date: new texts come in empty, texts no longer used go."""
    wanted = _texts()
    for path in catalogues():
        catalogue = _read(path)
        catalogue.update(wanted, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        with path.open("wb") as file:
            write_po(file, catalogue, omit_header=False, sort_output=True, include_lineno=False, width=100)


def _texts() -> Catalog:
    from django.conf import settings  # noqa: PLC0415 - compiling alone needs no Django
    from django.utils.translation.template import templatize  # noqa: PLC0415

    if not settings.configured:
        settings.configure()
    catalogue = Catalog(creation_date=datetime(2026, 1, 1, tzinfo=UTC))
    for path, content in _sources():
        text = templatize(content, origin=str(path)) if path.suffix != ".py" else content
        found = extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS, options={"encoding": "utf-8"})
        for _line, message, _comments, context in found:
            catalogue.add(message, locations=[(str(path.relative_to(ROOT)), 0)], context=context)
    return catalogue


def _sources() -> Iterator[tuple[Path, str]]:
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix in {".py", ".html", ".txt"} and not {"locale", "static"} & set(path.parts):
            content = path.read_text(encoding="utf-8")
            if path.suffix == ".py" or "{% " in content:
                yield path, content


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3].replace("-", "_"), domain=DOMAIN, abort_invalid=True)


def _is_translated(translated: str | tuple[str, ...] | list[str] | None) -> bool:
    if not translated or isinstance(translated, str):
        return bool(translated)
    return all(translated)


def _singular(text: str | tuple[str, ...] | list[str]) -> str:
    return text if isinstance(text, str) else text[0]


def main(arguments: list[str]) -> int:
    """Run one of the three."""
    match arguments:
        case ["compile"]:
            compile_all()
        case ["update"]:
            update()
        case ["check"]:
            faults = check()
            print("\n".join(faults) or f"{len(catalogues())} catalogue(s) complete")
            return bool(faults)
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
