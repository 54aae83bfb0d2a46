"""见证 — asking witnesses to cosign a checkpoint, and the policy that names them.

    policy()    whom a reader of this log may trust: our keys, the witnesses, the quorum
    ask()       a signed checkpoint -> the lines of those witnesses that have seen it

Witnesses and quorum are in the file that ``SUYUAN_WITNESSES`` names, in the form of tlog-policy, each with the address
at which it is asked. Without it there are none, and the policy says so. A witness that does not answer holds nobody up.

Source: C2SP tlog-witness, tlog-policy.
"""

from collections.abc import Iterable
from pathlib import Path

import httpx
import structlog
from django.conf import settings

from suyuan.ledger import notes, tree
from suyuan.ledger.verifier import Checkpoint, Key, Note, Policy, Rejected, number_of

_log = structlog.get_logger(__name__)
_PATIENCE_S = 3.0
_CONFLICT = 409
_known: dict[str, int] = {}  # by address: the size that a witness has seen


def _words() -> list[list[str]]:
    """Give the lines of the witnesses' file."""
    if not settings.WITNESSES:
        return [["quorum", "none"]]
    text = Path(settings.WITNESSES).read_text(encoding="utf-8")
    return [words for line in text.split("\n") if (words := line.split()) and words[0] != "log"]


def policy(keys: Iterable[Key]) -> str:
    """Give the policy of this log with its present keys. Raises Rejected where the witnesses' file says nothing."""
    text = "".join(f"log {key.text}\n" for key in keys) + "".join(
        " ".join(words) + "\n" for words in _words()
    )
    Policy.parse(text)
    return text


def ask(note: str, *, read: tree.Read) -> str:
    """Ask the witnesses to cosign a checkpoint; give the lines of those who did."""
    checkpoint = notes.said(note)
    lines = []
    for words in _words():
        match words:
            case ["witness", _, key, address, *_]:
                lines.append(_asked(address, Key.parse(key), note, checkpoint, read))
            case _:
                pass
    return "".join(lines)


def _asked(address: str, key: Key, note: str, checkpoint: Checkpoint, read: tree.Read) -> str:
    """Ask one witness; give its line, or nothing where it has none to give."""
    try:
        for _ in range(2):
            old = min(_known.get(address, 0), checkpoint.size)
            steps = notes.coded(tree.consistency(old, checkpoint.size, read=read))
            body = f"old {old}\n{steps}\n{note}"
            answer = httpx.post(
                f"{address.rstrip('/')}/add-checkpoint", content=body.encode(), timeout=_PATIENCE_S
            )
            if answer.status_code != _CONFLICT:
                break
            _known[address] = number_of(answer.text.rstrip("\n"), "witness.size")
        answer.raise_for_status()
        given = Note.parse(f"{checkpoint.text}\n{answer.text}")
        signers = given.by([key])
    except (httpx.HTTPError, Rejected, ValueError, OSError) as reason:
        _log.warning("witness", address=address, reason=str(reason))
        return ""
    if not signers:
        _log.warning("witness", address=address, reason="it signed with another key")
        return ""
    _known[address] = checkpoint.size
    own = [mark for name, known, mark in given.signatures if (name, known) == (key.name, key.id)]
    return notes.line(key, own[0])  # whatever else it sent is nobody's whom the policy names
