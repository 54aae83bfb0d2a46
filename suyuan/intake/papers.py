"""资料文件 — a file of technical information: looked through before it is kept, marked before it is given out.

    Paper     what a file is: kind, pages, size
    look()    name and content -> Paper, or Unreadable with the rule that it breaks
    stamp()   a PDF and an overlay -> the PDF with the mark on every page and in the file

Both are done in a child process under limits (``intake.apart``).

Source: Articles 11, 24(1) and 25 of the Measures; ISO 32000-2 (PDF).
"""

import base64
from dataclasses import dataclass

from suyuan.intake import apart
from suyuan.intake.refusal import Limits, refuse

CHILD = "paper_child"
LARGEST = 32 * 1024 * 1024
LIMITS = Limits(memory=2 << 30, seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What a file is. ``kind``: pdf, png, jpg or svg; ``pages`` of a PDF, else 1; ``page``: a drawing as PDF."""

    kind: str
    pages: int
    page: bytes


def look(name: str, content: bytes) -> Paper:
    """Look through a file. Raises Unreadable."""
    if len(content) > LARGEST:
        raise refuse("paper.large", name)
    found, page = apart.run(CHILD, content, LIMITS, {"do": "look", "name": name})
    return Paper(kind=found["kind"], pages=found["pages"], page=page)


def stamp(content: bytes, overlays: tuple[bytes, bytes], *, title: str, mark: str) -> bytes:
    """Lay a mark over every page of a PDF. ``overlays``: PDFs of one page, upright and wide. Raises Unreadable."""
    laid = [base64.b64encode(one).decode() for one in overlays]
    order = {"do": "stamp", "overlays": laid, "title": title, "mark": mark}
    return apart.run(CHILD, content, LIMITS, order)[1]
