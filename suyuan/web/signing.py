"""签名密钥 — the private key with which our identity provider signs; made at the first start, for its owner only.

Access tokens are opaque and looked up in the database, so nothing that anyone holds today is signed with it; it is
there for whoever asks the provider for an identity token. It lies in the home beside the secret key, mode 0600.
"""

import os
from pathlib import Path

FILE = "provider_key.pem"
_BITS = 3072


def private_key(home: Path) -> str:
    """Read the key as PEM, making it where there is none; of two programs that start at once one makes it."""
    path = home / FILE
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        _keep(path, _make())
    return path.read_text()


def _make() -> bytes:
    """Draw a key: RSA of 3072 bits, PKCS #8."""
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - needed once in a home's life
    from cryptography.hazmat.primitives.asymmetric import rsa  # noqa: PLC0415 - as above

    return rsa.generate_private_key(public_exponent=65537, key_size=_BITS).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _keep(path: Path, key: bytes) -> None:
    """Write the key whole under another name, then link it: nobody reads half of it, nobody writes over another's."""
    made = path.with_name(f".{path.name}-{os.getpid()}")
    handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(key)
        os.link(made, path)
    except FileExistsError:
        pass  # the neighbour was quicker; its key is as good
    finally:
        made.unlink()
