"""Files of manuals that hide their mark, lead out or cannot be drawn; and where the mark stands on a page."""

import pypdfium2
import pytest
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, RectangleObject, TextStringObject

from suyuan.exports import marks
from suyuan.exports.marks import Mark
from suyuan.intake import papers
from suyuan.intake.refusal import Unreadable
from tests.integration.test_techinfo import SVG, written

HEADER = b"\x00\x00\x00\rIHDR\x00\x00\x00\x10\x00\x00\x00\x10\x08\x02\x00\x00\x00\x00"  # of a picture without pixels


def annotated(kind, **more):
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    note = DictionaryObject(
        {NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject(kind)}
    )
    note.update({NameObject(f"/{name}"): value for name, value in more.items()})
    page[NameObject("/Annots")] = ArrayObject([note])
    return written(writer)


def boxed(media, crop):
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    page.mediabox, page.cropbox = RectangleObject(media), RectangleObject(crop)
    return written(writer)


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("a.pdf", annotated("/Stamp"), "paper.active"),
        ("a.pdf", annotated("/FileAttachment"), "paper.active"),
        (
            "a.pdf",
            annotated("/Link", A=DictionaryObject({NameObject("/S"): NameObject("/Thread")})),
            "paper.active",
        ),
        (
            "a.pdf",
            annotated("/Link", FS=NameObject("/URL"), F=TextStringObject("http://e.example/")),
            "paper.link",
        ),
        ("a.pdf", boxed((0, 0, 0, 0), (0, 0, 0, 0)), "file.damaged"),
        (
            "a.png",
            b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x10\x00\x00\x00\x10\x08\x02\x00\x00\x00\x00",
            "file.damaged",
        ),
        ("a.svg", b"<html><body><svg></svg></body></html>", "paper.disguised"),
        ("a.svg", SVG.replace(b"<rect", b"<animateMotion/><rect"), "paper.active"),
    ],
)
def test_what_hides_the_mark_leads_out_or_cannot_be_drawn_is_refused(name, content, rule):
    with pytest.raises(Unreadable) as found:
        papers.look(name, content)
    assert found.value.faults[0].rule == rule


@pytest.mark.parametrize(
    ("media", "crop"),
    [
        ((-40, -40, 635, 882), (0, 0, 595, 842)),
        ((0, 0, 842, 1191), (120, 170, 715, 1012)),
        ((0, 0, 595, 842), (0, 0, 595, 842)),
    ],
)
def test_the_mark_stands_where_the_page_is_seen(media, crop):
    overlays = marks.overlays(Mark(mark="0123456789ABCDEF", firm="某厂", day="2026-11-20"))
    copy = papers.stamp(boxed(media, crop), overlays, title="x", mark="0123456789ABCDEF")
    image = pypdfium2.PdfDocument(copy)[0].render(scale=2).to_numpy()
    assert marks.read(image) == ["0123456789ABCDEF"]
