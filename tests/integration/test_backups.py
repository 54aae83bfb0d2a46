"""Backup and restore, with the real programs: rows and rights come back whole, or nothing changes."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from suyuan.ops.backups import BackupError, backup, restore
from suyuan.ops.database import Database
from suyuan.storage.embedded import Server, throwaway

ROWS = "SELECT word FROM kept ORDER BY word"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with throwaway() as lent:
        yield lent


@pytest.fixture(scope="module")
def other_server() -> Iterator[Server]:
    with throwaway() as lent:
        yield lent


@pytest.fixture
def full(server: Server) -> Database:
    """A database with a table, and a role that may write to it."""
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS kept")
        connection.execute("DROP ROLE IF EXISTS writer")
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('溯源')")
        connection.execute("CREATE ROLE writer NOLOGIN BYPASSRLS")
        connection.execute("GRANT INSERT ON kept TO writer")
        connection.execute("DROP FUNCTION IF EXISTS door()")
        connection.execute("DROP ROLE IF EXISTS suyuan_register")
        connection.execute("CREATE ROLE suyuan_register NOLOGIN")
        connection.execute("CREATE FUNCTION door() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'")
        connection.execute("ALTER FUNCTION door() OWNER TO suyuan_register")
    return Database(server.url, server, server.service_url)


@pytest.fixture
def empty(other_server: Server) -> Database:
    with psycopg.connect(other_server.url, autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS kept")
        connection.execute("DROP ROLE IF EXISTS writer")
        connection.execute("DROP FUNCTION IF EXISTS door()")
        connection.execute("DROP ROLE IF EXISTS suyuan_register")
    return Database(other_server.url, other_server, other_server.service_url)


def _all(database: Database, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(database.url) as connection:
        return connection.execute(query).fetchall()


def test_a_backup_brings_rows_and_rights_to_another_server(
    full: Database, empty: Database, tmp_path: Path
) -> None:
    assert backup(full, tmp_path / "copy") > 0
    restore(empty, tmp_path / "copy", replace=False)

    assert _all(empty, ROWS) == [("溯源",)]
    assert _all(empty, "SELECT has_table_privilege('writer', 'kept', 'INSERT')") == [(True,)]
    assert _all(empty, "SELECT has_table_privilege('writer', 'kept', 'SELECT')") == [(False,)]
    assert _all(empty, "SELECT rolbypassrls, rolcanlogin FROM pg_roles WHERE rolname = 'writer'") == [
        (True, False)
    ]
    assert _all(empty, "SELECT proowner::regrole::text FROM pg_proc WHERE proname = 'door'") == [
        ("suyuan_register",)
    ]


def test_a_backup_is_closed_to_others_and_never_overwrites(full: Database, tmp_path: Path) -> None:
    backup(full, tmp_path / "copy")

    assert (tmp_path / "copy").stat().st_mode & 0o077 == 0
    with pytest.raises(BackupError, match="never overwrites"):
        backup(full, tmp_path / "copy")


def test_a_database_in_use_is_replaced_only_when_asked(full: Database, tmp_path: Path) -> None:
    backup(full, tmp_path / "copy")
    with psycopg.connect(full.url) as connection:
        connection.execute("INSERT INTO kept VALUES ('later')")
    with pytest.raises(BackupError, match="not empty"):
        restore(full, tmp_path / "copy", replace=False)
    assert len(_all(full, ROWS)) == 2

    restore(full, tmp_path / "copy", replace=True)
    assert _all(full, ROWS) == [("溯源",)]


def test_a_damaged_backup_changes_nothing(full: Database, empty: Database, tmp_path: Path) -> None:
    backup(full, tmp_path / "copy")
    with (tmp_path / "copy" / "database.dump").open("ab") as file:
        file.write(b"x")

    with pytest.raises(BackupError, match="damaged"):
        restore(empty, tmp_path / "copy", replace=False)
    assert _all(empty, "SELECT to_regclass('kept')") == [(None,)]


def test_a_directory_that_is_no_backup_is_refused(empty: Database, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="is not a backup"):
        restore(empty, tmp_path, replace=False)
