"""资料文件子进程 — looks through one file of technical information, or marks one, in a process of its own.

    look     what the file is, and whether it may be kept: {"kind", "pages", "width", "height"}; then as a PDF
    stamp    a PDF with a mark laid over every page and written into the file

A PDF can carry programs, open addresses and hold other files; an SVG can carry scripts. A paper that a workshop opens
carries none of it: such a file is refused and says why, and is never repaired in silence. A name that says something
else than the content is refused too. A drawing is drawn here, once: what cannot be drawn is not taken, and what is
kept is the page that came of it.
"""

import base64
import io
import json
import re
import struct
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET  # documents with a DTD are refused before they are parsed

from suyuan.intake.confinement import Refused, serve

MOST_PAGES, MOST_PIXELS, MOST_OBJECTS = 500, 50_000_000, 500_000
LONGEST_SIDE = 14_400  # points of a page: the most that readers must show (ISO 32000-2, annex C)
SUFFIXES = {"pdf": ("pdf",), "png": ("png",), "jpg": ("jpg", "jpeg"), "svg": ("svg",)}
# What a PDF does by itself, or holds beside its pages (ISO 32000-2, 12.6 and 7.11).
ACTIVE = frozenset(
    {
        *("/JS", "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/RichMedia", "/XFA", "/AA"),
        *("/EmbeddedFile", "/EmbeddedFiles", "/EF", "/Movie", "/Sound", "/Rendition", "/GoToR", "/GoToE"),
        *("/Thread", "/Named", "/ResetForm", "/Hide", "/GoTo3DView", "/SetOCGState", "/Filespec"),
    }
)
NOTES = frozenset({"/Link"})  # annotations that neither hide the page nor hold anything
_LOCAL = re.compile(r"^(#|data:image/(png|jpeg);base64,)")
_OUTSIDE = re.compile(r"url\(\s*['\"]?(?!#)|@import|javascript:|expression\(", re.IGNORECASE)
_RUNS = frozenset(
    {
        *("script", "foreignobject", "iframe", "handler", "listener", "set", "animate", "animatetransform"),
        *("animatemotion", "embed", "object", "meta", "base", "link"),
    }
)
_SVG = "http://www.w3.org/2000/svg"


def kind_of(content: bytes) -> str:
    """Tell what a file is by its content; "" for none that is taken."""
    head = content[:1024].lstrip()
    if head.startswith(b"%PDF-"):
        return "pdf"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpg"
    return "svg" if b"<svg" in content[:4096] and head[:1] == b"<" else ""


def _told(name: str, found: str) -> str:
    """Name a file, and what was found in it."""
    return f"{name} ({found})"[:200]


def look(content: bytes, order: dict[str, Any]) -> dict[str, Any]:
    """Look through a file. Raises Refused."""
    kind = kind_of(content)
    name = str(order["name"])
    if not kind:
        raise Refused("paper.kind", name)
    if name.rpartition(".")[2].lower() not in SUFFIXES[kind]:
        raise Refused("paper.disguised", _told(name, kind.upper()))
    found = {"pdf": _pdf, "png": _png, "jpg": _jpg, "svg": _svg}[kind](content, name)
    return {"kind": kind, **found}


def _pdf(content: bytes, name: str) -> dict[str, Any]:
    from pypdf import PdfReader  # noqa: PLC0415  # after the limits are set
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise Refused("paper.locked", name)
        pages = len(reader.pages)
        if not 0 < pages <= MOST_PAGES:
            raise Refused("paper.pages", name)
        _search(reader, name)
        for page in reader.pages:
            _shown(page, name)
        box = reader.pages[0].cropbox
        return {"pages": pages, "width": float(box.width), "height": float(box.height)}
    except (
        PyPdfError,
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        IndexError,
        RecursionError,
        OSError,
    ) as error:
        raise Refused("file.damaged", name, reason=str(error)[:200]) from None


def _shown(page: Any, name: str) -> None:
    """Refuse a page that shows nothing, or on which something could lie over the mark. Raises Refused."""
    box = page.cropbox
    if not (0 < box.width <= LONGEST_SIDE and 0 < box.height <= LONGEST_SIDE):
        raise Refused("file.damaged", name, reason="CropBox")
    for one in page.get("/Annots") or ():
        kind = str(one.get_object().get("/Subtype"))
        if kind not in NOTES:
            raise Refused("paper.active", _told(name, kind))


def _search(reader: Any, name: str) -> None:
    """Go through every object of a PDF, wherever it stands, for what is active."""
    from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject  # noqa: PLC0415

    waiting: list[Any] = [reader.trailer]
    seen: set[int] = set()
    for _ in range(MOST_OBJECTS):
        if not waiting:
            return
        one = waiting.pop()
        if isinstance(one, IndirectObject):
            if one.idnum in seen:
                continue
            seen.add(one.idnum)
            one = one.get_object()
        if isinstance(one, DictionaryObject):
            _passive(one, name, is_stream=isinstance(one, StreamObject))
            waiting.extend(one.raw_get(key) for key in one)
        elif isinstance(one, ArrayObject):
            waiting.extend(list.__iter__(one))
    raise Refused("paper.pages", name)


