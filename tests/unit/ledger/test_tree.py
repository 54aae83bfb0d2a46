"""The tree of RFC 6962: our tiles and proofs against the definition itself, and against whatever is altered in them."""

import base64
import contextlib
import hashlib
import random
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suyuan.ledger import notes, tree
from suyuan.ledger.commitment import Opening, entry
from suyuan.ledger.verifier import (
    Checkpoint,
    Key,
    Note,
    Policy,
    Rejected,
    check_consistency,
    check_inclusion,
    check_proof,
    leaf_hash,
    node_hash,
)

BORDERS = sorted(
    {1, 2, 3}
    | {2**power + off for power in range(2, 12) for off in (-1, 0, 1)}
    | {256 * times + off for times in (1, 2, 3, 7) for off in (-1, 0, 1)}
)
SEED = 20261126


def leaves(count):
    return [leaf_hash(b"%d" % number) for number in range(count)]


def root_by_definition(hashes):
    """MTH of RFC 6962, 2.1, as it stands there."""
    if not hashes:
        return hashlib.sha256().digest()
    if len(hashes) == 1:
        return hashes[0]
    half = 1
    while half * 2 < len(hashes):
        half *= 2
    return node_hash(root_by_definition(hashes[:half]), root_by_definition(hashes[half:]))


class Grown:
    """A tree that grows step by step, its tiles in a dictionary."""

    def __init__(self, *steps):
        self.tiles, self.roots, self.size = {}, {0: hashlib.sha256().digest()}, 0
        hashes = leaves(sum(steps))
        for step in steps:
            fresh = hashes[self.size : self.size + step]
            tiles, root = tree.grow(self.size, fresh, read=self.read)
            self.tiles.update({(one.level, one.number, one.width): one.hashes for one in tiles})
            self.size += step
            self.roots[self.size] = root

    def read(self, level, number, width):
        return self.tiles[level, number, width]


@pytest.fixture(scope="module")
def grown():
    """All border sizes, one after the other."""
    return Grown(*(after - before for before, after in zip([0, *BORDERS], BORDERS, strict=False)))


def test_the_root_is_the_definitions_at_every_border(grown):
    hashes = leaves(grown.size)
    for size in BORDERS:
        assert grown.roots[size] == root_by_definition(hashes[:size]), size
        assert tree.root(size, read=grown.read) == grown.roots[size], size


@given(st.lists(st.integers(1, 700), min_size=1, max_size=8))
def test_however_it_grows_the_root_and_the_tiles_are_the_same(steps):
    parts, whole = Grown(*steps), Grown(sum(steps))
    assert parts.roots[parts.size] == whole.roots[whole.size]
    assert {key: tile for key, tile in parts.tiles.items() if key in whole.tiles} == whole.tiles


def test_every_leaf_of_every_small_tree_is_proven_and_no_other():
    hashes = leaves(300)
    for size in (*range(1, 18), 255, 256, 257):
        small = Grown(size)
        root, at_once = tree.paths(hashes[:size])
        assert root == small.roots[size]
        for index in range(size):
            proof = tree.inclusion(index, size, read=small.read)
            assert proof == at_once[index]
            check_inclusion(index, size, hashes[index], proof, root)
            for other in {index ^ 1, index + 1, size}:
                with pytest.raises(Rejected):
                    check_inclusion(other, size, hashes[index], proof, root)


def test_each_size_is_proven_to_begin_each_later_one_and_no_other(grown):
    for old in (0, *BORDERS):
        for new in BORDERS:
            if new < old:
                with pytest.raises(Rejected):
                    check_consistency(old, new, grown.roots[old], grown.roots[new], [])
                continue
            proof = tree.consistency(old, new, read=grown.read)
            assert len(proof) <= 63
            check_consistency(old, new, grown.roots[old], grown.roots[new], proof)
            if 0 < old < new:
                for bad in (
                    proof[:-1],
                    [*proof, bytes(32)],
                    [bytes(32), *proof[1:]],
                    proof[::-1] if len(set(proof)) > 1 else [],
                ):
                    with pytest.raises(Rejected):
                        check_consistency(old, new, grown.roots[old], grown.roots[new], bad)
                with pytest.raises(Rejected):
                    check_consistency(old, new, bytes(32), grown.roots[new], proof)


