"""Documents are set in the font that comes with the set-up, whatever the machine has."""

import io

from pypdf import PdfReader

from suyuan.exports import typeset

BLANK = "<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>"


def test_chinese_is_set_in_our_own_font():
    assert {"Noto Sans S Chinese"} <= set(typeset._fonts().families())  # noqa: SLF001 - what was found
    told = {"flipped": False, "day": "2026-11-20", "symbol": BLANK, "foot": "仅供虚构企业"}
    pdf = typeset.typeset("marks.typ", told | {"firm": "虚构企业", "mark": "甲"})
    page = PdfReader(io.BytesIO(pdf)).pages[0]
    used = {str(font.get_object()["/BaseFont"]) for font in page["/Resources"]["/Font"].get_object().values()}
    assert used
    assert all("NotoSansHans" in name for name in used), used
    assert "虚构企业" in page.extract_text()
