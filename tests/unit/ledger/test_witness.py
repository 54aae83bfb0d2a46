"""A witness: what it cosigns, what it refuses with which status, and that it forgets nothing."""

import base64
import threading
from datetime import UTC, datetime

import pytest

from suyuan.ledger import notes, tree
from suyuan.ledger.verifier import Checkpoint, Note
from suyuan.ledger.witness import Witness
from tests.unit.ledger.test_tree import Grown

AT = datetime(2026, 11, 26, tzinfo=UTC)
ORIGIN = "log.example/one"
LOG = notes.draw(ORIGIN, notes.LOG)
SELF = notes.draw("witness.example/a", notes.COSIGNER)


@pytest.fixture(scope="module")
def log():
    return Grown(3, 4, 300)  # sizes 3, 7, 307


@pytest.fixture
def witness(tmp_path):
    return Witness(tmp_path / "store", SELF, [LOG.key])


def asked(log, old, new, *, proof=None, origin=ORIGIN, root=None, signer=LOG):
    steps = tree.consistency(old, new, read=log.read) if proof is None else proof
    note = notes.signed(Checkpoint(origin, new, root or log.roots[new]).text, [signer.sign])
    return "".join([f"old {old}\n", *(base64.b64encode(step).decode() + "\n" for step in steps), "\n", note])


def test_it_cosigns_what_only_grows(witness, log):
    for old, new in ((0, 3), (3, 3), (3, 7), (7, 307)):
        answer = witness.add_checkpoint(asked(log, old, new), at=AT)
        assert answer.status == 200, answer
        note = Checkpoint(ORIGIN, new, log.roots[new]).text + "\n" + answer.body
        assert Note.parse(note).by([SELF.key]) == [SELF.key]
    assert witness.seen(ORIGIN).size == 307


@pytest.mark.parametrize(
    ("sizes", "more", "status"),
    [
        ((0, 7), {}, 409),  # it has seen 3
        ((2, 7), {}, 409),
        ((3, 7), {"proof": []}, 422),
        ((3, 7), {"proof": [bytes(32)]}, 422),
        ((3, 7), {"root": bytes(32)}, 422),
        ((3, 3), {"root": bytes(32)}, 409),
        ((7, 3), {"proof": []}, 400),
        ((3, 7), {"origin": "log.example/two"}, 404),
        ((3, 7), {"signer": notes.draw(ORIGIN, notes.LOG)}, 403),
        ((3, 7), {"proof": [bytes(32)] * 64}, 400),
    ],
)
def test_it_refuses_with_the_status_that_says_why_and_remembers_nothing_of_it(
    witness, log, sizes, more, status
):
    assert witness.add_checkpoint(asked(log, 0, 3), at=AT).status == 200
    answer = witness.add_checkpoint(asked(log, *sizes, **more), at=AT)
    assert answer.status == status, answer
    if status == 409:
        assert (answer.kind, answer.body) == ("text/x.tlog.size", "3\n")
    assert witness.seen(ORIGIN) == Checkpoint(ORIGIN, 3, log.roots[3])


def test_an_empty_tree_has_one_root(witness, log):
    wrong = asked(log, 0, 3, proof=[]).replace("\n3\n", "\n0\n")
    assert witness.add_checkpoint(wrong, at=AT).status == 403  # it is signed no more
    note = notes.signed(Checkpoint(ORIGIN, 0, bytes(32)).text, [LOG.sign])
    assert witness.add_checkpoint(f"old 0\n\n{note}", at=AT).status == 422
    note = notes.signed(Checkpoint(ORIGIN, 0, log.roots[0]).text, [LOG.sign])
    assert witness.add_checkpoint(f"old 0\n\n{note}", at=AT).status == 200


@pytest.mark.parametrize("body", ["", "old 3", "old x\n\n", "old 03\n\nx", "\n\n", "old 0\n\nno note"])
def test_what_is_no_request_is_told_so(witness, body):
    assert witness.add_checkpoint(body, at=AT).status == 400


def test_another_of_its_processes_knows_what_it_has_seen(witness, log, tmp_path):
    witness.add_checkpoint(asked(log, 0, 7), at=AT)
    again = Witness(tmp_path / "store", SELF, [LOG.key])
    assert again.seen(ORIGIN).size == 7
    assert again.add_checkpoint(asked(log, 0, 3), at=AT).status == 409


def test_of_two_histories_at_the_same_moment_it_signs_one(witness, log):
    """Twenty at once, each with its own root from nothing: the first is remembered, the others are held against it."""
    bodies = [asked(log, 0, 3, root=bytes([number]) * 32) for number in range(20)]
    answers = [0] * len(bodies)

    def send(number):
        answers[number] = witness.add_checkpoint(bodies[number], at=AT).status

    threads = [threading.Thread(target=send, args=[number]) for number in range(len(bodies))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(answers) == [200] + [409] * 19