ORIGIN = "log.example/one"
LOG = notes.draw(ORIGIN, notes.LOG)
WITNESSES = [notes.draw(f"witness.example/{name}", notes.COSIGNER) for name in "abc"]
WORDS = (
    f"log {LOG.key.text}\n"
    + "".join(f"witness {name} {one.key.text}\n" for name, one in zip("abc", WITNESSES, strict=True))
    + "group all 2 a b c\nquorum all\n"
)
POLICY = Policy.parse(WORDS)
AT = datetime(2026, 11, 26, tzinfo=UTC)


def proof_text(size=300, index=77, *, seen=2, origin=ORIGIN):
    """Make a genuine proof of one of many facts."""
    opening = Opening(1, AT, b"s" * 32, b'{"receipt":"SY-1"}')
    entries = [entry(1, 7, bytes(32)) for _ in range(size)]
    entries[index] = entry(1, opening.seconds, opening.commitment)
    root, paths = tree.paths([leaf_hash(one) for one in entries])
    text = Checkpoint(origin, size, root).text
    note = notes.signed(
        text, [LOG.sign, *(lambda told, one=one: one.cosign(told, AT) for one in WITNESSES[:seen])]
    )
    lines = ["c2sp.org/tlog-proof@v1", f"extra {opening.extra}", f"index {index}"]
    return "\n".join([*lines, *(base64.b64encode(step).decode() for step in paths[index])]) + "\n\n" + note


def test_a_genuine_proof_shows_its_fact_its_place_and_who_signed():
    proven = check_proof(proof_text(), POLICY)
    assert (proven.fact, proven.index, proven.checkpoint.size) == ('{"receipt":"SY-1"}', 77, 300)
    assert proven.at == AT
    assert set(proven.signers) == {ORIGIN, "witness.example/a", "witness.example/b"}


def test_without_the_quorum_or_from_another_log_it_is_nothing():
    with pytest.raises(Rejected, match=r"checkpoint\.quorum"):
        check_proof(proof_text(seen=1), POLICY)
    with pytest.raises(Rejected, match=r"checkpoint\.unknown_log"):
        check_proof(
            proof_text(), Policy.parse(f"log {notes.draw(ORIGIN, notes.LOG).key.text}\nquorum none\n")
        )
    with pytest.raises(Rejected, match=r"checkpoint\.unknown_log"):
        check_proof(proof_text(origin="log.example/two"), POLICY)


def test_one_witness_counts_once_however_often_it_signs():
    text = proof_text(seen=1)
    again = text + WITNESSES[0].cosign(text.partition("\n\n")[2].rpartition("\n\n")[0] + "\n", AT)
    with pytest.raises(Rejected, match=r"checkpoint\.quorum"):
        check_proof(again, POLICY)


def test_ten_thousand_alterations_of_a_proof_are_all_rejected_and_nothing_else_is_raised():
    """One byte, line or hash at a time; only a witness's line beyond the quorum may go without loss."""
    drawn = random.Random(SEED)  # noqa: S311 - which byte, not a secret
    text = proof_text()
    raw = text.encode()
    accepted = []
    for number in range(10_000):
        made = altered(drawn, raw, number % 5)
        if made == raw:
            continue
        try:
            check_proof(made.decode("utf-8", "replace"), POLICY)
        except Rejected:
            continue
        accepted.append(made)
    assert accepted == []


def altered(drawn, raw, way):
    at = drawn.randrange(len(raw))
    lines = raw.split(b"\n")
    one, other = (drawn.randrange(len(lines)) for _ in range(2))
    if way == 0:
        return raw[:at] + bytes([raw[at] ^ 1 << drawn.randrange(8)]) + raw[at + 1 :]
    if way == 1:
        return raw[:at]
    if way == 2:
        return b"\n".join([*lines[:one], *lines[one + 1 :]])
    if way == 3:
        lines[one], lines[other] = lines[other], lines[one]
        return (
            raw
            if lines[one] == lines[other] or _both_signatures(lines[one], lines[other])
            else b"\n".join(lines)
        )
    return raw[:at] + bytes([drawn.randrange(256)]) + raw[at:]


