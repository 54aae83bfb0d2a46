"""独立验证 — the command line of the checks, for who has nothing of ours but one file.

one_file    the sources of the checks, put together as one file
main        python verify.py --policy POLICY [--keys KEYS] (PROOF | CREDENTIAL | DIRECTORY)
"""

import argparse
import json
import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from suyuan.ledger.credential import check_credential
from suyuan.ledger.verifier import HEADER, Policy, Rejected, check_proof, utf8
from suyuan.ledger.whole import check_log


def _say(text: str, where: TextIO = sys.stdout) -> None:
    where.write(f"{text}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Check a proof, or the directory of a log; give the exit code."""
    parser = argparse.ArgumentParser(
        description="Check a proof (.tlog-proof), a signed card, or a log's directory, offline."
    )
    parser.add_argument(
        "--policy", type=Path, required=True, help="file that names whom you trust (tlog-policy)"
    )
    parser.add_argument("--keys", type=Path, help="file of the keys that sign cards (JWK set)")
    parser.add_argument("what", type=Path, help="the file of the proof or card, or the log's directory")
    asked = parser.parse_args(arguments)
    try:
        policy = Policy.parse(utf8(asked.policy.read_bytes(), "policy.form"))
        if asked.what.is_dir():
            checkpoint = check_log(lambda path: (asked.what / path).read_bytes(), policy)
            _say(f"whole: {checkpoint.origin}, {checkpoint.size} entries")
            return 0
        text = utf8(asked.what.read_bytes(), "proof.form")
        if asked.keys is not None and not text.startswith(HEADER):
            _say_card(text, asked.keys, policy)
        else:
            proven = check_proof(text, policy)
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


def _say_card(text: str, keys: Path, policy: Policy) -> None:
    """Check a signed card and say what it says. Raises Rejected, OSError."""
    try:
        trusted = json.loads(utf8(keys.read_bytes(), "keys.form"))
    except ValueError:
        raise Rejected("keys.form", "this is no JWK set") from None
    card = check_credential(text, trusted, policy, at=datetime.now(UTC))
    where = (
        f"entry {card.proven.index} of {card.proven.checkpoint.origin}" if card.proven else "not in a log yet"
    )
    subject = card.claims.get("credentialSubject")
    revoked = isinstance(subject, dict) and subject.get("status") == "revoked"
    word = "revoked, says a signature good" if revoked else "genuine"
    _say(f"{word} until {card.until:%Y-%m-%d %H:%M:%S}Z ({card.algorithm}): {where}")
    _say(json.dumps(subject, ensure_ascii=False))


def one_file() -> str:
    """Give the sources of the checks as one Python file: standard library and one signature library."""
    here = Path(__file__).parent
    names = ("verifier.py", "whole.py", "credential.py", "alone.py")
    parts = [(here / name).read_text(encoding="utf-8") for name in names]
    joined = "\n\n".join(parts)
    return re.sub(r"^from suyuan\..* import [^\n]*\n", "", joined, flags=re.MULTILINE)


if __name__ == "__main__":
    sys.exit(main())
