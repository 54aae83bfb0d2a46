"""Signed credentials: one changed sign anywhere and nothing is proven."""

import base64
import json
import random
from datetime import UTC, datetime, timedelta

import pytest
from joserfc import jws
from joserfc.jwk import ECKey

from suyuan.ledger.credential import check_credential
from suyuan.ledger.verifier import Rejected

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
KEY = ECKey.generate_key("P-256", {"alg": "ES256", "kid": "k1", "use": "sig"})
KEYS = {"keys": [KEY.as_dict(private=False)]}
SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
CLAIMS = {
    "credentialSubject": {"code": "04QPB76836300JBC40000903", "identity": "04QPB76836300JBC40000903"},
    "iat": int(NOW.timestamp()),
    "exp": int((NOW + timedelta(days=1)).timestamp()),
}


def signed(claims=None, **header):
    told = {"alg": "ES256", "kid": "k1", "typ": "vc+jwt"} | header
    return jws.serialize_compact(told, json.dumps(claims or CLAIMS), KEY)


def reason(text, keys=KEYS, at=NOW, policy=None):
    with pytest.raises(Rejected) as caught:
        check_credential(text, keys, policy, at=at)
    return caught.value.code


def test_what_was_signed_is_given_back():
    read = check_credential(signed(), KEYS, None, at=NOW)
    assert (read.claims, read.algorithm, read.proven) == (CLAIMS, "ES256", None)


def test_two_thousand_changed_signs_are_all_noticed():
    text, dice = signed(), random.Random(5)  # noqa: S311 - which sign, not a secret
    for _ in range(2_000):
        place = dice.randrange(len(text))
        other = dice.choice(SIGNS.replace(text[place], "") + ".")
        assert reason(text[:place] + other + text[place + 1 :]).startswith("credential.")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "credential.form"),
        ("a.b", "credential.form"),
        ("a.b.c.d", "credential.form"),
        ("é.b.c", "credential.form"),
        ("x" * (1 << 21), "credential.form"),
        (signed(typ="JWT"), "credential.form"),
        (signed(kid="k2"), "credential.key"),
        (signed(CLAIMS | {"exp": "soon"}), "credential.form"),
        (signed(CLAIMS | {"iat": -1}), "credential.form"),
        (signed(CLAIMS | {"exp": int(NOW.timestamp()) - 1}), "credential.expired"),
        (signed(CLAIMS | {"iat": int(NOW.timestamp()) + 60}), "credential.early"),
        (".".join(("W10", *signed().split(".")[1:])), "credential.form"),
    ],
)
def test_what_is_no_credential_says_why(text, code):
    assert reason(text) == code


@pytest.mark.parametrize(
    "keys", [{}, {"keys": None}, {"keys": ["k1"]}, {"keys": [{"kid": "k1", "alg": "none"}]}, []]
)
def test_keys_that_do_not_hold_the_signer_trust_nothing(keys):
    assert reason(signed(), keys) == "credential.key"


def test_no_algorithm_of_the_forgers_choice_is_taken():
    head = base64.urlsafe_b64encode(b'{"alg":"none","kid":"k1","typ":"vc+jwt"}').rstrip(b"=").decode()
    assert reason(f"{head}.{signed().split('.')[1]}.") == "credential.key"


@pytest.mark.parametrize("evidence", [[], {}, "x", [{}], [{"tlogProof": 1}], [{"tlogProof": "x"}]])
def test_evidence_that_cannot_be_read_proves_nothing(evidence):
    from tests.unit.ledger.test_tree import POLICY  # noqa: PLC0415 - what the folder's tests share

    assert reason(signed(CLAIMS | {"evidence": evidence}), policy=POLICY) in {
        "credential.proof",
        "proof.form",
    }
