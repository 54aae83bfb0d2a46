"""文档设置 — Sphinx reads this; the reference pages are made from the code before every build."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from suyuan import __version__  # noqa: E402 - the path comes first
from tools.document.__main__ import write  # noqa: E402

write()

project = "溯源 suyuan"
author = "the suyuan contributors"
project_copyright = "the suyuan contributors, Apache-2.0"
version = release = __version__

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build", "changes/*.*.md"]
nitpicky = True

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

language = "en"
html_title = "溯源 suyuan"
html_theme = "furo"
html_theme_options = {"source_repository": "", "sidebar_hide_name": False}
html_copy_source = False
html_show_sourcelink = False
