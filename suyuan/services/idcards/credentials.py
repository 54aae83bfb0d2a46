"""可验证凭证 — a digital identity as a signed credential that anybody can check without asking us.

sign()        a card -> a compact JWS (application/vc+jwt), good for a day
detached()    any content -> a JWS that leaves it out
key_set()     the keys that sign, as a JWK set

It says what the public may know, whoever asks: a credential is passed on. It carries its status and its end, and once
the issue of the identity is in the public log, the proof of that.

Sources: W3C Verifiable Credentials Data Model 2.0, secured as a JWT; RFC 7515; the suites are data (setting
``SUYUAN_CREDENTIAL_SUITE``).
"""

import json
import tempfile
import warnings
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from django.conf import settings
from joserfc import jws
from joserfc.errors import SecurityWarning
from joserfc.jwk import ECKey, OKPKey

from suyuan.ledger.credential import COORDINATE, SM2_ID, TYPE, openssl, url_coded
from suyuan.services.idcards import queries
from suyuan.services.idcards.queries import Found
from suyuan.services.refusals import Broken
from suyuan.storage import credential_keys as keys
from suyuan.storage import log_files
from suyuan.storage.credential_keys import SM2, CredentialKey

GOOD_FOR = timedelta(hours=24)
CONTEXT = "https://www.w3.org/ns/credentials/v2"


def sign(found: Found, *, at: datetime) -> str:
    """Sign what anybody may know of a card; ``found``: as read by nobody in particular; ``at``: by the true clock."""
    card, issuer = found.card, f"https://{log_files.origin()}"
    place = f"{issuer}/b/{card.code}"
    since, until = at.replace(microsecond=0), at.replace(microsecond=0) + GOOD_FOR
    claims: dict[str, Any] = {
        "@context": [CONTEXT, {"@vocab": f"{issuer}/rules#"}],
        "type": ["VerifiableCredential", "BatteryIdentity"],
        "id": place,
        "issuer": issuer,
        "validFrom": since.isoformat(),
        "validUntil": until.isoformat(),
        "credentialSubject": {
            "id": f"urn:gbt34014:{card.code}",
            "code": card.code,
            "identity": card.idcard,
            "status": card.status,
            "completeness": card.completeness,
            "fields": card.fields,
        },
        "credentialStatus": {"id": f"{place}#status", "type": "BatteryIdentityStatus", "status": card.status},
        "iss": issuer,
        "iat": int(since.timestamp()),
        "exp": int(until.timestamp()),
    }
    proof = queries.proof(found.identity)
    if proof.get("tlog_proof"):
        claims["evidence"] = [{"type": "TransparencyLogProof", "tlogProof": proof["tlog_proof"]}]
    return _signed(msgspec.json.encode(claims), keys.signing(settings.CREDENTIAL_SUITE))


def detached(content: bytes) -> str:
    """Sign some content with the key of identities: header and signature, two dots between them.

    Source: RFC 7515, Appendix F.
    """
    header, _, signature = _signed(content, keys.signing(settings.CREDENTIAL_SUITE), kind="JOSE").split(".")
    return f"{header}..{signature}"


def _signed(claims: bytes, key: CredentialKey, kind: str = TYPE) -> str:
    """Put header, claims and signature together."""
    header = {"alg": key.suite, "kid": key.kid, "typ": kind}
    if key.suite == SM2:
        start = f"{url_coded(json.dumps(header, separators=(',', ':')).encode())}.{url_coded(claims)}"
        return f"{start}.{url_coded(_sm2(key.pem, start.encode()))}"
    with warnings.catch_warnings():
        # RFC 9864 names the curve in place of EdDSA; verifiers that know the new name alone are still few
        warnings.simplefilter("ignore", SecurityWarning)
        return jws.serialize_compact(header, claims, _loaded(key.pem, key.suite), algorithms=[key.suite])


@cache
def _loaded(pem: bytes, suite: str) -> ECKey | OKPKey:
    load: Callable[[bytes], ECKey | OKPKey] = (ECKey if suite == "ES256" else OKPKey).import_key
    return load(pem)


def _sm2(pem: bytes, message: bytes) -> bytes:
    """Sign by the machine's OpenSSL: 64 bytes, as RFC 7515 has it for other curves."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        (here / "key").write_bytes(pem)
        (here / "message").write_bytes(message)
        done = openssl(
            *("pkeyutl", "-sign", "-inkey", str(here / "key"), "-rawin", "-digest", "sm3"),
            *("-pkeyopt", f"distid:{SM2_ID}", "-in", str(here / "message")),
        )
    if done.returncode:
        raise Broken(done.stderr.decode(errors="replace"))
    return b"".join(part.to_bytes(COORDINATE) for part in decode_dss_signature(done.stdout))


def key_set() -> dict[str, Any]:
    """Give the public halves of the keys that sign, as a JWK set."""
    keys.signing(settings.CREDENTIAL_SUITE)
    return {"keys": [key.public for key in keys.every()]}
