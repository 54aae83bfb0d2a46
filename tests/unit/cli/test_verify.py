"""suyuan verify and suyuan witness, as somebody runs them who has only the reporter's tool."""

import json
import subprocess
import sys
import time

import httpx
import pytest
from joserfc import jws
from joserfc.jwk import ECKey

from suyuan.ledger import notes
from suyuan.ledger.verifier import Checkpoint, Key, Note
from tests.unit.ledger.test_tree import LOG, POLICY, WITNESSES, proof_text

WORDS = f"log {LOG.key.text}\n" + "".join(
    f"witness {name} {one.key.text}\n" for name, one in zip("abc", WITNESSES, strict=True)
)


@pytest.fixture
def files(tmp_path):
    (tmp_path / "policy").write_text(WORDS + "group all 2 a b c\nquorum all\n")
    (tmp_path / "good.tlog-proof").write_text(proof_text())
    (tmp_path / "unseen.tlog-proof").write_text(proof_text(seen=1))
    (tmp_path / "bad.tlog-proof").write_text(proof_text().replace("index 77", "index 78"))
    (tmp_path / "large.tlog-proof").write_text("x" * ((1 << 20) + 1))
    return tmp_path


def test_a_genuine_proof_is_shown_with_its_fact(suyuan, files):
    ran = suyuan("--json", "verify", str(files / "good.tlog-proof"), "--policy", str(files / "policy"))
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert (told["verdict"], told["index"], told["size"]) == ("logged", 77, 300)
    assert told["fact"] == {"receipt": "SY-1"}
    assert len(POLICY.logs) == 1


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("bad.tlog-proof", 3, "proof.root"),
        ("unseen.tlog-proof", 3, "checkpoint.quorum"),
        ("large.tlog-proof", 3, "too large"),
        ("none.tlog-proof", 2, "none.tlog-proof"),
        ("policy", 3, "proof.form"),
    ],
)
def test_what_proves_nothing_says_why(suyuan, files, name, code, said):
    ran = suyuan("verify", str(files / name), "--policy", str(files / "policy"))
    assert (ran.returncode, ran.stdout) == (code, "")
    assert said in ran.stderr


def test_without_a_policy_and_without_a_server_it_says_what_to_do(suyuan, files):
    ran = suyuan("verify", str(files / "good.tlog-proof"), SUYUAN_SERVER="http://127.0.0.1:1")
    assert ran.returncode == 6
    assert "--policy" in ran.stderr


def test_a_signed_card_is_checked_with_the_keys_given(suyuan, files):
    now = int(time.time())
    claims = {"credentialSubject": {"code": "C"}, "iat": now - 60, "exp": now + 60}
    key = ECKey.generate_key("P-256", {"alg": "ES256", "kid": "k", "use": "sig"})
    for name, told in (("good", claims), ("old", claims | {"exp": now - 1})):
        header = {"alg": "ES256", "kid": "k", "typ": "vc+jwt"}
        (files / f"{name}.jwt").write_text(jws.serialize_compact(header, json.dumps(told), key) + "\n")
    (files / "keys").write_text(json.dumps({"keys": [key.as_dict(private=False)]}))
    (files / "none").write_text("{}")
    trust = ("--policy", str(files / "policy"), "--keys")
    ran = suyuan("--json", "verify", str(files / "good.jwt"), *trust, str(files / "keys"))
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert (told["verdict"], told["algorithm"], told["card"]) == ("genuine", "ES256", {"code": "C"})
    for card, keys, said in (("old", "keys", "credential.expired"), ("good", "none", "credential.key")):
        ran = suyuan("verify", str(files / f"{card}.jwt"), *trust, str(files / keys))
        assert (ran.returncode, ran.stdout) == (3, "")
        assert said in ran.stderr


def test_a_witness_runs_cosigns_and_knows_its_log_again_after_a_kill(files):
    command = [sys.executable, "-m", "suyuan.cli", "witness", "witness.example/x", "--folder"]
    command += [str(files / "w"), "--policy", str(files / "policy"), "--listen", "127.0.0.1:0"]
    note = notes.signed(Checkpoint(LOG.key.name, 5, b"r" * 32).text, [LOG.sign])
    keys = set()
    for status, old in ((200, 0), (409, 0), (200, 5)):
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as running:
            try:
                _, key, address = running.stdout.readline().split()
                body = f"old {old}\n\n{note}"
                answer = httpx.post(f"{address}/add-checkpoint", content=body, trust_env=False, timeout=20)
            finally:
                running.kill()
            keys.add(key)
        assert answer.status_code == status
    assert Note.parse(note + answer.text).by([Key.parse(keys.pop())])
    assert not keys
