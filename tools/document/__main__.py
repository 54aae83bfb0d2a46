"""参考文档 — ``python -m tools.document``: write the reference pages that are made from the code.

They lie in ``docs/reference/generated``, which git does not keep; ``docs/conf.py`` has them written before every
build. A page that says the same as before is left alone, so that a second build is quick.

    duties      one page for every duty, and who bears which
    rules       rules, codes of answers, readings of the law
    settings    settings, tables, data map
    sight       who may see and do what
    commands    suyuan, suyuan-ops
    interface   the REST interface
    collected   glossary, changes, decisions
"""

import os
import tempfile
from pathlib import Path

import django
from django.apps import apps

from tools.document.collected import ROOT

GENERATED = ROOT / "docs" / "reference" / "generated"


def pages() -> dict[str, str]:
    """Give every generated page by its place. Django is set up if it is not yet."""
    if not apps.ready:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "suyuan.web.settings")
        with tempfile.TemporaryDirectory() as home:  # no page needs the data of a server
            os.environ["SUYUAN_HOME"], before = home, os.environ.get("SUYUAN_HOME")
            django.setup()
            _put_back("SUYUAN_HOME", before)
    from tools.document import collected, commands, duties, interface, rules, settings, sight  # noqa: PLC0415

    made: dict[str, str] = {}
    for room in (duties, rules, settings, sight, commands, interface, collected):
        made.update(room.pages())
    return made


def _put_back(name: str, value: str | None) -> None:
    if value is None:
        del os.environ[name]
    else:
        os.environ[name] = value


def write(folder: Path = GENERATED) -> int:
    """Write the pages, remove those that nothing makes any more, and tell how many changed."""
    made = pages()
    changed = 0
    for place, text in made.items():
        path = folder / place
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        changed += 1
    for path in folder.rglob("*.md"):
        if path.relative_to(folder).as_posix() not in made:
            path.unlink()
            changed += 1
    return changed


if __name__ == "__main__":
    print(f"{write()} pages changed in {GENERATED.relative_to(ROOT)}")
