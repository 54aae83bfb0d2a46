"""The second wall by itself: what PostgreSQL gives to every standing, with nothing of the application between.

Then every policy taken away, or opened, one by one: the same comparison notices.
"""

import psycopg
import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from suyuan.storage import wall
from suyuan.storage.topology import TABLES
from tests.authorization.asking import undone
from tests.authorization.walled import WALLED, differences, expected, plant, readers

LEAST = 0.99
WITH_A_PARTY = """
SELECT relname, relrowsecurity, relforcerowsecurity,
       (SELECT count(*) FROM pg_policy WHERE polrelid = pg_class.oid)
FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND (relname = 'party' OR EXISTS (
    SELECT FROM pg_attribute WHERE attrelid = pg_class.oid AND NOT attisdropped AND attname = ANY (%s))
    OR relname IN ('contest', 'leaf'))
"""
OF_A_PARTY = [
    "party_id",
    "parties",
    "agent_id",
    "principal_id",
    "maker_id",
    "repairer_id",
    "successor_id",
]
DOORS = {"known_parties", "watched_parties", "watched_duties", "story_around", "story_of"}
SERVICE = [
    "suyuan_app",
    "suyuan_member",
    "suyuan_official",
    "suyuan_operator",
    "suyuan_auditor",
    "suyuan_register",
    "suyuan_load",
]
POLICIES = "SELECT tablename, policyname, qual FROM pg_policies WHERE schemaname = 'public' ORDER BY 1, 2"


@pytest.fixture
def asked(stage):
    """The readers with what they should get, among rows that are gone afterwards."""
    with undone():
        asking = readers(stage.trade)
        plant(stage.trade)
        yield asking, expected(asking)


def rows(statement, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters or None)
        return cursor.fetchall()


def test_every_standing_gets_its_own_rows_and_no_other(asked):
    asking, right = asked
    found = list(differences(asking, right))
    assert found == []
    assert {table for (_, table), (number, _) in right.items() if number} == set(WALLED)
    print(f"\n{len(right)} pairs of reader and table, 0 foreign rows")  # noqa: T201 - the record of it


def test_every_policy_that_is_dropped_or_opened_is_noticed(asked):
    asking, right = asked
    alive, tried = [], 0
    for table, name, condition in rows(POLICIES):
        mutants = [f"DROP POLICY {name} ON {table}"]
        if condition not in {None, "true"}:
            mutants.append(f"ALTER POLICY {name} ON {table} USING (true)")
        for mutant in mutants:
            tried += 1
            alive += [] if noticed(mutant, asking, right) else [mutant]
    for table in WALLED:
        for opened in ("DISABLE", "NO FORCE"):
            tried += 1
            mutant = f"ALTER TABLE {table} {opened} ROW LEVEL SECURITY"
            alive += [] if noticed(mutant, asking, right) else [mutant]
    print(f"\n{tried - len(alive)} of {tried} mutants of the policies killed")  # noqa: T201 - the record of it
    assert tried - len(alive) >= LEAST * tried, alive


def noticed(mutant, asking, right):
    """Tell whether somebody gets other rows, or cannot leave a line in the log, under a mutant; it is undone."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(mutant)
        found = any(differences(asking, right)) or unwalled() != [] or not log_grows(asking)
        transaction.set_rollback(True)
    return found


def unwalled():
    """Give the tables with a party that row-level security does not hold for everybody."""
    return [
        name
        for name, on, forced, policies in rows(WITH_A_PARTY, OF_A_PARTY)
        if not (on and forced and policies)
    ]


def log_grows(asking):
    """Tell whether an official's look can be entered."""
    official = next(reader for reader in asking if reader.standing.role == "suyuan_official")
    try:
        with transaction.atomic(), wall.asking(official.standing), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO access_log (at, account_id, post, department, level, territory, act, object_kind,"
                " object_id, request_id) VALUES (now(), 1, '', '', '', '', '', '', '', '')"
            )
    except ProgrammingError:
        return False
    return True


def test_a_member_writes_only_what_is_its_own(asked):
    asking, _ = asked
    own, other = asking[0], asking[1].viewer.party_id
    planted = (
        "INSERT INTO site (party_id, name, kind, region_code, address, opened_date)"
        " VALUES (%s, 'x', 'x', 'x', 'x', now())"
    )
    for statement in (planted, "UPDATE site SET party_id = %s"):
        with (
            pytest.raises(ProgrammingError, match="row-level security"),
            transaction.atomic(),
            wall.asking(own.standing),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement, [other])
    with wall.asking(own.standing), connection.cursor() as cursor:
        cursor.execute("DELETE FROM site WHERE party_id = %s", [other])
        assert cursor.rowcount == 0


