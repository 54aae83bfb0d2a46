"""验证器 — checks what a ledger promises, offline and trusting nobody: the standard library and one signature library.

    check_inclusion                a leaf is in a tree;  check_consistency: a tree is the beginning of another
    Policy                         which logs are trusted, and which witnesses must have seen what they say
    check_proof                    a ``.tlog-proof`` file -> what was committed to, and where it stands (or will)
    Rejected                       the only error that anything here raises on bad input

Together with ``whole`` and ``alone`` it is handed out as one file that needs nothing else of ours.

Formats: RFC 6962, section 2.1 (tree, SHA-256); C2SP signed-note, tlog-checkpoint, tlog-cosignature (Ed25519),
tlog-proof and tlog-policy. An entry of this log is described in ``read_entry``.

>>> check_inclusion(1, 2, leaf_hash(b"b"), [leaf_hash(b"a")], node_hash(leaf_hash(b"a"), leaf_hash(b"b")))
"""

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

HASH = 32  # bytes
LONGEST_PROOF = 63  # hashes: a tree of 2^63 leaves has no longer path
LONGEST_TEXT = 1 << 20  # bytes of a proof or note
LOG, COSIGNER = 1, 4  # types of signatures
PROMISE = "/promise"  # how the name of who promises ends
ENTRY = 42  # bytes
_SALT = re.compile(r"[0-9a-f]{64}\Z")
_NUMBER = re.compile(r"(?:0|[1-9][0-9]{0,18})\Z")
HEADER = "c2sp.org/tlog-proof@v1"
_DASH = "\N{EM DASH} "


