"""账本文件 — the public log as files that any web server can hand out, and the keys that sign it.

    write          tiles and bundles of entries: whole or not at all, on the disk before the checkpoint is
    read_tile      a tile's hashes;  read(): any file of the log by its path
    checkpoint     the published checkpoint;  publish() replaces it
    locked         one writer at a time
    keys           the keys that sign, drawn at the first start

Nothing is changed once it is there but the checkpoint: partial tiles go when the full one is there. Keys stand beside
the log, in a folder that is not handed out.

Source: C2SP tlog-tiles.
"""

import fcntl
import os
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from suyuan.ledger import notes
from suyuan.ledger.notes import Signer
from suyuan.ledger.tree import Tile
from suyuan.ledger.verifier import HASH
from suyuan.ledger.whole import TILE, split_bundle, tile_path

CHECKPOINT, FOLDER = "checkpoint", "ledger"
_PUBLIC = re.compile(
    r"checkpoint|policy|tile/(?:entries|[0-9]|[1-5][0-9]|6[0-3])/(?:x\d{3}/)*\d{3}(?:\.p/[1-9]\d{0,2})?"
)
_MANY = 64  # files above which one call syncs all


def folder() -> Path:
    """Give the folder of the public log."""
    return Path(settings.HOME) / FOLDER


def _keys_folder() -> Path:
    path = Path(settings.HOME) / "ledger-keys"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


@contextmanager
def locked() -> Iterator[None]:
    """Be the only one who writes the log, of all processes of this machine."""
    with (_keys_folder() / "lock").open("a") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def is_public(path: str) -> bool:
    """Tell whether a path is one that the log hands out."""
    return _PUBLIC.fullmatch(path) is not None


def read(path: str) -> bytes:
    """Give a file of the log by its path. Raises OSError."""
    return (folder() / path).read_bytes()


def read_tile(level: int, number: int, width: int) -> bytes:
    """Give the hashes of a tile; where the partial one is gone, out of the full one. Raises OSError."""
    try:
        return read(tile_path(level, number, width))
    except FileNotFoundError:
        return read(tile_path(level, number))[: width * HASH]


def read_entries(low: int, high: int) -> Iterator[bytes]:
    """Give the published entries of places low to high (the size of the published log). Raises OSError."""
    for number in range(low // TILE, -(-high // TILE)):
        width = min(TILE, high - number * TILE)
        try:
            whole = split_bundle(read(tile_path("entries", number, width)), width)
        except FileNotFoundError:
            whole = split_bundle(read(tile_path("entries", number)), TILE)[:width]
        yield from whole[max(0, low - number * TILE) :]


def checkpoint() -> str | None:
    """Give the published checkpoint, a signed note; None before the first.

    Every page of a battery asks for it: the file is read again only when another one stands there.
    """
    place = f"{settings.HOME}/{FOLDER}/{CHECKPOINT}"
    try:
        there = os.stat(place)  # noqa: PTH116 - a path object takes longer to make than this whole call
    except FileNotFoundError:
        return None
    mark = (place, there.st_ino, there.st_mtime_ns)
    if _last.get("mark") != mark:
        _last.update(mark=mark, note=read(CHECKPOINT).decode())
    return str(_last["note"])


_last: dict[str, object] = {}


def write(tiles: Sequence[Tile], bundles: Sequence[tuple[int, int, bytes]]) -> None:
    """Write tiles and bundles (number, width, bytes); when this returns they are on the disk."""
    files = [(tile_path(one.level, one.number, one.width), one.hashes) for one in tiles]
    files += [(tile_path("entries", number, width), content) for number, width, content in bundles]
    many = len(files) > _MANY
    parents: set[Path] = set()
    for path, content in files:
        parents |= _put(folder() / path, content, sync=not many)
    if many:
        os.sync()
    else:
        _sync(parents)


def _put(place: Path, content: bytes, *, sync: bool) -> set[Path]:
    """Write one file under another name and rename it; give the folders that changed."""
    changed = {place.parent}
    above = place.parent
    while not above.exists():
        above = above.parent
        changed.add(above)
    place.parent.mkdir(parents=True, exist_ok=True)
    made = place.with_name(f".{place.name}.{os.getpid()}")
    with made.open("wb") as stream:
        stream.write(content)
        if sync:
            stream.flush()
            os.fsync(stream.fileno())
    made.replace(place)
    return changed


def _sync(folders: Iterable[Path]) -> None:
    for one in folders:
        handle = os.open(one, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def publish(note: str) -> None:
    """Replace the published checkpoint."""
    _sync(_put(folder() / CHECKPOINT, note.encode(), sync=True))


def publish_policy(text: str) -> None:
    """Replace the published policy, which names the keys."""
    _sync(_put(folder() / "policy", text.encode(), sync=True))


def clear(tiles: Iterable[Tile], bundles: Iterable[tuple[int, int, bytes]]) -> None:
    """Remove partial tiles of which the full one is there."""
    whole = [tile_path(one.level, one.number) for one in tiles if one.width == TILE]
    whole += [tile_path("entries", number) for number, width, _ in bundles if width == TILE]
    for path in whole:
        shutil.rmtree(folder() / f"{path}.p", ignore_errors=True)


def keys(kind: str) -> list[Signer]:
    """Give the keys of a kind (``log``, ``promise``) that sign, the latest last; one is drawn where there is none."""
    found = sorted(_keys_folder().glob(f"{kind}-*.key"))
    if not found:
        add_key(kind)
        found = sorted(_keys_folder().glob(f"{kind}-*.key"))
    return [notes.read(path.read_text()) for path in found]


def add_key(kind: str) -> Signer:
    """Draw a further key of a kind; from now on it signs beside the others."""
    signer = notes.draw(origin() + ("" if kind == "log" else f"/{kind}"), notes.LOG)
    numbers = [int(path.stem.rpartition("-")[2]) for path in _keys_folder().glob(f"{kind}-*.*")]
    place = _keys_folder() / f"{kind}-{max(numbers, default=0) + 1:03d}.key"
    _keep(place, signer.secret)
    return notes.read(place.read_text())


def retire_key(kind: str, known: str) -> bool:
    """Let a key (its id, 8 hex digits) sign no more, unless it is the last; tell whether it was there."""
    found = {notes.read(path.read_text()).key.id.hex(): path for path in _keys_folder().glob(f"{kind}-*.key")}
    if known not in found or len(found) == 1:
        return False
    found[known].rename(found[known].with_suffix(".retired"))
    return True


def origin() -> str:
    """Give the name of this log, by which its checkpoints begin; drawn at the first start unless it is set."""
    if settings.LEDGER_ORIGIN:
        return str(settings.LEDGER_ORIGIN)
    place = _keys_folder() / "origin"
    if not place.exists():
        _keep(place, f"suyuan.invalid/{secrets.token_hex(4)}")
    return place.read_text().strip()


def _keep(place: Path, content: str) -> None:
    """Keep a secret under a name that is free; of two who draw at once, one keeps its own."""
    made = place.with_name(f".{place.name}.{os.getpid()}")
    handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    try:
        os.link(made, place)
    except FileExistsError:
        pass
    finally:
        made.unlink()
