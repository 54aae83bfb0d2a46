"""凭证密钥 — the keys that sign digital identities, as files of the home for its owner only.

    signing()   the one that signs: the latest of the suite in use;  every(): those that are published
    add(), retire()   a further key; a key that signs no more and is published no more

ES256 and EdDSA keys are drawn by joserfc; those of SM2 by the machine's OpenSSL. Each is a file of its own, named by
its suite and its thumbprint (RFC 7638).
"""

import hashlib
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from joserfc.jwk import ECKey, OKPKey

from suyuan.ledger.credential import COORDINATE, openssl, url_coded

SM2 = "SM2-SM3"
SUITES = ("ES256", "EdDSA", SM2)


@dataclass(frozen=True)
class CredentialKey:
    """A key: its suite, its thumbprint, its private half as PEM, its public half as a JWK."""

    suite: str
    kid: str
    pem: bytes
    public: dict[str, Any]


def _folder() -> Path:
    path = Path(settings.HOME) / "credential-keys"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def signing(suite: str) -> CredentialKey:
    """Give the latest key of a suite, drawing one where there is none."""
    found = _of(suite)
    return found[-1] if found else add(suite)


def every() -> list[CredentialKey]:
    """Give the keys of all suites that are not retired, the latest last."""
    return _of("*")


def _of(suite: str) -> list[CredentialKey]:
    return [_load(path) for path in sorted(_folder().glob(f"{suite}.*.pem"), key=_age)]


def _age(path: Path) -> tuple[int, str]:
    return path.stat().st_mtime_ns, path.name


def add(suite: str) -> CredentialKey:
    """Draw a further key. Raises ValueError for an unknown suite, Rejected where SM2 has no OpenSSL."""
    if suite not in SUITES:
        raise ValueError(suite)
    pem = _draw(suite)
    public = _public(suite, pem)
    place = _folder() / f"{suite}.{public['kid']}.pem"
    made = place.with_name(f".{place.name}.{os.getpid()}")
    handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(pem)
    made.rename(place)
    return CredentialKey(suite, str(public["kid"]), pem, public)


def retire(kid: str) -> bool:
    """Let a key sign no more and take it out of those published; tell whether there was one."""
    found = [path for path in _folder().glob("*.pem") if path.name.split(".")[1] == kid]
    for path in found:
        path.rename(path.with_suffix(".retired"))
    return bool(found)


def _load(path: Path) -> CredentialKey:
    suite, pem = path.name.split(".")[0], path.read_bytes()
    public = _public(suite, pem)
    return CredentialKey(suite, str(public["kid"]), pem, public)


def _draw(suite: str) -> bytes:
    if suite == "ES256":
        return ECKey.generate_key("P-256").as_pem(private=True)
    if suite == "EdDSA":
        return OKPKey.generate_key("Ed25519").as_pem(private=True)
    return _said(openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:sm2"))


def _public(suite: str, pem: bytes) -> dict[str, Any]:
    """Give the public half as a JWK with its thumbprint."""
    if suite == SM2:
        with tempfile.NamedTemporaryFile() as stream:
            stream.write(pem)
            stream.flush()
            point = _said(openssl("pkey", "-in", stream.name, "-pubout", "-outform", "DER"))[
                -2 * COORDINATE :
            ]
        told = {
            "crv": "SM2",
            "kty": "EC",
            "x": url_coded(point[:COORDINATE]),
            "y": url_coded(point[COORDINATE:]),
        }
    else:
        key = (ECKey if suite == "ES256" else OKPKey).import_key(pem)
        told = {
            name: str(value)
            for name, value in key.as_dict(private=False).items()
            if name in {"crv", "kty", "x", "y"}
        }
    canonical = json.dumps(told, sort_keys=True, separators=(",", ":")).encode()
    return {**told, "alg": suite, "use": "sig", "kid": url_coded(hashlib.sha256(canonical).digest())}


def _said(done: Any) -> bytes:
    if done.returncode:
        raise OSError(done.stderr.decode(errors="replace"))
    output: bytes = done.stdout
    return output
