"""承诺 — salted commitments: what the ledger holds of a fact, from which nothing can be guessed.

    commit      bytes -> a fresh salt and the commitment
    Opening     what opens a commitment again: kind, time, salt and fact
    entry       a commitment as an entry of the log

Battery codes can be enumerated and who trades with whom is a trade secret, so a bare hash would give both away. The
salt stays with the fact, for those who may see it; without the salt, the commitment says nothing.

>>> from datetime import UTC
>>> salt, commitment = commit(b"a filing")
>>> opening = Opening(1, datetime(2026, 5, 1, tzinfo=UTC), salt, b"a filing")
>>> opening.opens(commitment), opening.opens(bytes(32))
(True, False)

Source: decisions 0007 and 0024; RFC 6962, section 2.1 (the leaf's hash over an entry).
"""

import base64
import hashlib
import hmac
import json
import secrets
import struct
from dataclasses import dataclass
from datetime import datetime

SALT_BYTES = 32
VERSION = 1
_HEAD = struct.Struct(">BBQ")


def commit(fact: bytes) -> tuple[bytes, bytes]:
    """Give (salt, commitment): 32 random bytes, and SHA-256 over salt and fact."""
    salt = secrets.token_bytes(SALT_BYTES)
    return salt, hashlib.sha256(salt + fact).digest()


def entry(kind: int, seconds: int, commitment: bytes) -> bytes:
    """Give an entry of the log: 1 byte version, 1 byte kind, 8 bytes seconds since 1970, 32 bytes commitment."""
    return _HEAD.pack(VERSION, kind, seconds) + commitment


@dataclass(frozen=True)
class Opening:
    """What a commitment was made of: for those who may see the fact."""

    kind: int
    at: datetime
    salt: bytes
    fact: bytes

    @property
    def seconds(self) -> int:
        """Give the time as the entry tells it."""
        return int(self.at.timestamp() // 1)

    @property
    def commitment(self) -> bytes:
        """Give the commitment that this opens."""
        return hashlib.sha256(self.salt + self.fact).digest()

    def opens(self, commitment: bytes) -> bool:
        """Tell whether this is what was committed to."""
        return hmac.compare_digest(commitment, self.commitment)

    @property
    def extra(self) -> str:
        """Give it as the ``extra`` of a proof: base 64 of JSON."""
        # only the fact needs escaping, and a whole dictionary takes four times as long
        fact = json.dumps(self.fact.decode())
        told = f'{{"at":{self.seconds},"fact":{fact},"kind":{int(self.kind)},"salt":"{self.salt.hex()}"}}'
        return base64.b64encode(told.encode()).decode()