def _passive(one: Any, name: str, *, is_stream: bool) -> None:
    """Refuse an object of a PDF that does something, or that leads out of the file. Raises Refused."""
    if active := ACTIVE & set(one):
        raise Refused("paper.active", _told(name, ", ".join(sorted(active))))
    if one.get("/S") in ACTIVE or one.get("/Subtype") in ACTIVE or one.get("/Type") in ACTIVE:
        raise Refused("paper.active", _told(name, str(one.get("/S") or one.get("/Subtype"))))
    if one.get("/S") == "/URI" or "/URI" in one:
        raise Refused("paper.link", _told(name, str(one.get("/URI", ""))[:100]))
    if one.get("/FS") == "/URL" or "/Ref" in one or (is_stream and "/F" in one):
        raise Refused("paper.link", _told(name, str(one.get("/F", ""))[:100]))


def _png(content: bytes, name: str) -> dict[str, Any]:
    if len(content) < 33 or content[12:16] != b"IHDR":  # noqa: PLR2004 - signature and header
        raise Refused("file.damaged", name, reason="IHDR")
    width, height = struct.unpack(">II", content[16:24])
    return _sized(width, height, name)


def _jpg(content: bytes, name: str) -> dict[str, Any]:
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:  # noqa: PLR2004 - a marker
        mark, size = content[at + 1], int.from_bytes(content[at + 2 : at + 4])
        if 0xC0 <= mark <= 0xCF and mark not in {0xC4, 0xC8, 0xCC}:  # noqa: PLR2004 - start of frame
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return _sized(width, height, name)
        at += 2 + size
    raise Refused("file.damaged", name, reason="SOF")


def _sized(width: int, height: int, name: str) -> dict[str, Any]:
    if not 0 < width * height <= MOST_PIXELS:
        raise Refused("paper.pixels", name)
    return {"pages": 1, "width": width, "height": height}


def _svg(content: bytes, name: str) -> dict[str, Any]:
    if re.search(rb"<!(DOCTYPE|ENTITY)|<\?xml-stylesheet", content, re.IGNORECASE):
        raise Refused("paper.active", _told(name, "DOCTYPE"))
    try:
        root = ET.fromstring(content)  # noqa: S314 - as above
    except ET.ParseError as error:
        raise Refused("file.damaged", name, reason=str(error)[:200]) from None
    if root.tag != f"{{{_SVG}}}svg":
        raise Refused("paper.disguised", _told(name, str(root.tag)[-60:]))
    for one in root.iter():
        tag = str(one.tag).rpartition("}")[2].lower()
        if tag in _RUNS or "xhtml" in str(one.tag):
            raise Refused("paper.active", _told(name, f"<{tag}>"))
        if tag == "style" and _OUTSIDE.search(one.text or ""):
            raise Refused("paper.link", _told(name, "<style>"))
        for attribute, value in one.attrib.items():
            short = attribute.rpartition("}")[2].lower()
            if short.startswith("on"):
                raise Refused("paper.active", _told(name, short))
            if (short in {"href", "src"} and not _LOCAL.match(value)) or _OUTSIDE.search(value):
                raise Refused("paper.link", _told(name, value[:100]))
    return {"pages": 1, "width": 0, "height": 0}


def drawn(content: bytes, kind: str, name: str) -> bytes:
    """Set a drawing (png, jpg, svg) on a page of its own, as PDF. Raises Refused where it cannot be drawn."""
    import typst  # noqa: PLC0415  # after the limits are set

    page, told = (
        Path(__file__).with_name("drawing.typ").read_bytes(),
        {"title": name, "file": f"drawing.{kind}"},
    )
    try:
        files = {"main": page, f"drawing.{kind}": content}
        compiled = typst.compile(files, format="pdf", sys_inputs={"data": json.dumps(told)})  # type: ignore[call-overload]  # files by name are not in its types
        return bytes(compiled)
    except (RuntimeError, ValueError) as error:
        raise Refused("file.damaged", name, reason=type(error).__name__) from None


def stamp(content: bytes, order: dict[str, Any]) -> bytes:
    """Lay a mark over every page of a PDF, and write it into the file."""
    from pypdf import PdfReader, PdfWriter, Transformation  # noqa: PLC0415
    from pypdf.generic import RectangleObject  # noqa: PLC0415

    laid = [PdfReader(io.BytesIO(base64.b64decode(one))).pages[0] for one in order["overlays"]]
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    for page in writer.pages:
        page.mediabox = RectangleObject(page.cropbox)  # the mark belongs where the page is seen
        for other in ("/CropBox", "/BleedBox", "/TrimBox", "/ArtBox"):
            page.pop(other, None)
        page.transfer_rotation_to_content()
        box = page.mediabox
        overlay = laid[box.width > box.height]
        wide, tall = float(overlay.mediabox.width), float(overlay.mediabox.height)
        scale = min(
            float(box.width) / wide, float(box.height) / tall
        )  # a symbol that is stretched is not read
        left = float(box.left) + (float(box.width) - wide * scale) / 2
        bottom = float(box.bottom) + (float(box.height) - tall * scale) / 2
        page.merge_transformed_page(overlay, Transformation().scale(scale).translate(left, bottom))
    writer.add_metadata({"/Title": order["title"], "/SuyuanMark": order["mark"], "/Keywords": order["mark"]})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def work(content: bytes, order: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Do what the order says."""
    if order["do"] == "stamp":
        return {}, stamp(content, order)
    found = look(content, order)
    page = b"" if found["kind"] == "pdf" else drawn(content, found["kind"], str(order["name"]))
    return found, page


if __name__ == "__main__":
    serve(work)
