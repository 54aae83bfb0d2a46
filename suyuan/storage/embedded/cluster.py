"""数据库集群 — making, configuring, starting, probing and stopping one PostgreSQL cluster.

Whether the server lives is decided by asking it over its socket, never by process ids: a killed server may
stay in the process table as a zombie that nobody has collected, and its lock file then looks alive to
PostgreSQL itself. ``start`` therefore tries again for ten seconds, and after that removes a lock file only
when the system says that its owner is dead (a zombie whose parent never collects it, as in a container
without an init process).

Our settings are in ``suyuan.conf``, written anew at each start; an operator's own go through ``ALTER
SYSTEM``, which PostgreSQL reads last.

Source: PostgreSQL manual, "initdb", "pg_ctl", "Server Configuration", "User Name Maps".
"""

import getpass
import logging
import os
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg.pq
from psycopg.conninfo import make_conninfo

from suyuan.storage.embedded import place as places
from suyuan.storage.embedded.account import Account
from suyuan.storage.embedded.binaries import Binaries
from suyuan.storage.embedded.errors import EmbeddedError
from suyuan.storage.embedded.place import Place

OWNER = "suyuan"
# made with the tables (storage/sql/schema/0005_wall.sql): what is served logs in as the first, and owns nothing
SERVICE, REGISTER = "suyuan_app", "suyuan_register"
RETRY_S = 10.0
# Recovery after a crash may replay all of max_wal_size; only a server that answers nothing is given up.
RECOVERY_S = 600.0
LARGEST_LOG_BYTES = 10_000_000
SMALLEST_SHM_BYTES = 512_000_000

