"""Others' checks of our log: Go's ``sumdb`` (tiles, checkpoints, proofs) and pymerkle (roots, proofs)."""

import base64
import os
import random
import shutil
import subprocess
from pathlib import Path

import pytest
from pymerkle import InmemoryTree

from suyuan.ledger import notes, tree
from suyuan.ledger.verifier import Checkpoint, Rejected, check_consistency, check_inclusion, leaf_hash
from suyuan.ledger.whole import tile_path

GOPATH = Path("/usr/share/gocode")
HERE = Path(__file__).parent / "independent"
PROOFS, CONSISTENCIES, ALTERED = 10_000, 1_000, 2_000
SEED = 34014
SIZES = sorted(
    {1, 2, 3, 5}
    | {2**power + off for power in range(2, 18) for off in (-1, 0, 1)}
    | {256 * times + off for times in (3, 100, 255, 257) for off in (-1, 0, 1)}
)


def coded(raw):
    return base64.b64encode(raw).decode()


class Log:
    """A log in a folder, grown through every size that is asked about."""

    def __init__(self, folder):
        self.folder, self.roots = folder, {}
        self.entries = [b"entry %d" % number for number in range(SIZES[-1])]
        self.leaves = [leaf_hash(one) for one in self.entries]
        before = 0
        for size in SIZES:
            tiles, self.roots[size] = tree.grow(before, self.leaves[before:size], read=self.read)
            for one in tiles:
                place = folder / tile_path(one.level, one.number, one.width)
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(one.hashes)
            before = size

    def read(self, level, number, width):
        return (self.folder / tile_path(level, number, width)).read_bytes()


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    return Log(tmp_path_factory.mktemp("log"))


@pytest.fixture(scope="module")
def go(tmp_path_factory):
    """The Go program; skipped aloud where there is no Go with its module of logs."""
    if shutil.which("go") is None or not (GOPATH / "src/golang.org/x/mod/sumdb/tlog").is_dir():
        pytest.skip("Go with golang-golang-x-mod-dev is not installed")
    folder = tmp_path_factory.mktemp("go")
    settings = {"GO111MODULE": "off", "GOPATH": str(GOPATH), "GOCACHE": str(folder / "cache"), "GOFLAGS": ""}
    program = folder / "check"
    subprocess.run(
        ["go", "build", "-o", str(program), str(HERE / "check.go")],
        check=True,
        env={**os.environ, **settings},
        cwd=folder,
    )

    def ask(questions):
        done = subprocess.run(
            [str(program)], input="\n".join(questions), capture_output=True, text=True, check=True
        )
        answers = done.stdout.splitlines()
        assert len(answers) == len(questions)
        return [one.split()[0] == "yes" for one in answers]

    return ask


def inclusions(log, drawn, count):
    """Draw (index, size, leaf, root, proof): every size, its ends and what lies between."""
    for number in range(count):
        size = SIZES[number % len(SIZES)]
        index = (0, size - 1, drawn.randrange(size))[number // len(SIZES) % 3]
        yield index, size, log.leaves[index], log.roots[size], tree.inclusion(index, size, read=log.read)


def consistencies(log, drawn, count):
    for _ in range(count):
        old, new = sorted((drawn.choice(SIZES), drawn.choice(SIZES)))
        yield old, new, log.roots[old], log.roots[new], tree.consistency(old, new, read=log.read)


def question(kind, given):
    first, second, one, other, proof = given
    return f"{kind} {first} {second} {coded(one)} {coded(other)} {','.join(map(coded, proof)) or '-'}"


def altered(drawn, given):
    """Alter one thing of a question: a bit of a hash, a hash more or less, a number."""
    first, second, one, other, proof = given
    way = drawn.randrange(6)
    flip = lambda raw: bytes([raw[0] ^ 1 << drawn.randrange(8), *raw[1:]])  # noqa: E731 - a word of this function
    if way == 0:
        return first, second, flip(one), other, proof
    if way == 1:
        return first, second, one, flip(other), proof
    if way == 2 and proof:
        at = drawn.randrange(len(proof))
        return first, second, one, other, [*proof[:at], flip(proof[at]), *proof[at + 1 :]]
    if way == 3 and proof:
        return first, second, one, other, proof[:-1]
    if way == 4:
        return first, second, one, other, [*proof, drawn.randbytes(32)]
    return first, second + 1, one, other, proof


def ours(check, given):
    first, second, one, other, proof = given
    try:
        if check is check_inclusion:
            check_inclusion(first, second, one, proof, other)
        else:
            check_consistency(first, second, one, other, proof)
    except Rejected:
        return False
    return True


def test_go_takes_every_proof_and_judges_the_altered_ones_as_we_do(go, log):
    drawn = random.Random(SEED)  # noqa: S311 - which proof, not a secret
    included = list(inclusions(log, drawn, PROOFS))
    assert all(go([question("inclusion", one) for one in included]))
    grown = list(consistencies(log, drawn, CONSISTENCIES))
    assert all(go([question("consistency", one) for one in grown]))
    for kind, check, given in (
        ("inclusion", check_inclusion, included),
        ("consistency", check_consistency, grown),
    ):
        bad = [altered(drawn, drawn.choice(given)) for _ in range(ALTERED)]
        theirs = go([question(kind, one) for one in bad])
        mine = [ours(check, one) for one in bad]
        assert mine == theirs
        genuine = {repr(one) for one in given}
        taken = [one for one, holds in zip(bad, mine, strict=True) if holds]
        # a size is the checkpoint's to say: a path of the same shape leads to the same root
        assert {repr((one[0], one[1] - 1, *one[2:])) for one in taken} <= genuine


def test_go_reads_the_tiles_and_finds_the_leaves_in_them(go, log):
    for size in (1, 255, 256, 257, 65_535, 65_536, 65_537, SIZES[-1]):
        every = max(1, size // 200)
        whole = f"tiles {log.folder} {size} {coded(log.roots[size])} {every}"
        assert go([whole, f"tiles {log.folder} {size} {coded(bytes(32))} {every}"]) == [True, False]


def test_go_opens_the_checkpoint_and_no_altered_one(go, tmp_path):
    signer, other = notes.draw("log.example/one", notes.LOG), notes.draw("log.example/one", notes.LOG)
    witness = notes.draw("witness.example/a", notes.COSIGNER)
    note = notes.signed(Checkpoint("log.example/one", 7, bytes(32)).text, [signer.sign])
    files = {
        "plain": note,
        "cosigned": note + "\N{EM DASH} witness.example/a " + coded(witness.key.id + bytes(72)) + "\n",
        "altered": note.replace("\n7\n", "\n8\n"),
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    asked = [f"note {signer.key.text} {tmp_path / name}" for name in files]
    assert go([*asked, f"note {other.key.text} {tmp_path / 'plain'}"]) == [True, True, False, False]


def test_pymerkle_makes_the_same_roots_and_the_same_proofs(log):
    count = 2_100
    oracle = InmemoryTree(algorithm="sha256")
    for one in log.entries[:count]:
        oracle.append_entry(one)
    drawn = random.Random(SEED)  # noqa: S311 - which proof, not a secret
    sizes = [size for size in SIZES if size <= count]
    for size in sizes:
        assert oracle.get_root(size) == log.roots[size], size
    for number in range(600):
        size = sizes[number % len(sizes)]
        index = drawn.randrange(size)
        theirs = [bytes.fromhex(one) for one in oracle.prove_inclusion(index + 1, size).serialize()["path"]]
        assert sorted(theirs) == sorted([log.leaves[index], *tree.inclusion(index, size, read=log.read)])
