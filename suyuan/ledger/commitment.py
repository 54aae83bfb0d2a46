"""承诺 — salted commitments: what the ledger will hold of a fact, from which nothing can be guessed.

    commit   bytes -> a fresh salt and the commitment
    opens    whether salt and bytes open a commitment

Battery codes can be enumerated and who trades with whom is a trade secret, so a bare hash would give both away. The
salt stays with the fact, for those who may see it; without the salt, the commitment says nothing.

>>> salt, commitment = commit(b"a filing")
>>> opens(commitment, salt, b"a filing"), opens(commitment, salt, b"another")
(True, False)

Source: decision 0007; the leaf hash over it will be that of RFC 6962, section 2.1.
"""

import hashlib
import hmac
import secrets

SALT_BYTES = 32


def commit(fact: bytes) -> tuple[bytes, bytes]:
    """Give (salt, commitment): 32 random bytes, and SHA-256 over salt and fact."""
    salt = secrets.token_bytes(SALT_BYTES)
    return salt, hashlib.sha256(salt + fact).digest()


def opens(commitment: bytes, salt: bytes, fact: bytes) -> bool:
    """Tell whether salt and fact are what was committed to."""
    return hmac.compare_digest(commitment, hashlib.sha256(salt + fact).digest())
