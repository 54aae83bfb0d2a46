"""密钥 — the secrets of a home: drawn at its first start, for its owner only, mode 0600.

    secret_key()    what Django signs cookies and links with
    private_key()   what our identity provider signs with. Access tokens are opaque and looked up in the database, so
                    nothing that anyone holds today is signed with it; it is there for whoever asks the provider for an
                    identity token

Several web processes start at once on a new home: one draws, all read the same.
"""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

SECRET_FILE, FILE = "secret_key", "provider_key.pem"
_BITS = 3072
_CHARACTERS = 50


def secret_key(home: Path) -> str:
    """Read the server's secret, drawing it where there is none."""
    return _kept(home / SECRET_FILE, lambda: secrets.token_urlsafe(_CHARACTERS).encode()).strip()


def private_key(home: Path) -> str:
    """Read the provider's key as PEM, drawing it where there is none."""
    return _kept(home / FILE, _make)


def _make() -> bytes:
    """Draw a key: RSA of 3072 bits, PKCS #8."""
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - needed once in a home's life
    from cryptography.hazmat.primitives.asymmetric import rsa  # noqa: PLC0415 - as above

    return rsa.generate_private_key(public_exponent=65537, key_size=_BITS).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _kept(path: Path, make: Callable[[], bytes]) -> str:
    """Read a secret, keeping a new one where there is none; of programs that start at once one keeps its own."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _keep(path, make())
    return path.read_text()


def _keep(path: Path, key: bytes) -> None:
    """Write the secret whole under another name, then link it: nobody reads half of it, or writes over another's."""
    made = path.with_name(f".{path.name}-{os.getpid()}")
    handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(key)
        os.link(made, path)
    except FileExistsError:
        pass  # the neighbour was quicker; its secret is as good
    finally:
        made.unlink()
