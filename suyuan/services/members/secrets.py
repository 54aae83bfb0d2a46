"""邀请密钥 — the secret in the link of an invitation, and the digest of it that is kept."""

import hashlib
import secrets


def draw() -> str:
    """Draw a secret of 256 bits that fits into an address."""
    return secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """Give what is kept of a secret: its SHA-256. The secret is long and random, so it needs no slow hash."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
