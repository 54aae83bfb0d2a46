"""The words of a PDF: what its pages show, by the tables that a reader copies text with.

Typst writes glyph numbers of two bytes, and beside each font a table from glyphs to characters. Which font a line is
set in does not matter here: a line is read by every font's table, and one of the readings is the line.
"""

import re
import zlib
from collections.abc import Iterator

STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
SHOWN = re.compile(rb"\(((?:\\.|[^\\()])*)\)", re.DOTALL)
ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
PAIR = re.compile(r"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>")
PLAIN = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def _inflated(content: bytes) -> Iterator[bytes]:
    for stream in STREAM.findall(content):
        try:
            yield zlib.decompress(stream)
        except zlib.error:
            continue


def _unescaped(text: bytes) -> bytes:
    def one(match: re.Match[bytes]) -> bytes:
        said = match[1]
        return bytes([int(said, 8) % 256]) if said.strip(b"01234567") == b"" else PLAIN.get(said, said)

    return ESCAPE.sub(one, text)


def _table(stream: bytes) -> dict[int, str]:
    pairs = PAIR.findall(stream.decode("latin-1"))
    return {int(glyph, 16): bytes.fromhex(text).decode("utf-16-be", "replace") for glyph, text in pairs}


def text_of(content: bytes) -> str:
    """Give every reading of every line, and whatever else stands in the file in the clear."""
    streams = list(_inflated(content))
    tables = [_table(stream) for stream in streams if b"beginbfchar" in stream]
    found = [content.decode("latin-1")]
    for stream in streams:
        shown = b"".join(_unescaped(text) for text in SHOWN.findall(stream))
        glyphs = [int.from_bytes(shown[place : place + 2]) for place in range(0, len(shown) - 1, 2)]
        found += ["".join(table.get(glyph, "") for glyph in glyphs) for table in tables]
    return "\n".join(found)
