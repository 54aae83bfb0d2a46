"""What is no opening of a commitment, and what is no checkpoint, proves nothing, however well it is signed."""

import base64
import json

import pytest

from suyuan.ledger import notes
from suyuan.ledger.verifier import Checkpoint, Policy, Rejected, check_proof
from suyuan.ledger.whole import check_log
from tests.unit.ledger.test_tree import LOG, POLICY, proof_text
from tests.unit.ledger.test_whole import FILES, read_from


def reopened(**changed):
    """Give a genuine proof whose commitment is opened otherwise; ``cut``: signs of the fact that go to the salt."""
    text = proof_text()
    line = text.split("\n")[1]
    told = json.loads(base64.b64decode(line.removeprefix("extra ")))
    if "cut" in changed:
        cut = changed.pop("cut")
        changed = {"fact": told["fact"][cut:], "salt": told["salt"] + told["fact"][:cut].encode().hex()}
    extra = base64.b64encode(json.dumps(told | changed).encode()).decode()
    return text.replace(line, f"extra {extra}")


def test_as_it_was_opened_it_is_proven():
    assert check_proof(reopened(), POLICY).fact


@pytest.mark.parametrize("changed", [{"cut": 1}, {"cut": 9}, {"cut": 18}, {"kind": True}], ids=str)
def test_a_fact_begins_where_its_salt_ends_and_nowhere_else(changed):
    with pytest.raises(Rejected, match=r"proof\.fact"):
        check_proof(reopened(**changed), POLICY)


def test_a_salt_has_one_spelling():
    salt = (b"s" * 32).hex()
    for other in (f" {salt}", f"{salt[:2]} {salt[2:]}", salt[2:]):
        with pytest.raises(Rejected, match=r"proof\.fact"):
            check_proof(reopened(salt=other), POLICY)


def test_a_promise_is_no_checkpoint_of_a_log():
    promise = notes.draw(f"{LOG.key.name}/promise", notes.LOG)
    trust = Policy.parse(f"log {LOG.key.text}\nlog {promise.key.text}\nquorum none\n")
    size = check_log(read_from(FILES), trust).size
    root = trust.check(FILES["checkpoint"].decode())[0].root
    text = Checkpoint(promise.key.name, size, root, by=9).text
    promised = FILES | {"checkpoint": notes.signed(text, [promise.sign]).encode()}
    with pytest.raises(Rejected, match=r"log\.promise"):
        check_log(read_from(promised), trust)
