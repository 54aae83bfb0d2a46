"""签名 — keys of logs and witnesses, and what they sign.

    Signer      a private key with its name; signs a note's text, as a log or as a witness
    draw        a fresh one
    signed      a text and its signers -> the note
    said        a note of one's own -> its checkpoint, unchecked
    coded       hashes -> the lines of a proof

Ed25519 alone today; the type of a key is a byte beside it, so that others (ML-DSA-44 for witnesses, SM2 beside the
log's own) can sign the same checkpoint without troubling who does not know them.

>>> signer = draw("log.example/one", LOG)
>>> note = signed(Checkpoint(signer.key.name, 0, bytes(32)).text, [signer.sign])
>>> [key.name for key in Note.parse(note).by([signer.key])]
['log.example/one']

Source: C2SP signed-note, tlog-cosignature.
"""

import base64
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from suyuan.ledger.verifier import COSIGNER, LOG, Checkpoint, Key, Note

__all__ = [
    "COSIGNER",
    "LOG",
    "Checkpoint",
    "Key",
    "Note",
    "Signer",
    "coded",
    "draw",
    "line",
    "read",
    "said",
    "signed",
]


@dataclass(frozen=True)
class Signer:
    """A private key and the public one that is published under its name."""

    private: Ed25519PrivateKey
    key: Key

    def sign(self, text: str) -> str:
        """Sign a note's text as a log: the line under it."""
        return line(self.key, self.private.sign(text.encode()))

    def cosign(self, text: str, at: datetime) -> str:
        """Cosign a checkpoint's text as a witness that saw it at an instant: the line under it."""
        seconds = int(at.timestamp())
        message = f"cosignature/v1\ntime {seconds}\n{text}"
        return line(self.key, seconds.to_bytes(8) + self.private.sign(message.encode()))

    @property
    def secret(self) -> str:
        """Give it as it is kept: name, type and the 32 bytes."""
        raw = self.private.private_bytes_raw()
        return f"{self.key.name} {self.key.kind} {base64.b64encode(raw).decode()}\n"


def draw(name: str, kind: int) -> Signer:
    """Draw a key."""
    return _signer(name, kind, Ed25519PrivateKey.generate())


def read(secret: str) -> Signer:
    """Read a key as it is kept. Raises ValueError."""
    name, kind, raw = secret.split()
    return _signer(name, int(kind), Ed25519PrivateKey.from_private_bytes(base64.b64decode(raw)))


def _signer(name: str, kind: int, private: Ed25519PrivateKey) -> Signer:
    public = private.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return Signer(private, Key.of(name, kind, public))


def line(key: Key, mark: bytes) -> str:
    """Give a signature as the line under a note."""
    return f"\N{EM DASH} {key.name} {base64.b64encode(key.id + mark).decode()}\n"


def signed(text: str, signers: Iterable[Callable[[str], str]]) -> str:
    """Give a text with the signatures of those who sign it."""
    return text + "\n" + "".join(sign(text) for sign in signers)


def said(note: str) -> Checkpoint:
    """Give what a note says without checking who signed it: for who wrote it. Raises Rejected."""
    return Checkpoint.parse(Note.parse(note).text)


def coded(hashes: Iterable[bytes]) -> str:
    """Give hashes as the lines of a proof."""
    return "".join(base64.b64encode(one).decode() + "\n" for one in hashes)
