"""A whole log: any one byte changed in any of its files is noticed, and where it lies."""

import random

import pytest

from suyuan.ledger import notes, tree
from suyuan.ledger.commitment import entry
from suyuan.ledger.verifier import Checkpoint, Policy, Rejected, leaf_hash
from suyuan.ledger.whole import TILE, check_log, tile_path
from tests.unit.ledger.test_tree import LOG

SIZE = 600  # two full tiles of leaves and a partial one
MUTATIONS = 10_000
TRUST = Policy.parse(f"log {LOG.key.text}\nquorum none\n")


def made():
    """Make the files of a log."""
    entries = [entry(1, 1_000 + number, bytes([number % 256]) * 32) for number in range(SIZE)]
    tiles, root = tree.grow(0, [leaf_hash(one) for one in entries], read=None)
    files = {tile_path(one.level, one.number, one.width): one.hashes for one in tiles}
    for start in range(0, SIZE, TILE):
        part = entries[start : start + TILE]
        files[tile_path("entries", start // TILE, len(part))] = b"".join(
            len(one).to_bytes(2) + one for one in part
        )
    files["checkpoint"] = notes.signed(Checkpoint(LOG.key.name, SIZE, root).text, [LOG.sign]).encode()
    return files


FILES = made()


def read_from(files):
    def read(path):
        try:
            return files[path]
        except KeyError:
            raise FileNotFoundError(path) from None

    return read


def test_the_log_is_whole():
    assert check_log(read_from(FILES), TRUST).size == SIZE


def test_ten_thousand_changed_bytes_are_all_noticed_and_the_first_bad_index_is_named():
    dice = random.Random(11)  # noqa: S311 - which byte, not a secret
    names = sorted(FILES)
    for _ in range(MUTATIONS):
        name = dice.choice(names)
        raw = bytearray(FILES[name])
        at = dice.randrange(len(raw))
        raw[at] ^= 1 << dice.randrange(8)
        with pytest.raises(Rejected) as caught:
            check_log(read_from(FILES | {name: bytes(raw)}), TRUST)
        if name.startswith("tile/0/"):
            number = int(name.split("/")[2].split(".")[0])
            assert f"level 0, index {number * TILE + at // 32}" in str(caught.value)
        elif name.startswith("tile/entries/") and at % 44 >= 2:  # beyond the two bytes of an entry's length
            number = int(name.split("/")[2].split(".")[0])
            assert f"level 0, index {number * TILE + at // 44}" in str(caught.value)


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_file_that_is_gone_cut_or_too_long_is_noticed(name):
    for files in (
        {path: raw for path, raw in FILES.items() if path != name},
        FILES | {name: FILES[name][:-1]},
        FILES | {name: FILES[name] + b"\0"},
        FILES | {name: b""},
    ):
        with pytest.raises((Rejected, FileNotFoundError)):
            check_log(read_from(files), TRUST)


def test_an_older_checkpoint_is_one_of_a_smaller_log_and_another_logs_is_none():
    tiles, root = tree.grow(0, [leaf_hash(entry(1, 1_000, bytes(32)))], read=None)
    del tiles
    old = notes.signed(Checkpoint(LOG.key.name, 1, root).text, [LOG.sign]).encode()
    assert check_log(read_from(FILES | {"checkpoint": old}), TRUST).size == 1
    other = notes.draw("log.example/other", notes.LOG)
    foreign = notes.signed(Checkpoint(other.key.name, 1, root).text, [other.sign]).encode()
    with pytest.raises(Rejected, match="unknown_log"):
        check_log(read_from(FILES | {"checkpoint": foreign}), TRUST)
