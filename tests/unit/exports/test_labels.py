"""Labels: every symbol reads back as the code below it, in one piece or two, and what does not is refused."""

import random
import zlib

import pytest
import zxingcpp

from suyuan.exports import labels
from suyuan.exports.labels import SIZES, SYMBOLS, Label
from suyuan.services.idcards import labels as lists
from suyuan.services.refusals import Refused

FULL, REUSE = "04QPB76836300JBC40000903", "04QPB76BC40000903RP"
TWO_LINES = f"{FULL[:14]}\n{FULL[14:]}"


@pytest.mark.parametrize("kind", SYMBOLS)
@pytest.mark.parametrize("code", [FULL, REUSE])
def test_a_symbol_says_the_code(kind, code):
    assert labels.symbol(Label(code), kind).startswith("<svg")
    for payload in (TWO_LINES, f"{FULL[:14]}\x1d{FULL[14:]}", f"https://example.org/b/{FULL}"):
        assert labels.symbol(Label(FULL, payload), kind).startswith("<svg")


@pytest.mark.parametrize("kind", SYMBOLS)
@pytest.mark.parametrize("payload", [REUSE, "x", f"https://example.org/b/{REUSE}", FULL[:-1] + "4"])
def test_a_symbol_that_says_another_code_never_leaves(kind, payload):
    with pytest.raises(labels.Unreadable):
        labels.symbol(Label(FULL, payload), kind)


def test_what_does_not_read_back_never_leaves(monkeypatch):
    drawn = zxingcpp.create_barcode
    monkeypatch.setattr(zxingcpp, "create_barcode", lambda said, *a, **k: drawn(said[:-1] + "X", *a, **k))
    with pytest.raises(labels.Unreadable):
        labels.symbol(Label(FULL), "qr")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", SYMBOLS)
def test_sheets_are_pdf(kind, size):
    codes = [f"04QPB76836300JBC4{number:07d}" for number in range(30)]
    pdf = labels.sheet([Label(code) for code in codes], kind, size)
    assert pdf.startswith(b"%PDF-")
    assert zlib.crc32(pdf) == zlib.crc32(labels.sheet([Label(code) for code in codes], kind, size))


def test_a_list_is_read_from_a_file_and_its_wrong_cells_are_named():
    good = lists.read_list(f"code,payload\n{FULL},\n{REUSE.lower()},\n".encode(), "a.csv")
    assert [one.code for one in good.labels] == [FULL, REUSE]
    found = lists.read_list(
        f"动力电池编码,码内内容\n{FULL},{REUSE}\nA765101015,\n{FULL},{FULL}\n".encode(), "b.csv"
    )
    assert [(one.row, one.column) for one in found.wrong] == [(1, "payload"), (2, "code")]
    assert all(one.text.zh and one.text.en for one in found.wrong)
    assert len(found.labels) == 1


@pytest.mark.parametrize("content", [b"", b"code\n", b"\xff\xfe\x00", b"other\n1\n"])
def test_what_is_no_list_is_refused(content):
    with pytest.raises(Refused):
        lists.read_list(content, "x.csv")


def test_too_many_labels_at_once_are_refused():
    with pytest.raises(Refused, match="too_many"):
        lists.read_list(lists.of_lines("\n".join([FULL] * (lists.MOST + 1))), "x.csv")


def test_a_bar_code_that_few_readers_would_see_is_refused():
    with pytest.raises(Refused, match="too_small"):
        lists.sheet([Label(FULL)], "code_128", "cell")
    assert lists.sheet([Label(FULL)], "code_128", "module").startswith(b"%PDF-")
    with pytest.raises(Refused, match="unknown_kind"):
        lists.sheet([Label(FULL)], "aztec", "cell")


def test_codes_are_broken_where_labels_break_them():
    assert ["".join(labels.lines(code)) for code in (FULL, REUSE)] == [FULL, REUSE]
    assert [len(line) for line in labels.lines(FULL)] == [14, 10]


def test_random_payloads_never_pass_as_another_code():
    dice = random.Random(3)  # noqa: S311 - a text, not a secret
    for _ in range(300):
        payload = "".join(dice.choice("0123456789ABCDEFGHJKLMNP \n\x1d") for _ in range(dice.randrange(60)))
        assert labels.code_of(payload) in payload.translate(dict.fromkeys(map(ord, "\n \x1d")))
