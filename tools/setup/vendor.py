"""前端文件 — the front-end files that the pages use, and the fonts of documents, copied from the locked npm packages.

They are never committed and never fetched from a content network. The list is the data below; licences go
along.
"""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from tools.setup.stamps import ROOT

MODULES = ROOT / "front" / "node_modules"
TARGET = ROOT / "suyuan" / "portal" / "static" / "vendor"
FONTS = ROOT / "suyuan" / "exports" / "fonts"
SOURCE_MAP = re.compile(rb"\n?(//# sourceMappingURL=\S+|/\*# sourceMappingURL=\S+ \*/)\s*$")
MIT = """\
Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
associated documentation files (the "Software"), to deal in the Software without restriction,
including without limitation the rights to use, copy, modify, merge, publish, distribute,
sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial
portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT
NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES
OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN
CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""


@dataclass(frozen=True)
class File:
    """One file: where it is among the npm packages, and its name among ours."""

    source: str
    target: str


FILES = (
    File("htmx.org/dist/htmx.min.js", "htmx.min.js"),
    File("htmx.org/LICENSE", "licences/htmx.txt"),
    File("@tabler/core/dist/css/tabler.min.css", "tabler.min.css"),
    File("@tabler/core/dist/js/tabler.min.js", "tabler.min.js"),
    File("echarts/dist/echarts.min.js", "echarts.min.js"),
    File("echarts/LICENSE", "licences/echarts.txt"),
    File("echarts/NOTICE", "licences/echarts-notice.txt"),
    File("@popperjs/core/LICENSE.md", "licences/popper.txt"),
    File("zxing-wasm/dist/iife/reader/index.js", "zxing-reader.js"),
    File("zxing-wasm/dist/reader/zxing_reader.wasm", "zxing_reader.wasm"),
    File("zxing-wasm/LICENSE", "licences/zxing-wasm.txt"),
)
# For documents (``exports.typeset``), which no browser asks for.
SET_IN = (
    File("@embedpdf/fonts-sc/fonts/NotoSansHans-Regular.otf", "NotoSansHans-Regular.otf"),
    File("@embedpdf/fonts-sc/fonts/NotoSansHans-Bold.otf", "NotoSansHans-Bold.otf"),
    File("@embedpdf/fonts-sc/LICENSE", "LICENSE.txt"),
)
# Packages that name their licence (MIT) without shipping its text.
NOTICES = {
    "licences/tabler.txt": "Copyright 2018-2026 The Tabler Authors\n"
    "Copyright 2018-2026 codecalm.net Paweł Kuna\n"
    "\nContains Bootstrap, Copyright 2011-2026 The Bootstrap Authors, under the same licence.\n",
}


def outputs() -> list[Path]:
    """Give the paths of everything that is copied."""
    pages = [TARGET / name for name in (*(each.target for each in FILES), *NOTICES)]
    return pages + [FONTS / each.target for each in SET_IN]


def copy() -> None:
    """Copy the files, without the references to source maps that are not copied."""
    shutil.rmtree(TARGET, ignore_errors=True)
    (TARGET / "licences").mkdir(parents=True)
    for each in FILES:
        content = (MODULES / each.source).read_bytes()
        if each.target.endswith((".js", ".css")):
            content = SOURCE_MAP.sub(b"\n", content)
        (TARGET / each.target).write_bytes(content)
    shutil.rmtree(FONTS, ignore_errors=True)
    FONTS.mkdir()
    for each in SET_IN:
        shutil.copyfile(MODULES / each.source, FONTS / each.target)
    for name, holders in NOTICES.items():
        (TARGET / name).write_text(f"{holders}\nThe MIT License (MIT)\n\n{MIT}", encoding="utf-8")
