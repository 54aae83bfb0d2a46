"""截断的请求体 — a body that was cut short is an error, never half a file."""

from io import BytesIO

import pytest

from suyuan.web.wsgi import WholeBody


def test_a_whole_body_reads_to_its_announced_end_and_no_further():
    body = WholeBody(BytesIO(b"abcdefgh-next request"), 8)
    assert body.read(3) == b"abc"
    assert body.read() == b"defgh"
    assert body.read() == b""


def test_a_body_that_ends_early_raises_even_at_the_end_of_a_line():
    body = WholeBody(BytesIO(b'{"a": 1}\n'), 100)
    with pytest.raises(OSError, match="early"):
        body.read()


def test_small_reads_of_a_slow_body_are_joined():
    class Slow(BytesIO):
        def read(self, size=-1, /):
            return super().read(min(size, 2))

    assert WholeBody(Slow(b"abcdef"), 6).read(5) == b"abcde"


def test_lines_end_at_the_newline_or_at_the_announced_end():
    body = WholeBody(BytesIO(b"one\ntwo"), 7)
    assert [body.readline(), body.readline(), body.readline()] == [b"one\n", b"two", b""]
