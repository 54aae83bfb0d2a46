"""运行账户 — the operating-system user that PostgreSQL runs as.

PostgreSQL refuses to run as root. An ordinary user runs the server as themselves; root hands it to a service
user: the owner of the data directory where there is one, else ``suyuan`` (made with ``useradd``), else a user
that is already there. Programs are started with the account's ids, no supplementary groups and a bare
environment.

Source: PostgreSQL manual, "The PostgreSQL User Account".
"""

import logging
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from suyuan.storage.embedded.errors import EmbeddedError

SERVICE_USER = "suyuan"
# Tried in this order where no user can be made (no useradd, or a read-only /etc).
STAND_INS = ("postgres", "nobody")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Account:
    """A user of the operating system; ``switch`` says that we are root and must become it."""

    name: str
    uid: int
    gid: int
    switch: bool

    def run(self, argv: list[str], *, cwd: Path, timeout_s: float) -> subprocess.CompletedProcess[str]:
        """Run a program as this account and return its output; a failing exit is no error."""
        environment = {"PATH": os.defpath, "LC_ALL": "C", "HOME": str(cwd)}
        if "LD_LIBRARY_PATH" in os.environ:
            environment["LD_LIBRARY_PATH"] = os.environ["LD_LIBRARY_PATH"]
        options = {"user": self.uid, "group": self.gid, "extra_groups": []} if self.switch else {}
        return subprocess.run(  # type: ignore[call-overload,no-any-return]  # noqa: S603 - our own argv, no shell
            argv,
            cwd=cwd,
            env=environment,
            umask=0o077,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            timeout=timeout_s,
            **options,
        )

    def can_enter(self, directory: Path) -> bool:
        """Try whether the account may pass through ``directory``: trying beats reading modes."""
        if not self.switch:
            return os.access(directory, os.X_OK)
        return (
            self.run(["/bin/sh", "-c", 'cd "$0"', str(directory)], cwd=Path("/"), timeout_s=30).returncode
            == 0
        )

    def own(self, path: Path, *, mode: int) -> None:
        """Hand ``path`` to the account with the given permission bits."""
        if self.switch:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)
        path.chmod(mode)

    def write(self, path: Path, text: str) -> None:
        """Put a file of the account's in place at once, never writing through a planted link."""
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        draft.unlink(missing_ok=True)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            if self.switch:
                os.fchown(file.fileno(), self.uid, self.gid)
            file.write(text)
        draft.replace(path)


def choose(data: Path) -> Account:
    """Return the account for a cluster whose data directory is, or will be, ``data``.

    Raises:
        EmbeddedError: the data belongs to somebody else, or root finds no user to hand the server to.
    """
    euid = os.geteuid()
    owner = data.stat().st_uid if data.exists() else None
    if euid != 0:
        if owner not in (None, euid):
            raise EmbeddedError(
                f"数据目录 {data} 属于另一用户（uid {owner}）：请以该用户或 root 身份运行，或另设 "
                "SUYUAN_HOME。",
                f"The data directory {data} belongs to another user (uid {owner}): run as that user or as "
                "root, "
                "or choose another SUYUAN_HOME.",
            )
        return _known(euid, switch=False)
    if owner:
        return _known(owner, switch=True)
    return _service_account()


def _known(uid: int, *, switch: bool) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise EmbeddedError(
            f"系统中没有 uid 为 {uid} 的用户，PostgreSQL 因此拒绝运行：请以有名字的用户运行。",
            f"No user of this machine has uid {uid}, and PostgreSQL refuses to run so: run as a user with a "
            "name.",
        ) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, switch=switch)


def _service_account() -> Account:
    if not _exists(SERVICE_USER) and (
        useradd := shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    ):
        made = subprocess.run(  # noqa: S603 - fixed argv
            [
                useradd,
                "--system",
                "--user-group",
                "--no-create-home",
                "--shell",
                "/usr/sbin/nologin",
                SERVICE_USER,
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode == 0:
            log.info("made the system user %s to run PostgreSQL", SERVICE_USER)
    for name in (SERVICE_USER, *STAND_INS):
        if _exists(name) and (entry := pwd.getpwnam(name)).pw_uid != 0:
            return Account(name, entry.pw_uid, entry.pw_gid, switch=True)
    raise EmbeddedError(
        f"PostgreSQL 不能以 root 运行，也无法建立系统用户 {SERVICE_USER}：请自行建立，或以普通用户运行。",
        f"PostgreSQL does not run as root and the system user {SERVICE_USER} could not be made: "
        "make it yourself, or run as an ordinary user.",
    )


def _exists(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True
