"""凭证验证 — checks a signed credential (a compact JWS) and the proof of the public log that it carries.

    check_credential   text, keys, policy -> what it says;  raises ``verifier.Rejected``
    SUITES             how signatures are checked, by the name of the algorithm

Keys come as a JWK set: a key that is not in it (any more) signs nothing, so a revoked key is one that was left out.
ES256 and EdDSA are checked by the signature library, SM2 with SM3 by the OpenSSL of the machine.

Sources: RFC 7515, RFC 7517, RFC 8037; W3C Verifiable Credentials 2.0, secured as a JWT; GB/T 32918.2 (SM2), GB/T 32905
(SM3).
"""

import base64
import binascii
import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from suyuan.ledger.verifier import LONGEST_TEXT, Policy, Proven, Rejected, check_proof

TYPE = "vc+jwt"
COORDINATE = 32  # bytes
SM2_ID = "1234567812345678"  # the distinguishing identifier that GB/T 35276 has where none was agreed
_SM2_HEAD = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200")  # of a public key in DER


@dataclass(frozen=True)
class Credential:
    """What a credential says, until when, and what the public log says of its subject (None: it carries no proof)."""

    claims: Mapping[str, Any]
    until: datetime
    algorithm: str
    proven: Proven | None


def check_credential(
    text: str, keys: Mapping[str, Any], policy: Policy | None, *, at: datetime
) -> Credential:
    """Check a credential at an instant; ``keys``: a JWK set; ``policy`` None: the proof in it is not looked at.

    Raises Rejected: credential.form, .key (unknown or revoked), .signature, .expired, .early, .proof; or what is wrong
    with the proof.
    """
    text = text.strip()
    parts = text.split(".")
    if len(text) > LONGEST_TEXT or len(parts) != 3 or not text.isascii():  # noqa: PLR2004 - header, claims, signature
        raise Rejected("credential.form", "this is no credential")
    header, claims = (_read(part) for part in parts[:2])
    if header.get("typ") != TYPE or "crit" in header:
        raise Rejected("credential.form", f"a credential of this platform is of the type {TYPE}")
    name = header.get("alg")
    key = _key(keys, header.get("kid"), name)
    if not SUITES[str(name)](key, f"{parts[0]}.{parts[1]}".encode(), _url_decoded(parts[2])):
        raise Rejected("credential.signature", "the signature is not that of this text")
    until, since = _instant(claims, "exp"), _instant(claims, "iat")
    if at > until:
        raise Rejected("credential.expired", f"it was good until {until:%Y-%m-%dT%H:%M:%SZ}; fetch it anew")
    if since > at.replace(microsecond=999_999):
        raise Rejected(
            "credential.early", f"it was signed at {since:%Y-%m-%dT%H:%M:%SZ}, which is yet to come"
        )
    proven = _proven(claims, policy) if policy is not None else None
    return Credential(claims, until, str(name), proven)


def _proven(claims: Mapping[str, Any], policy: Policy) -> Proven | None:
    """Check the proof that a credential carries, and that it is about the same code. Raises Rejected."""
    evidence = claims.get("evidence")
    if evidence is None:
        return None
    try:
        text, code = evidence[0]["tlogProof"], claims["credentialSubject"]["identity"]
        proven = check_proof(text, policy)
        told = json.loads(proven.fact)
        mine = told["code"] == code and told["event"] == "issued"
        promised = proven.checkpoint.by is not None
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError):
        raise Rejected("credential.proof", "the proof in it cannot be read") from None
    if not mine:
        raise Rejected("credential.proof", "the proof in it is that of another code")
    if promised:
        raise Rejected("credential.proof", "the proof in it is a promise, which no witness has seen")
    return proven


