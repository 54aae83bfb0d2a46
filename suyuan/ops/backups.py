"""备份与恢复 — a copy of the whole database in a directory, and back.

A backup directory holds ``database.dump`` (``pg_dump``, custom format: one consistent snapshot, taken while
people work), ``roles.json`` (the roles that the rights in it are given to, which ``pg_dump`` leaves out) and
``manifest.json`` (when, by which version, SHA-256). Keys are not in it: those in ``SUYUAN_HOME`` must be kept
apart.

A restore is one transaction: it happens whole or not at all.

Source: PostgreSQL manual, "pg_dump", "pg_restore".
"""

import hashlib
import json
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg import sql

from suyuan.ops.database import Database
from suyuan.storage import embedded

ROLES = """
SELECT rolname, rolinherit, rolcanlogin, rolbypassrls,
       ARRAY(SELECT CASE WHEN member.rolname = current_user THEN '' ELSE member.rolname::text END
             FROM pg_auth_members JOIN pg_roles member ON member.oid = pg_auth_members.member
             WHERE pg_auth_members.roleid = pg_roles.oid)
FROM pg_roles WHERE rolname !~ '^pg_' AND NOT rolsuper AND rolname <> current_user ORDER BY rolname
"""
DOORS = """
SELECT oid::regprocedure::text FROM pg_proc
WHERE prosecdef AND pronamespace = 'public'::regnamespace AND EXISTS (SELECT FROM pg_roles WHERE rolname = %s)
"""
OUR_TABLES = "SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"


class BackupError(RuntimeError):
    """A backup or a restore did not happen; the message says why."""


def backup(database: Database, directory: Path) -> int:
    """Write a backup to a new directory and return its bytes. Raises BackupError."""
    if directory.exists():
        raise BackupError(f"{directory} exists; a backup never overwrites / 目录已存在，备份不会覆盖")
    draft = directory.with_name(f"{directory.name}.partial")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700, parents=True)
    dump = draft / "database.dump"
    _run([database.program("pg_dump"), "--format=custom", "--no-owner", f"--file={dump}", database.url])
    with psycopg.connect(database.url) as connection:
        version = connection.info.server_version
        fields = ("name", "inherit", "login", "bypass_rls", "members")
        roles = [dict(zip(fields, row, strict=True)) for row in connection.execute(ROLES)]
    (draft / "roles.json").write_text(json.dumps(roles, indent=1), encoding="utf-8")
    size = dump.stat().st_size
    manifest = {
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "server_version": version,
        "bytes": size,
        "sha256": _sha256(dump),
    }
    (draft / "manifest.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    draft.rename(directory)
    return size


def restore(database: Database, directory: Path, *, replace: bool) -> None:
    """Put a backup's content into the database, in one transaction; a database in use needs ``replace``.

    Raises:
        BackupError: the backup is damaged, the database is not empty, or PostgreSQL refused: nothing changed.
    """
    dump = directory / "database.dump"
    try:
        manifest = json.loads((directory / "manifest.json").read_text(encoding="utf-8"))
        roles = json.loads((directory / "roles.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BackupError(f"{directory} is not a backup: {error} / 不是备份目录") from error
    if not dump.exists() or _sha256(dump) != manifest["sha256"]:
        raise BackupError(f"{dump} is damaged: its SHA-256 is not the recorded one / 备份已损坏")
    with psycopg.connect(database.url, autocommit=True) as connection:
        counted = connection.execute(OUR_TABLES).fetchone()
        if counted and counted[0] and not replace:
            raise BackupError("the database is not empty; --replace gives it up / 数据库非空，须加 --replace")
        for role in roles:
            _have_role(connection, role)
    options = ["--single-transaction", "--exit-on-error", "--no-owner", "--clean", "--if-exists"]
    _run([database.program("pg_restore"), *options, f"--dbname={database.url}", str(dump)])
    _give_doors_back(database)


def _give_doors_back(database: Database) -> None:
    """Give the functions by which policies look across parties back to the register: a dump names no owners."""
    with psycopg.connect(database.url) as connection:
        doors = connection.execute(DOORS, [embedded.REGISTER]).fetchall()
        owner = sql.Identifier(embedded.REGISTER)
        if doors:
            connection.execute(sql.SQL("GRANT CREATE ON SCHEMA public TO {}").format(owner))
        for (door,) in doors:
            connection.execute(sql.SQL("ALTER FUNCTION {} OWNER TO {}").format(sql.SQL(door), owner))
        if doors:
            connection.execute(sql.SQL("REVOKE CREATE ON SCHEMA public FROM {}").format(owner))


def _have_role(connection: psycopg.Connection[tuple[object, ...]], role: dict[str, object]) -> None:
    name = sql.Identifier(str(role["name"]))
    if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role["name"]]).fetchone():
        words = [
            "INHERIT" if role["inherit"] else "NOINHERIT",
            "LOGIN" if role["login"] else "NOLOGIN",
            "BYPASSRLS" if role["bypass_rls"] else "NOBYPASSRLS",
        ]
        connection.execute(sql.SQL("CREATE ROLE {} {}").format(name, sql.SQL(" ").join(map(sql.SQL, words))))
    members = role["members"]
    for member in members if isinstance(members, list) else []:
        # the dumping owner may have another name than the restoring one
        grantee = sql.Identifier(member) if member else sql.SQL("CURRENT_USER")
        connection.execute(sql.SQL("GRANT {} TO {}").format(name, grantee))


def _run(argv: list[str]) -> None:
    try:
        done = subprocess.run(argv, capture_output=True, text=True, errors="replace", check=False)  # noqa: S603
    except FileNotFoundError:
        raise BackupError(
            f"{argv[0]} is not installed; it comes with PostgreSQL's client / 缺少该程序"
        ) from None
    if done.returncode != 0:
        raise BackupError(f"{Path(argv[0]).name}: {done.stderr.strip()}")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
