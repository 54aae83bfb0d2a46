"""The public log in a browser: its page, a receipt's proof to keep, and the check that the browser does by itself."""

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from suyuan.ledger.verifier import Rejected, check_proof
from tests.unit.ledger.test_tree import POLICY, WORDS, altered, proof_text

pytestmark = pytest.mark.browser
MakePage = Callable[..., Page]
SignIn = Callable[[Page, str], None]
VECTORS = 1_000
CHECK = """async ([texts, policy]) => {
    const found = [];
    for (const text of texts) {
        try { await suyuanLedger.check(text, policy); found.push(true); }
        catch (reason) { found.push(reason instanceof suyuanLedger.Rejected ? false : String(reason)); }
    }
    return found;
}"""


def filed(page: Page, sign_in: SignIn) -> None:
    """Sign in and open the receipt of a filing that is in the log."""
    sign_in(page, "cars")
    page.goto("/filings")
    page.locator("a.code, td a").filter(has_text=re.compile("^SY-")).first.click()
    expect(page.get_by_text("Proof", exact=True).first).to_be_visible()


def test_a_receipts_proof_is_kept_and_checked_and_an_altered_one_is_rejected(
    page: Page, sign_in: SignIn, tmp_path: Path
) -> None:
    filed(page, sign_in)
    with page.expect_download() as kept:
        page.get_by_role("link", name="Proof to keep").click()
    place = tmp_path / kept.value.suggested_filename
    kept.value.save_as(place)
    assert place.name.endswith(".tlog-proof")
    page.goto("/verify")
    page.locator("input[type=file]").set_input_files(place)
    expect(page.get_by_text("Proven: this is in the public log, unchanged.")).to_be_visible()
    expect(page.locator("[data-detail]")).to_contain_text(place.name.removesuffix(".tlog-proof"))
    text = place.read_text()
    page.get_by_label("or pasted here").fill(re.sub("index ([0-9]+)", r"index 1\1", text))
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.get_by_text("Rejected: this proves nothing.")).to_be_visible()
    expect(page.get_by_text("Proven: this is in the public log, unchanged.")).to_be_hidden()


def test_the_log_is_public_and_says_how_far_it_is_in_both_languages(new_page: MakePage) -> None:
    for locale, title, width in (("en-GB", "Public log", 1280), ("zh-CN", "公开账本", 390)):
        page = new_page(locale=locale, width=width)
        page.goto("/")
        page.get_by_role("contentinfo").get_by_role("link", name=title).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        expect(page.locator("main")).to_contain_text("suyuan.invalid/")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        answer = page.request.get("/ledger/checkpoint")
        assert (answer.status, answer.headers["content-type"]) == (200, "text/plain; charset=utf-8")
        assert page.request.get("/ledger/tile/0/000").status in {200, 404}
        for path in ("keys", "../ledger-keys/log-001.key", "tile/0/000.p/0", "tile/64/000", "lock"):
            assert page.request.get(f"/ledger/{path}").status == 404, path


def test_the_browser_judges_a_thousand_proofs_as_python_does(page: Page) -> None:
    drawn = random.Random(77)  # noqa: S311 - which byte, not a secret
    texts = [proof_text(size, min(size - 1, 77)) for size in (1, 2, 3, 255, 256, 257, 300)]
    texts += [proof_text(seen=1), proof_text(origin="log.example/two")]
    raw = proof_text().encode()
    while len(texts) < VECTORS:
        made = altered(drawn, raw, len(texts) % 5).decode("utf-8", "replace")
        texts.append(made)
    mine = []
    for text in texts:
        try:
            check_proof(text, POLICY)
            mine.append(True)
        except Rejected:
            mine.append(False)
    page.goto("/verify")
    assert page.evaluate(CHECK, [texts, WORDS]) == mine
    assert mine[:9] == [True] * 7 + [False] * 2
