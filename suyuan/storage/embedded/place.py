"""数据所在 — where a cluster and its socket live.

Usually ``SUYUAN_HOME/pg``. Two things can forbid that, and both are written down in small files so that the
next start finds the same place:

- root's service user cannot pass through ``SUYUAN_HOME`` (below ``/root``, say): the cluster goes to a
  directory of its own under ``/var/lib/suyuan``, named in ``SUYUAN_HOME/pg.location``;
- a unix socket's path may have about 100 bytes, and libpq reads a comma in it as the start of a second host:
  below such a ``SUYUAN_HOME`` the socket goes to a fresh private directory under the system's temporary one,
  named in ``sockets`` inside the cluster's place.
"""

import logging
import os
import re
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from suyuan.storage.embedded import binaries
from suyuan.storage.embedded.account import Account
from suyuan.storage.embedded.errors import EmbeddedError

POINTER = "pg.location"
# sun_path holds 108 bytes on Linux and 104 on macOS, with its closing zero; the file is "/.s.PGSQL.5432".
LONGEST_SOCKET_DIRECTORY = 103 - len("/.s.PGSQL.5432")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Place:
    """The directory of one cluster and what is in it."""

    root: Path

    @property
    def data(self) -> Path:
        """PostgreSQL's data directory."""
        return self.root / "data"

    @property
    def log(self) -> Path:
        """The server's log."""
        return self.root / "server.log"


def find(home: Path) -> Place:
    """Return where the cluster of ``home`` is, or would be made; it changes nothing.

    Raises:
        EmbeddedError: ``home`` points to a cluster that is gone, or that belongs to another home.
    """
    pointer = home / POINTER
    if not pointer.exists():
        return Place(home / "pg")
    root = Path(pointer.read_text(encoding="utf-8").strip())
    if not root.is_dir():
        raise EmbeddedError(
            f"{pointer} 所指的数据目录 {root} 不存在：请恢复该目录；如确认数据不要了，删除 {pointer} "
            "后重新开始。",
            f"{pointer} names the data directory {root}, which is not there: bring it back, or delete "
            f"{pointer} "
            "to begin anew if its data is not wanted.",
        )
    other = Path((root / "home").read_text(encoding="utf-8").strip())
    theirs = other / POINTER
    if other != home and theirs.exists() and theirs.read_text(encoding="utf-8").strip() == str(root):
        raise EmbeddedError(
            f"{home} 似乎是 {other} 的副本，两者指向同一数据目录 {root}：请用 backup 与 restore 复制数据。",
            f"{home} seems to be a copy of {other}; both point to {root}: copy data with backup and restore.",
        )
    return Place(root)  # a home that was moved takes its cluster along


def prepare(home: Path, account: Account) -> Place:
    """Make the cluster's directory, reachable by ``account`` and closed to everyone else.

    Raises:
        EmbeddedError: an existing cluster cannot be reached by its owner any more.
    """
    place = find(home)
    if (home / POINTER).exists():
        account.write(place.root / "home", f"{home}\n")
    if not account.switch or account.can_enter(place.root.parent):
        place.root.mkdir(mode=0o700, exist_ok=True)
        account.own(place.root, mode=0o700)
        return place
    if place.data.exists():
        raise EmbeddedError(
            f"用户 {account.name} 进不了已有的数据目录 {place.data}：请放开其上级目录的通行权限（chmod "
            "o+x）。",
            f"The user {account.name} cannot reach its data directory {place.data}: let it pass through the "
            "directories above (chmod o+x).",
        )
    base = binaries.shelter()
    root = Path(tempfile.mkdtemp(prefix=f"{re.sub(r'[^A-Za-z0-9]+', '', home.name) or 'home'}-", dir=base))
    account.write(root / "home", f"{home}\n")
    account.own(root, mode=0o700)
    (home / POINTER).write_text(f"{root}\n", encoding="utf-8")
    log.warning("%s is closed to the user %s; the cluster is kept in %s instead", home, account.name, root)
    return Place(root)


def sockets(place: Place, account: Account) -> Path:
    """Return the directory of the server's socket: short enough, and private to ``account``."""
    usual = place.root / "run"
    if len(os.fsencode(usual)) <= LONGEST_SOCKET_DIRECTORY and "," not in str(usual):
        usual.mkdir(mode=0o700, exist_ok=True)
        account.own(usual, mode=0o700)
        return usual
    note = place.root / "sockets"
    if (recorded := known_sockets(place)) != usual and _private(recorded, account):
        return recorded
    for base in (tempfile.gettempdir(), "/tmp", "/run", "/var/tmp"):  # noqa: S108 - mkdtemp makes it safely
        if len(os.fsencode(base)) < LONGEST_SOCKET_DIRECTORY - 16 and account.can_enter(Path(base)):
            fresh = Path(tempfile.mkdtemp(prefix="suyuan-", dir=base))
            account.own(fresh, mode=0o700)
            account.write(note, f"{fresh}\n")
            return fresh
    raise EmbeddedError(
        f"{usual} 太长（或含逗号），放不下 unix 套接字，也没有可用的临时目录：请把 SUYUAN_HOME 设得短一些。",
        f"{usual} is too long (or has a comma) for a unix socket and no temporary directory can be used: "
        "choose a shorter SUYUAN_HOME.",
    )


def known_sockets(place: Place) -> Path:
    """Return the directory of the socket: as written down for a deep home, else the usual one."""
    note = place.root / "sockets"
    return Path(note.read_text(encoding="utf-8").strip()) if note.exists() else place.root / "run"


def _private(directory: Path, account: Account) -> bool:
    # anyone may make names in a temporary directory: only a real one, ours and closed to others, will do
    try:
        found = directory.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == account.uid and not found.st_mode & 0o077
