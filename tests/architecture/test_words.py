import ast
import re
import subprocess
import sys
from enum import EnumMeta

from suyuan.domain.obligations import State
from suyuan.law.duty import Event, Role

CJK = re.compile(r"[\u3400-\u9fff]")
PAIRS = {"Text", "say"}
RULES = {"error", "warning"}
ROW = re.compile(r"^\| `(\w+)` \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)


def literal(node: ast.expr) -> str | None:
    """Read a text that stands in the source; gaps of a formatted one are left out. None: it is computed."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
    return None


def pairs(source):
    """Give every (place, Chinese, English) that the source says in both languages."""
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        texts = [literal(argument) for argument in node.args]
        if name in PAIRS and len(texts) == 2 and None not in texts:
            yield source.at(node), texts[0], texts[1]
        elif (
            name in RULES
            and source.name.startswith(("suyuan/law/catalogue/", "suyuan/api/"))
            and len(texts) == 5
        ):
            yield source.at(node), texts[1], texts[2]
            yield source.at(node), texts[3], texts[4]


def said_wrong(zh: str, en: str) -> str:
    if not zh.strip() or (not en.strip() and len(zh) > 1):  # a Chinese measure word has no English one
        return "a language is empty"
    if CJK.search(re.sub("“[^”]*”", "", en)):  # a quoted name stays as it is
        return "Chinese in the English text"
    if re.search(r"[a-z]{3,}", en) and not CJK.search(zh):
        return "no Chinese in the Chinese text"
    return ""


def test_every_pair_of_texts_says_it_in_both_languages(package):
    found = [
        f"{place}: {wrong}: {zh[:30]!r} {en[:30]!r}"
        for source in package
        for place, zh, en in pairs(source)
        if (wrong := said_wrong(zh, en)) and zh != en
    ]
    assert not found, "\n".join(found)


def test_there_are_pairs_to_look_at(package):
    """The test above finds nothing where nothing is found: it has to see the whole catalogue."""
    assert sum(1 for source in package for _ in pairs(source)) > 500


def test_pages_are_translated(root):
    script = root / "tools" / "check_translations.py"
    told = subprocess.run([sys.executable, script], cwd=root, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr


def glossary(root) -> dict[str, tuple[str, str, str]]:
    found = ROW.findall((root / "GLOSSARY.md").read_text(encoding="utf-8"))
    assert len({name for name, *_ in found}) == len(found), "a word stands twice"
    return {name: (zh, meaning, source) for name, zh, meaning, source in found}


def test_the_glossary_is_bilingual_and_every_word_of_it_is_used(root, package):
    code = "\n".join(source.text for source in package).lower()
    words = set(re.findall(r"[a-z]+(?:_[a-z]+)*", code)) | set(re.findall(r"[a-z]+", code))
    for name, (zh, meaning, source) in glossary(root).items():
        assert CJK.search(zh), name
        assert CJK.search(meaning), name
        assert re.search(r"[a-z]{3}", meaning), name
        assert source, name
        assert name in words, f"{name} is in the glossary and not in the code"


def test_the_glossary_holds_every_role_event_state_and_noun(root):
    enumerations: tuple[EnumMeta, ...] = (Role, Event, State)
    wanted = {member.value for enumeration in enumerations for member in enumeration}
    folders = [path for path in (root / "suyuan" / "services").iterdir() if (path / "queries.py").exists()]
    plurals = {
        "parties": "party",
        "statistics": "statistics",
        "batteries": "battery",
        "duties": "duty",
        "demonstration": "",
    }
    wanted |= {plurals.get(path.name, path.name.removesuffix("s")) for path in folders} - {""}
    assert not wanted - glossary(root).keys()