SETTINGS = """\
# Written at each start; change settings with ALTER SYSTEM instead, which is read after this file.
listen_addresses = ''
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0700
max_connections = 100
shared_buffers = '256MB'
work_mem = '16MB'
maintenance_work_mem = '256MB'
effective_cache_size = '2GB'
dynamic_shared_memory_type = {shared_memory}
max_wal_size = '2GB'
wal_compression = pglz
checkpoint_completion_target = 0.9
random_page_cost = 1.1
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
log_checkpoints = off
log_line_prefix = '%m [%p] '
fsync = {durable}
synchronous_commit = {durable}
full_page_writes = {durable}
"""
INCLUDE = "include_if_exists = 'suyuan.conf'\n"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Cluster:
    """One cluster: its place, the programs and the account it is run with, the directory of its socket."""

    place: Place
    binaries: Binaries
    account: Account
    sockets: Path

    def probe(self) -> psycopg.pq.Ping:
        """Ask the server itself: ``OK``, ``REJECT`` (alive, not ready) or ``NO_RESPONSE``."""
        return psycopg.pq.Ping(psycopg.pq.PGconn.ping(self.conninfo("postgres").encode()))

    def conninfo(self, database: str) -> str:
        """Return libpq's words for connecting to ``database`` as its owner."""
        return make_conninfo(
            host=str(self.sockets), port=5432, user=OWNER, dbname=database, connect_timeout=10
        )

    def make(self) -> None:
        """Make the cluster unless it is there, and refuse one of another major version.

        Raises:
            EmbeddedError: PostgreSQL cannot make it, or the existing one needs another major version.
        """
        data = self.place.data
        if data.exists():
            self._check_major()
            return
        # A made cluster appears under its name in one step, so a start cut short leaves nothing half made
        draft = self.place.root / "data.partial"
        shutil.rmtree(draft, ignore_errors=True)
        argv = [self.binaries["initdb"], "-D", draft.name, "-U", OWNER, "--data-checksums", "--locale=C"]
        argv += ["--encoding=UTF8", "--auth-local=peer", "--auth-host=reject", "--no-instructions"]
        made = self.account.run(argv, cwd=self.place.root, timeout_s=RECOVERY_S)
        if made.returncode != 0:
            raise EmbeddedError(
                f"initdb 未能在 {data} 建立数据库：{_last_lines(made.stderr)}",
                f"initdb could not make a database in {data}: {_last_lines(made.stderr)}",
            )
        settings = draft / "postgresql.conf"
        self.account.write(settings, settings.read_text(encoding="utf-8") + INCLUDE)
        draft.rename(data)
        log.info(
            "made a PostgreSQL %s cluster in %s, run by %s", self.binaries.version, data, self.account.name
        )

    def configure(self, *, durable: bool) -> None:
        """Write the settings and who may connect: this account and whoever runs us, by name."""
        data = self.place.data
        quoted = (
            '"' + str(self.sockets).replace('"', '""') + '"'
        )  # a list of paths: quoted twice, for its commas too
        settings = SETTINGS.format(
            sockets=quoted.replace("'", "''"),
            shared_memory="mmap" if _short_of_shared_memory() else "posix",
            durable="on" if durable else "off",
        )
        # Before PostgreSQL 16 a map cannot name every role at once
        roles = ("all",) if self.binaries.major >= 16 else (OWNER, SERVICE)  # noqa: PLR2004 - a version
        people = dict.fromkeys((self.account.name, _own_name(), "root"))
        names = "".join(f'suyuan "{name}" {role}\n' for name in people for role in roles)
        self.account.write(data / "suyuan.conf", settings)
        self.account.write(data / "pg_hba.conf", "local all all peer map=suyuan\n")
        self.account.write(data / "pg_ident.conf", names)

    def start(self) -> None:
        """Start the server, or wait for one that is starting, until it answers.

        Raises:
            EmbeddedError: it does not come up; the end of its log is in the text.
        """
        began = time.monotonic()
        last_resort = False
        while (state := self.probe()) != psycopg.pq.Ping.OK:
            waited = time.monotonic() - began
            if state == psycopg.pq.Ping.REJECT and waited < RECOVERY_S:
                time.sleep(0.05)
                continue
            if (
                answer := self._pg_ctl("start", "-w", "-t", str(int(RECOVERY_S)), "-l", self.place.log.name)
            ) is None:
                continue
            lock = self.place.data / "postmaster.pid"
            if lock.exists() and waited < RETRY_S:
                time.sleep(0.25)
            elif lock.exists() and not last_resort:
                last_resort = True
                self._break_lock()
            else:
                raise EmbeddedError(
                    f"PostgreSQL 未能启动：{answer}\n{self.place.log} 的末尾：\n{self._log_tail()}",
                    f"PostgreSQL did not start: {answer}\nThe end of {self.place.log}:\n{self._log_tail()}",
                )

    def stop(self) -> None:
        """Stop the server: open transactions are rolled back, what was committed is on disk."""
        if not self.place.data.exists() or self.probe() == psycopg.pq.Ping.NO_RESPONSE:
            return
        answer = self._pg_ctl("stop", "-m", "fast", "-w", "-t", "60")
        if self.probe() != psycopg.pq.Ping.NO_RESPONSE:
            log.warning("PostgreSQL is slow to stop (%s); it will recover at its next start", answer)
            self._pg_ctl("stop", "-m", "immediate", "-w", "-t", "10")

    def rotate_log(self) -> None:
        """Keep the server's log and one before it from growing without end."""
        if self.place.log.exists() and self.place.log.stat().st_size > LARGEST_LOG_BYTES:
            self.place.log.replace(self.place.log.with_suffix(".log.1"))

    def _pg_ctl(self, *arguments: str) -> str | None:
        """Run ``pg_ctl`` and return what it complained about, or None when it succeeded."""
        # names relative to the place: pg_ctl hands paths to a shell, which would read odd characters in them
        argv = [self.binaries["pg_ctl"], *arguments, "-D", self.place.data.name]
        done = self.account.run(argv, cwd=self.place.root, timeout_s=RECOVERY_S + 60)
        return None if done.returncode == 0 else _last_lines(done.stderr or done.stdout)

    def _check_major(self) -> None:
        have = (self.place.data / "PG_VERSION").read_text(encoding="ascii").strip()
        if have != str(self.binaries.major):
            raise EmbeddedError(
                f"{self.place.data} 由 PostgreSQL {have} 建立，而 {self.binaries.directory} 中是 "
                f"{self.binaries.version}，未作任何改动。请用 {have} 的程序（SUYUAN_PG_BIN）启动，"
                "或以 backup 与 restore 迁到新的 SUYUAN_HOME。",
                f"{self.place.data} was made by PostgreSQL {have}, but {self.binaries.directory} holds "
                f"{self.binaries.version}; nothing was changed. Start it with programs of {have} "
                "(SUYUAN_PG_BIN), "
                "or move to a new SUYUAN_HOME with backup and restore.",
            )

    def _break_lock(self) -> None:
        broken = False
        for lock in (self.place.data / "postmaster.pid", self.sockets / ".s.PGSQL.5432.lock"):
            if lock.exists() and _is_zombie(
                pid := lock.read_text(encoding="utf-8").split("\n", maxsplit=1)[0].strip()
            ):
                log.warning("the server %s was killed and nobody collected it; removing %s", pid, lock.name)
                lock.unlink()
                broken = True
        if not broken and self._pg_ctl("status") is None:
            log.warning("the server lives but its socket in %s is gone; restarting it", self.sockets)
            self._pg_ctl("stop", "-m", "fast", "-w", "-t", "60")

    def _log_tail(self) -> str:
        if not self.place.log.exists():
            return ""
        return _last_lines(self.place.log.read_text(encoding="utf-8", errors="replace"), lines=8)


def build(place: Place, binaries: Binaries, account: Account) -> Cluster:
    """Put a cluster together, choosing the directory of its socket."""
    return Cluster(place, binaries, account, places.sockets(place, account))


def _last_lines(text: str, *, lines: int = 4) -> str:
    return "\n".join(text.strip().splitlines()[-lines:])


def _is_zombie(pid: str) -> bool:
    status = Path("/proc") / pid / "stat"
    return status.exists() and status.read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z"


def _own_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "root"


def _short_of_shared_memory() -> bool:
    # a container's /dev/shm is often 64 MB: too little for parallel queries, which would then fail
    try:
        found = os.statvfs("/dev/shm")  # noqa: S108 - only its size is read
    except OSError:
        return False
    return found.f_blocks * found.f_frsize < SMALLEST_SHM_BYTES
