"""独立验证 — the command line of the checks, for who has nothing of ours but one file.

one_file    the sources of the checks, put together as one file
main        python verify.py --policy POLICY (PROOF | DIRECTORY)
"""

import argparse
import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from suyuan.ledger.verifier import Policy, Rejected, check_proof, utf8
from suyuan.ledger.whole import check_log


def _say(text: str, where: TextIO = sys.stdout) -> None:
    where.write(f"{text}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Check a proof, or the directory of a log; give the exit code."""
    parser = argparse.ArgumentParser(
        description="Check a proof (.tlog-proof), or a log's directory, offline."
    )
    parser.add_argument(
        "--policy", type=Path, required=True, help="file that names whom you trust (tlog-policy)"
    )
    parser.add_argument("what", type=Path, help="the proof's file, or the log's directory")
    asked = parser.parse_args(arguments)
    try:
        policy = Policy.parse(utf8(asked.policy.read_bytes(), "policy.form"))
        if asked.what.is_dir():
            checkpoint = check_log(lambda path: (asked.what / path).read_bytes(), policy)
            _say(f"whole: {checkpoint.origin}, {checkpoint.size} entries")
        else:
            proven = check_proof(utf8(asked.what.read_bytes(), "proof.form"), policy)
            by = proven.checkpoint.by
            word = (
                "proven"
                if by is None
                else f"promised until {datetime.fromtimestamp(by, UTC):%Y-%m-%d %H:%M:%S}Z"
            )
            where = f"entry {proven.index} of {proven.checkpoint.origin}"
            _say(f"{word}: {where}, {proven.at:%Y-%m-%d %H:%M:%S}Z")
            _say(proven.fact)
    except (Rejected, OSError) as reason:
        _say(f"rejected: {reason}", sys.stderr)
        return 1
    return 0


def one_file() -> str:
    """Give the sources of the checks as one Python file: standard library and one signature library."""
    here = Path(__file__).parent
    parts = [(here / name).read_text(encoding="utf-8") for name in ("verifier.py", "whole.py", "alone.py")]
    joined = "\n\n".join(parts)
    return re.sub(r"^from suyuan\..* import [^\n]*\n", "", joined, flags=re.MULTILINE)


if __name__ == "__main__":
    sys.exit(main())
