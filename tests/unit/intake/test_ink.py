"""A stroke of a pen is a signature; nothing, a dot, and a dark field are none."""

import io

import pytest
from PIL import Image, ImageDraw

from suyuan.intake.ink import is_blank

SIZE = (600, 180)  # of the canvas of the page of a visit


def drawn(kind: str = "PNG", *, paper: str = "white", ink: str = "black", line=(), box=()) -> bytes:
    picture, out = Image.new("RGB", SIZE, paper), io.BytesIO()
    pen = ImageDraw.Draw(picture)
    if line:
        pen.line(line, ink, width=3)
    if box:
        pen.rectangle(box, ink)
    picture.save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_stroke_is_a_signature(kind):
    for ink in ("black", "navy", "#a00"):
        assert not is_blank(drawn(kind, ink=ink, line=(300, 60, 300, 90)))
        assert not is_blank(drawn(kind, ink=ink, line=(100, 100, 120, 120, 100, 130)))


@pytest.mark.parametrize(
    "picture",
    [
        drawn(),
        drawn(paper="black"),
        drawn(box=(7, 7, 7, 7)),
        drawn(box=(100, 100, 110, 110)),  # a tap of a broad finger
        drawn(line=(100, 100, 112, 112, 100, 112, 112, 100)),  # a finger that trembles
        drawn(ink="#ddd", line=(100, 100, 300, 100)),
        drawn(paper="black", ink="white", box=(7, 7, 7, 7)),
        b"",
        b"%PDF-",
    ],
)
def test_nothing_and_a_dot_are_none(picture):
    assert is_blank(picture)


def test_two_dots_far_apart_are_no_stroke():
    out, picture = io.BytesIO(), Image.new("L", SIZE, 255)
    for place in ((0, 0), (599, 179)):
        picture.putpixel(place, 0)
    picture.save(out, "PNG")
    assert is_blank(out.getvalue())
