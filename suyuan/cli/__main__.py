"""命令行入口 — python -m suyuan.cli, the same as ``suyuan``."""

from suyuan.cli.main import main

main()