def _both_signatures(one, other):
    return one.startswith("—".encode()) and other.startswith("—".encode())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "proof.form"),
        ("c2sp.org/tlog-proof@v1\nindex 0\n\n", "proof.form"),
        (proof_text().replace("index 77", "index 077"), "proof.form"),
        (proof_text().replace("index 77", "index -1"), "proof.form"),
        (proof_text().replace("index 77", "index 300"), "proof.index"),
        (proof_text().replace("index 77", "index 99999999999999999999"), "proof.form"),
        (
            proof_text().replace("index 77\n", "index 77\n" + base64.b64encode(bytes(32)).decode() + "\n"),
            "proof.length",
        ),
        (
            proof_text().replace(
                "index 77\n", "index 77\n" + (base64.b64encode(bytes(32)).decode() + "\n") * 64
            ),
            "proof.length",
        ),
        (proof_text().replace("\n300\n", "\n301\n"), "note.signature"),
        (proof_text() + "x" * (1 << 20), "proof.form"),
        ("\n\n" * 10, "proof.form"),
    ],
)
def test_bad_proofs_are_rejected_with_their_reason(text, code):
    with pytest.raises(Rejected) as caught:
        check_proof(text, POLICY)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "text",
    [
        "quorum none\nquorum none\n",
        "",
        "quorum nobody\n",
        "group g 2 a\nquorum g\n",
        f"witness a {WITNESSES[0].key.text}\nwitness a {WITNESSES[1].key.text}\nquorum a\n",
        f"witness a {WITNESSES[0].key.text}\nwitness b {WITNESSES[0].key.text}\nquorum a\n",
        f"witness a {WITNESSES[0].key.text}\ngroup g 2 a a\nquorum g\n",
        f"log {WITNESSES[0].key.text}\nquorum none\n",
        f"log {LOG.key.text[:-4]}AAA=\nquorum none\n",
        "wish me luck\nquorum none\n",
    ],
)
def test_policies_that_say_nothing_or_too_much_are_rejected(text):
    with pytest.raises(Rejected):
        Policy.parse(text)


@given(st.text(max_size=200))
def test_whatever_is_read_raises_nothing_but_rejected(text):
    for read in (
        Note.parse,
        Checkpoint.parse,
        Key.parse,
        Policy.parse,
        lambda told: check_proof(told, POLICY),
    ):
        with contextlib.suppress(Rejected):
            read(text)


def both_have_a_quorum(least, count, corrupt, trials=1000):
    """Count the trials in which two histories of one log both get ``least`` of ``count`` witnesses.

    Each honest witness signs the one that it saw first, a corrupt one signs both.
    """
    drawn = random.Random(SEED)  # noqa: S311 - which trial, not a secret
    signers = [notes.draw(f"witness.example/{number}", notes.COSIGNER) for number in range(count)]
    named = "".join(f"witness w{number} {one.key.text}\n" for number, one in enumerate(signers))
    members = " ".join(f"w{number}" for number in range(count))
    policy = Policy.parse(f"log {LOG.key.text}\n{named}group g {least} {members}\nquorum g\n")
    both = 0
    for _ in range(trials):
        forks = [Checkpoint(ORIGIN, 5, drawn.randbytes(32)).text for _ in range(2)]
        sides = [drawn.randrange(2) for _ in signers]
        quorums = 0
        for side, text in enumerate(forks):
            seen = [one for number, one in enumerate(signers) if number < corrupt or sides[number] == side]
            lines = [one.cosign(text, AT) for one in seen]
            try:
                policy.check(notes.signed(text, [LOG.sign]) + "".join(lines))
            except Rejected:
                continue
            quorums += 1
        both += quorums == 2
    return both


def test_two_histories_never_both_have_two_of_three_honest_witnesses():
    assert both_have_a_quorum(2, 3, corrupt=0) == 0


def test_one_corrupt_witness_is_borne_by_three_of_four_and_not_by_two_of_three():
    """Two quorums share 2k - n witnesses at least: with one corrupt that must be two (decision 0024)."""
    assert both_have_a_quorum(3, 4, corrupt=1) == 0
    assert both_have_a_quorum(2, 3, corrupt=1) > 0
