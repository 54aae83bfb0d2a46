"""运维命令的另一入口 — ``python -m suyuan.ops``, the same as ``suyuan-ops``."""

from suyuan.ops.main import main

main()
