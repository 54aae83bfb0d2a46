"""python -m suyuan.cli — the same as ``suyuan``."""

from suyuan.cli.main import main

main()
