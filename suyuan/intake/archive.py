"""压缩包检查 — what a workbook's container may be, judged before anything in it is read.

A zip says of itself how large it will be; a hostile one lies. So the declared sizes are judged first, the
parts we look into are expanded under a ceiling, and the parser runs in a process with a ceiling of its own.

    inspect    bytes -> the parts by name, or Refused
    expand     one part, at most as many bytes as permitted

Imports nothing heavy: it runs in the workbook child.
"""

import io
import re
import zipfile
import zlib

from suyuan.intake.confinement import Refused

MOST_PARTS = 2000
# Deflate reaches 1032:1 at most. Sheets of serial rows reach some 60:1; beyond this it is no sheet.
RATIO = 300
LARGE = 64_000_000
PIECE = 1 << 20


def inspect(content: bytes, unzipped: int) -> zipfile.ZipFile:
    """Open a workbook's container. Raises Refused."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError, OSError, UnicodeDecodeError):
        # The directory of a zip stands at its end: without one the file was cut short.
        rule = "file.damaged" if b"PK\x05\x06" in content[-66_000:] else "file.truncated"
        raise Refused(rule) from None
    _judge_sizes(parts, len(content), unzipped)
    names = {part.filename for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("file.encrypted")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refused("file.macro")
    if "xl/workbook.xml" not in names:
        raise Refused("file.unknown_format", _kind(names), found=_kind(names))
    if b"macroEnabled" in expand(archive, "[Content_Types].xml", 1_000_000):
        raise Refused("file.macro")
    return archive


def _judge_sizes(parts: list[zipfile.ZipInfo], received: int, unzipped: int) -> None:
    total = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    steep = any(part.file_size > LARGE and part.file_size > RATIO * part.compress_size for part in parts)
    # Parts that share bytes are how a small file declares a boundless one.
    if len(parts) > MOST_PARTS or total > unzipped or packed > received or steep:
        raise Refused("file.zip_bomb", str(total), size=str(total), limit=str(unzipped))


def _kind(names: set[str]) -> str:
    for sign, kind in (("xl/workbook.bin", "XLSB"), ("word/document.xml", "DOCX"), ("content.xml", "ODS")):
        if sign in names:
            return kind
    return "ZIP"


def expand(archive: zipfile.ZipFile, name: str, ceiling: int) -> bytes:
    """Expand one part; an absent one is empty. Raises Refused when it is damaged or larger than permitted."""
    pieces: list[bytes] = []
    size = 0
    try:
        with archive.open(name) as part:
            while piece := part.read(PIECE):
                size += len(piece)
                if size > ceiling:
                    raise Refused("file.zip_bomb", name, size=str(size), limit=str(ceiling))
                pieces.append(piece)
    except KeyError:
        return b""
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, RuntimeError):
        raise Refused("file.damaged", name, reason=name) from None
    return b"".join(pieces)


SHEET = re.compile(rb"<(?:\w+:)?sheet\b([^>]*)>")
RELATION = re.compile(rb"<(?:\w+:)?Relationship\b([^>]*)>")
ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*[\"']([^\"']*)[\"']")


def sheet_parts(archive: zipfile.ZipFile) -> list[tuple[str, bool]]:
    """Give (part name, visible) of every sheet in the workbook's order. Raises Refused."""
    book = expand(archive, "xl/workbook.xml", 10_000_000)
    targets = {}
    for found in RELATION.finditer(expand(archive, "xl/_rels/workbook.xml.rels", 10_000_000)):
        relation = dict(ATTRIBUTE.findall(found[1]))
        targets[relation.get(b"Id", b"")] = relation.get(b"Target", b"").decode(errors="replace")
    parts: list[tuple[str, bool]] = []
    for found in SHEET.finditer(book):
        sheet = dict(ATTRIBUTE.findall(found[1]))
        key = next((value for name, value in sheet.items() if name.endswith(b":id") or name == b"id"), b"")
        target = targets.get(key, "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        parts.append((part, sheet.get(b"state", b"visible") == b"visible"))
    return parts