def _key(keys: Mapping[str, Any], known: object, algorithm: object) -> Mapping[str, Any]:
    """Find the key that signed. Raises Rejected."""
    listed = keys.get("keys") if isinstance(keys, Mapping) else None
    for key in listed if isinstance(listed, list) else ():
        if isinstance(key, Mapping) and known and key.get("kid") == known:
            if key.get("alg") != algorithm or algorithm not in SUITES:
                raise Rejected("credential.key", "the key is one for another algorithm")
            return key
    raise Rejected("credential.key", "no key that is trusted signed it: it was revoked, or never was one")


def _instant(claims: Mapping[str, Any], name: str) -> datetime:
    value = claims.get(name)
    if type(value) is not int or not 0 <= value < 1 << 36:
        raise Rejected("credential.form", f"{name} is no instant")
    return datetime.fromtimestamp(value, UTC)


def _read(part: str) -> dict[str, Any]:
    try:
        told = json.loads(_url_decoded(part))
    except (ValueError, RecursionError):
        raise Rejected("credential.form", "a part of it is no JSON") from None
    if not isinstance(told, dict):
        raise Rejected("credential.form", "a part of it is no object")
    return told


def _url_decoded(part: str) -> bytes:
    try:
        raw = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except (binascii.Error, ValueError):
        raise Rejected("credential.form", "a part of it is no base 64") from None
    if url_coded(raw) != part:
        raise Rejected("credential.form", "this base 64 has a second spelling")
    return raw


def url_coded(raw: bytes) -> str:
    """Write bytes in base 64 for addresses, without padding (RFC 7515, section 2)."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _coordinate(key: Mapping[str, Any], name: str) -> bytes:
    raw = _url_decoded(str(key.get(name, "")))
    if len(raw) != COORDINATE:
        raise Rejected("credential.key", "the key cannot be read")
    return raw


def _pair(signature: bytes) -> bytes:
    """Give a signature of two numbers side by side as DER. Raises Rejected."""
    if len(signature) != 2 * COORDINATE:
        raise Rejected("credential.signature", "a signature has 64 bytes")
    return encode_dss_signature(
        int.from_bytes(signature[:COORDINATE]), int.from_bytes(signature[COORDINATE:])
    )


def _es256(key: Mapping[str, Any], message: bytes, signature: bytes) -> bool:
    point = b"\4" + _coordinate(key, "x") + _coordinate(key, "y")
    coded = _pair(signature)
    try:
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        public.verify(coded, message, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


def _eddsa(key: Mapping[str, Any], message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(_coordinate(key, "x")).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _sm2(key: Mapping[str, Any], message: bytes, signature: bytes) -> bool:
    public = _SM2_HEAD + b"\4" + _coordinate(key, "x") + _coordinate(key, "y")
    coded = _pair(signature)
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        pem = base64.encodebytes(public).decode()
        (here / "key").write_text(f"-----BEGIN PUBLIC KEY-----\n{pem}-----END PUBLIC KEY-----\n")
        (here / "message").write_bytes(message)
        (here / "signature").write_bytes(coded)
        done = openssl(
            *("pkeyutl", "-verify", "-pubin", "-inkey", str(here / "key"), "-rawin", "-digest", "sm3"),
            *(
                "-pkeyopt",
                f"distid:{SM2_ID}",
                "-in",
                str(here / "message"),
                "-sigfile",
                str(here / "signature"),
            ),
        )
    return done.returncode == 0


def openssl(*arguments: str) -> "subprocess.CompletedProcess[bytes]":
    """Run the machine's OpenSSL, version 3. Raises Rejected where there is none."""
    program = shutil.which("openssl")
    if program is None:
        raise Rejected("credential.suite", "SM2 needs OpenSSL 3 on this machine, and there is none")
    return subprocess.run([program, *arguments], capture_output=True, check=False)  # noqa: S603 - files of ours alone


SUITES: dict[str, Callable[[Mapping[str, Any], bytes, bytes], bool]] = {
    "ES256": _es256,
    "EdDSA": _eddsa,
    "SM2-SM3": _sm2,
}