def test_who_copies_in_reads_nothing(asked):
    del asked
    for table in TABLES:
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            wall.asking(wall.LOAD),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"SELECT FROM {table} LIMIT 1")


def test_every_table_with_a_party_is_walled_for_its_owner_too(database):
    del database
    found = rows(WITH_A_PARTY, OF_A_PARTY)
    assert {name for name, *_ in found} >= {"party", "filing", "event", "tree", "obligation", "membership"}
    assert unwalled() == []
    assert {name for name, *_ in found} - {"contest", "leaf"} <= set(WALLED)


def test_what_has_no_party_and_is_the_registers_is_nobody_elses(database):
    del database
    held = rows(
        "SELECT name, who FROM unnest(ARRAY['code', 'contest', 'leaf']) AS name, unnest(%s::text[]) AS who"
        " WHERE has_table_privilege(who, name, 'SELECT')",
        SERVICE,
    )
    assert {who for _, who in held} == {"suyuan_register"}


def test_no_role_of_the_service_passes_the_wall_or_owns_a_thing(database):
    del database
    roles = rows(
        "SELECT rolname, rolcanlogin, rolbypassrls, rolsuper, rolcreaterole, rolcreatedb, rolinherit"
        " FROM pg_roles WHERE rolname = ANY (%s)",
        SERVICE,
    )
    assert {name for name, *_ in roles} == set(SERVICE)
    assert [name for name, login, *_ in roles if login] == ["suyuan_app"]
    assert [name for name, _, bypasses, *_ in roles if bypasses] == ["suyuan_load"]
    assert [name for name, _, _, *powers in roles if any(powers)] == []
    assert rows("SELECT relname FROM pg_class WHERE relowner::regrole::text = ANY (%s)", SERVICE) == []
    assert (
        rows(
            "SELECT rolname FROM pg_roles WHERE rolname = ANY (%s)"
            " AND has_schema_privilege(rolname, 'public', 'CREATE')",
            SERVICE,
        )
        == []
    )


def test_functions_that_look_across_parties_are_listed_and_views_ask_as_their_reader(database):
    del database
    doors = rows(
        "SELECT proname, proowner::regrole::text, proconfig FROM pg_proc"
        " WHERE prosecdef AND pronamespace = 'public'::regnamespace"
    )
    assert {name for name, *_ in doors} == DOORS
    assert {owner for _, owner, _ in doors} == {"suyuan_register"}
    assert all(config == ["search_path=pg_catalog, public, pg_temp"] for *_, config in doors)
    views = rows(
        "SELECT relname FROM pg_class WHERE relkind = 'v' AND relnamespace = 'public'::regnamespace"
        " AND NOT coalesce('security_invoker=true' = ANY (reloptions), false)"
    )
    assert views == []


def test_every_table_of_a_library_is_open_to_the_service(database):
    """Its sessions, accounts and queue; a new one needs a grant of its own."""
    del database
    closed = rows(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        " AND NOT (relname = ANY (%s))"
        " AND NOT has_table_privilege('suyuan_app', oid, 'SELECT, INSERT, UPDATE, DELETE')",
        list(TABLES),
    )
    assert closed == []


def test_outside_of_the_doors_there_are_no_rows(server, stage):
    """As the service logs in, before anybody has said who asks."""
    del stage
    with psycopg.connect(server.service_url, autocommit=True) as service:
        for table in WALLED:
            try:
                found = service.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - a name of ours
                assert found == (0,), table
            except psycopg.errors.InsufficientPrivilege:
                continue
        with service.transaction():
            service.execute("SET LOCAL ROLE suyuan_member")
            assert service.execute("SELECT count(*) FROM filing").fetchone() == (0,)
        service.execute("SELECT set_config('suyuan.party', '1', true)")
        assert service.execute("SELECT count(*) FROM party").fetchone() == (0,)


def test_the_party_of_a_transaction_is_an_index_condition(asked):
    """Otherwise a page of one firm's filings would read everybody's."""
    asking, _ = asked
    with wall.asking(asking[0].standing), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT * FROM obligation")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Index Cond: (party_id = (NULLIF(current_setting('suyuan.party'" in plan, plan