class Rejected(Exception):
    """What was handed in proves nothing: ``code`` for programs, the message for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code


def leaf_hash(entry: bytes) -> bytes:
    """Give the hash of a leaf (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Give the hash of a node over its two subtrees (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\1" + left + right).digest()


def check_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Check that a leaf stands at an index of a tree; ``proof`` goes from its sibling upwards. Raises Rejected."""
    if not 0 <= index < size:
        raise Rejected("proof.index", f"there is no index {index} in a tree of {size}")
    at = leaf
    for step, is_left in _climb(index, size - 1, proof, "proof.length"):
        at = node_hash(step, at) if is_left else node_hash(at, step)
    if at != root:
        raise Rejected("proof.root", "the proof leads to another root than the checkpoint's")


def _climb(place: int, last: int, proof: Iterable[bytes], code: str) -> Iterator[tuple[bytes, bool]]:
    """Go from a node upwards: each hash of a proof, and whether it stands to the left. Raises Rejected."""
    for step in proof:
        if last == 0:
            raise Rejected(code, "the proof has more hashes than the tree is high")
        is_left = bool(place & 1) or place == last
        yield step, is_left
        while is_left and place and not place & 1:
            place, last = place >> 1, last >> 1
        place, last = place >> 1, last >> 1
    if last:
        raise Rejected(code, "the proof has fewer hashes than the tree is high")


def check_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Check that the first ``old`` leaves of a tree of ``new`` are those that made the old root. Raises Rejected."""
    if not 0 <= old <= new:
        raise Rejected("consistency.size", f"{old} is no earlier size of a tree of {new}")
    if old in {0, new}:
        same = old_root == (new_root if old == new else hashlib.sha256().digest())
        if proof or not same:
            raise Rejected(
                "consistency.root", "between these sizes nothing but equality, or nothing, proves anything"
            )
        return
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    first, *steps = [*([] if place else [old_root]), *proof] or [b""]
    before = after = first
    for step, is_left in _climb(place, last, steps, "consistency.length"):
        before = node_hash(step, before) if is_left else before
        after = node_hash(step, after) if is_left else node_hash(after, step)
    if before != old_root or after != new_root:
        raise Rejected("consistency.root", "the two trees share no such beginning")


@dataclass(frozen=True)
class Key:
    """A public key by which notes are checked. ``text`` is it as published (``name+id+base64``)."""

    name: str
    id: bytes
    kind: int
    public: bytes
    text: str

    @classmethod
    def of(cls, name: str, kind: int, public: bytes) -> "Key":
        """Give the key of a name; its id is made as signed-note recommends."""
        marked = bytes((kind,)) + public
        known = hashlib.sha256(name.encode() + b"\n" + marked).digest()[:4]
        return cls(name, known, kind, public, f"{name}+{known.hex()}+{base64.b64encode(marked).decode()}")

    @classmethod
    def parse(cls, text: str) -> "Key":
        """Read a key as published. Raises Rejected."""
        name, _, rest = text.partition("+")
        known, _, coded = rest.partition("+")
        marked = _decoded(coded, "key.form")
        if (
            not name
            or re.search(r"[\s+]", name)
            or len(marked) != 1 + HASH
            or marked[0] not in {LOG, COSIGNER}
        ):
            raise Rejected("key.form", "this is no Ed25519 key of a log or witness")
        key = cls.of(name, marked[0], marked[1:])
        if known != key.id.hex():
            raise Rejected("key.id", f"the key of {name} does not have the id that stands beside it")
        return key

    def signed(self, text: str, signature: bytes) -> bool:
        """Tell whether a signature (without the key's id) is this key's over a note's text."""
        message, mark = text.encode(), signature
        if self.kind == COSIGNER:
            when, mark = int.from_bytes(signature[:8]), signature[8:]
            message = f"cosignature/v1\ntime {when}\n".encode() + message
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(mark, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True)
class Note:
    """A text and the signatures under it: (name, key id, signature)."""

    text: str
    signatures: tuple[tuple[str, bytes, bytes], ...]

    @classmethod
    def parse(cls, note: str) -> "Note":
        """Read a signed note. Raises Rejected."""
        text, gap, below = note.rpartition("\n\n")
        lines = below.split("\n")
        if (
            not gap
            or len(note) > LONGEST_TEXT
            or re.search(r"[\x00-\x09\x0b-\x1f]", note)
            or lines.pop() != ""
        ):
            raise Rejected("note.form", "this is no signed note")
        found = []
        for line in lines:
            name, _, coded = line.removeprefix(_DASH).partition(" ")
            mark = _decoded(coded, "note.form")
            if not line.startswith(_DASH) or not name or len(mark) < 5:  # noqa: PLR2004 - an id and a byte
                raise Rejected("note.form", "a line under the note is no signature")
            found.append((name, mark[:4], mark[4:]))
        return cls(text + "\n", tuple(found))

    def by(self, keys: Iterable[Key]) -> list[Key]:
        """Give those of some keys that signed the text. Raises Rejected where one of them is forged."""
        known = {(key.name, key.id): key for key in keys}
        found = []
        for name, known_id, mark in self.signatures:
            key = known.get((name, known_id))
            if key is None:
                continue
            if not key.signed(self.text, mark):
                raise Rejected("note.signature", f"the signature of {name} is not over this text")
            found.append(key)
        return found


@dataclass(frozen=True)
class Checkpoint:
    """What a log says of itself: its name, how many leaves it has and the root over them."""

    origin: str
    size: int
    root: bytes
    by: int | None = None  # of a promise: the second until which its leaves are to be in the log

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """Read the text of a checkpoint, or of a promise: its name ends so, and it says until when. Raises Rejected."""
        lines = text.split("\n")
        if len(lines) < 4 or not lines[0]:  # noqa: PLR2004 - three lines, each ended
            raise Rejected("checkpoint.form", "this is no checkpoint")
        is_promise = lines[0].endswith(PROMISE)
        by = number_of(lines[3].removeprefix("by "), "checkpoint.form") if is_promise else None
        return cls(lines[0], number_of(lines[1], "checkpoint.form"), hash_of(lines[2], "checkpoint.form"), by)

    @property
    def text(self) -> str:
        """Give it as the text of a note."""
        by = "" if self.by is None else f"by {self.by}\n"
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n{by}"


@dataclass
class Policy:
    """Who is trusted: logs, witnesses, and the quorum of witnesses that must have cosigned (tlog-policy)."""

    logs: list[Key] = field(default_factory=list)
    witnesses: dict[str, Key] = field(default_factory=dict)
    groups: dict[str, tuple[int, tuple[str, ...]]] = field(default_factory=dict)
    quorum: str = "none"

    @classmethod
    def parse(cls, text: str) -> "Policy":
        """Read a policy file. Raises Rejected."""
        policy, quorums = cls(), 0
        for line in text.split("\n"):
            words = line.split()
            if not words or words[0].startswith("#"):
                continue
            match words:
                case ["log", key, *_]:
                    policy.logs.append(_of_kind(Key.parse(key), LOG))
                case ["witness", name, key, *_]:
                    policy._named(name)
                    policy.witnesses[name] = _of_kind(Key.parse(key), COSIGNER)
                case ["group", name, least, *members]:
                    policy._group(name, least, members)
                case ["quorum", name] if name == "none" or name in policy.witnesses or name in policy.groups:
                    policy.quorum, quorums = name, quorums + 1
                case _:
                    raise Rejected(
                        "policy.form", f"this line says nothing that a policy can say: {line[:80]}"
                    )
        if quorums != 1:
            raise Rejected("policy.form", "a policy has one line that names the quorum")
        publics = [key.public for key in (*policy.logs, *policy.witnesses.values())]
        if len(set(publics)) != len(publics):
            raise Rejected("policy.form", "a key stands in the policy twice")
        return policy

    def _named(self, name: str) -> None:
        if name == "none" or name in self.witnesses or name in self.groups:
            raise Rejected("policy.form", f"the name {name} is taken")

    def _group(self, name: str, least: str, members: Sequence[str]) -> None:
        self._named(name)
        used = {one for _, others in self.groups.values() for one in others}
        known = all((one in self.witnesses or one in self.groups) and one not in used for one in members)
        count = {"all": len(members), "any": 1}.get(least) or (int(least) if _NUMBER.match(least) else 0)
        if not known or len(set(members)) != len(members) or not 1 <= count <= len(members):
            raise Rejected("policy.form", f"the group {name} has no such members, or not that many")
        self.groups[name] = (count, tuple(members))

    def check(self, note: str) -> tuple[Checkpoint, list[Key]]:
        """Check a signed checkpoint: give it and the keys that signed it. Raises Rejected.

        A promise is the operator's own word, which no witness has seen.
        """
        read = Note.parse(note)
        checkpoint = Checkpoint.parse(read.text)
        signers = read.by([*self.logs, *self.witnesses.values()])
        if not any(key.kind == LOG and key.name == checkpoint.origin for key in signers):
            raise Rejected("checkpoint.unknown_log", f"no trusted key of {checkpoint.origin} signed this")
        if checkpoint.by is None and not self._met(self.quorum, signers):
            raise Rejected("checkpoint.quorum", "not enough witnesses have seen this checkpoint")
        return checkpoint, signers

    def _met(self, name: str, signers: Sequence[Key]) -> bool:
        if name == "none":
            return True
        if name in self.witnesses:
            return self.witnesses[name] in signers
        least, members = self.groups[name]
        return sum(self._met(one, signers) for one in members) >= least


@dataclass(frozen=True)
class Entry:
    """A leaf of the log: what kind of fact, when (whole seconds), and the commitment to it."""

    kind: int
    at: datetime
    commitment: bytes


def read_entry(entry: bytes) -> Entry:
    """Read an entry: a byte for its version (1), one for its kind, 8 of seconds since 1970, 32 of commitment.

    Raises Rejected.
    """
    if len(entry) != ENTRY or entry[0] != 1:
        raise Rejected("entry.form", "this is no entry of version 1")
    seconds = int.from_bytes(entry[2:10])
    if seconds >= 1 << 36:  # the year 4147
        raise Rejected("entry.form", "the entry's time is none")
    return Entry(entry[1], datetime.fromtimestamp(seconds, UTC), entry[10:])


@dataclass(frozen=True)
class Proven:
    """What a proof has shown: the fact as text, where it stands in which log, when, and who signed."""

    fact: str
    kind: int
    at: datetime
    index: int
    checkpoint: Checkpoint
    signers: tuple[str, ...]


def check_proof(text: str, policy: Policy) -> Proven:
    """Check a whole ``.tlog-proof``: its fact opens an entry, which is in a tree that the policy trusts.

    Raises Rejected.
    """
    head, _, note = text.partition("\n\n")
    lines = head.split("\n")
    if len(text) > LONGEST_TEXT or lines[0] != HEADER or len(lines) < 3 or not lines[1].startswith("extra "):  # noqa: PLR2004 - header, extra, index
        raise Rejected("proof.form", "this is no proof of this log")
    index = lines[2].removeprefix("index ")
    if len(lines) - 3 > LONGEST_PROOF:
        raise Rejected("proof.length", "the proof has more hashes than any tree is high")
    if not lines[2].startswith("index ") or not _NUMBER.match(index):
        raise Rejected("proof.form", "the proof names no index")
    entry, fact = _opened(_decoded(lines[1].removeprefix("extra "), "proof.form"))
    hashes = [hash_of(line, "proof.form") for line in lines[3:]]
    checkpoint, signers = policy.check(note)
    check_inclusion(int(index), checkpoint.size, leaf_hash(entry), hashes, checkpoint.root)
    read = read_entry(entry)
    return Proven(fact, read.kind, read.at, int(index), checkpoint, tuple(key.name for key in signers))


def _opened(extra: bytes) -> tuple[bytes, str]:
    """Give (entry, fact): what a fact makes under its salt, whose length alone parts the two. Raises Rejected."""
    with suppress(ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        told = json.loads(extra)
        fact, salt, kind, at = (told[name] for name in ("fact", "salt", "kind", "at"))
        if _SALT.match(salt) and {type(kind), type(at)} == {int} and type(json.loads(fact)) is dict:
            head = bytes((1, kind)) + at.to_bytes(8)
            return head + hashlib.sha256(bytes.fromhex(salt) + fact.encode()).digest(), fact
    raise Rejected("proof.fact", "what was committed to cannot be read")


def _of_kind(key: Key, kind: int) -> Key:
    if key.kind != kind:
        raise Rejected("policy.form", f"the key of {key.name} is of the wrong type")
    return key


def _decoded(coded: str, code: str) -> bytes:
    try:
        raw = base64.b64decode(coded, validate=True)
    except (binascii.Error, ValueError):
        raise Rejected(code, "this is no base 64") from None
    if base64.b64encode(raw).decode() != coded:
        raise Rejected(code, "this base 64 has a second spelling")
    return raw


def hash_of(coded: str, code: str) -> bytes:
    """Read a hash in base 64. Raises Rejected."""
    raw = _decoded(coded, code)
    if len(raw) != HASH:
        raise Rejected(code, "a hash has 32 bytes")
    return raw


def number_of(text: str, code: str) -> int:
    """Read a number as this format writes it. Raises Rejected."""
    if not _NUMBER.match(text):
        raise Rejected(code, "this is no number without leading zeroes")
    return int(text)


def utf8(raw: bytes, code: str) -> str:
    """Give the text of some bytes. Raises Rejected."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise Rejected(code, "this is no UTF-8") from None
