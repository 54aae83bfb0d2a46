"""The second wall by itself: what PostgreSQL gives to every standing, with nothing of the application between.

Then every policy taken away, or opened, one by one: the same comparison notices.
"""

import re
from datetime import UTC, datetime
from typing import NamedTuple

import psycopg
import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from suyuan.codes import packing
from suyuan.domain.access import Viewer
from suyuan.storage import batteries, events, wall
from suyuan.storage.topology import TABLES
from tests.authorization.asking import undone
from tests.authorization.forging import FORGED, NARROW, SAID, counts, facts, speakers
from tests.authorization.walled import READ, WALLED, Reader, differences, expected, plant, readers

LEAST = 0.99
MUTANTS = 300  # of all policies, at least
WITH_A_PARTY = """
SELECT relname, relrowsecurity, relforcerowsecurity,
       (SELECT count(*) FROM pg_policy WHERE polrelid = pg_class.oid)
FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND (relname = 'party' OR EXISTS (
    SELECT FROM pg_attribute WHERE attrelid = pg_class.oid AND NOT attisdropped AND attname = ANY (%s))
    OR relname IN ('contest', 'leaf', 'unexamined', 'watch', 'finding_act', 'stranger', 'case_act', 'case_desk',
                'inspection_plan', 'draw_seed', 'inspection_act', 'rhythm', 'sent_form'))
"""
OF_A_PARTY = [
    "party_id",
    "parties",
    "agent_id",
    "principal_id",
    "maker_id",
    "repairer_id",
    "successor_id",
    "sender_id",
]
DOORS = {"known_parties", "watched_parties", "watched_duties", "standing_people", "story_around", "story_of"}
DOORS |= {"identity_of"}  # which tells of an identity what anybody may know
READERS = ["suyuan_member", "suyuan_official", "suyuan_operator", "suyuan_auditor"]
SERVICE = ["suyuan_app", *READERS, "suyuan_register", "suyuan_load"]
LATER = datetime(2027, 1, 1, tzinfo=UTC)
POLICIES = "SELECT tablename, policyname, qual, with_check FROM pg_policies WHERE schemaname = 'public' ORDER BY 1, 2"


class Scene(NamedTuple):
    """The readers with what they should get, and the speakers with the numbers that their words name."""

    asking: list[Reader]
    right: dict[tuple[str, str], tuple[int, str | None]]
    speakers: dict[str, Viewer]
    facts: dict[str, dict[str, int | None]]

    def misheard(self, table=""):
        """Give the words about a table, or all, that count and should not, or do not and should."""
        for words, should in [*((one, True) for one in SAID), *((one, False) for one in FORGED)]:
            if table in {"", words.table} and self.hears(words) != should:
                yield words

    def hears(self, words):
        """Tell whether words count."""
        return counts(words, self.speakers[words.speaker], self.facts[words.speaker])


@pytest.fixture
def asked(stage):
    """The scene, among rows that are gone afterwards."""
    with undone():
        asking, speaking = readers(stage.trade), speakers(stage.trade)
        plant(stage.trade)
        told = {name: facts(stage.trade, viewer) for name, viewer in speaking.items()}
        yield Scene(asking, expected(asking), speaking, told)


def rows(statement, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters or None)
        return cursor.fetchall()


def test_every_standing_gets_its_own_rows_and_no_other(asked):
    found = list(differences(asked.asking, asked.right))
    assert found == []
    assert {table for (_, table), (number, _) in asked.right.items() if number} == set(READ)
    print(f"\n{len(asked.right)} pairs of reader and table, 0 foreign rows")  # noqa: T201 - the record of it


def test_every_speaker_says_its_own_words_and_no_others(asked):
    assert list(asked.misheard()) == []
    print(f"\n{len(SAID)} words count, {len(FORGED)} forged ones do not")  # noqa: T201 - the record of it


@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_every_policy_that_is_dropped_or_opened_is_noticed(asked, whole):
    """Not ``whole``: a third of them, another one each day."""
    third = slice(None) if whole else slice(datetime.now(UTC).date().toordinal() % 3, None, 3)
    tried = list(mutants())[third]
    assert len(tried) > MUTANTS // (1 if whole else 3)
    alive = [mutant for table, mutant in tried if not noticed(table, mutant, asked)]
    print(f"\n{len(tried) - len(alive)} of {len(tried)} mutants of the policies killed", *alive, sep="\n")  # noqa: T201 - the record
    assert len(tried) - len(alive) >= LEAST * len(tried), "\n".join(alive)


def mutants():
    """Give (table, statement): each policy dropped, opened, or without one of its conditions; each lock taken off."""
    for table, name, *conditions in rows(POLICIES):
        yield table, f"DROP POLICY {name} ON {table}"
        for part, condition in zip(("USING", "WITH CHECK"), conditions, strict=True):
            for weaker in weakened(condition):
                yield table, f"ALTER POLICY {name} ON {table} {part} ({weaker})"
    yield "partnership", "DROP TRIGGER partnership_word ON partnership"
    for table in NARROW:
        yield table, f"GRANT UPDATE ON {table} TO suyuan_member"
    yield "auth_user", "GRANT SELECT ON auth_user TO suyuan_member"
    yield "auth_user", "ALTER TABLE auth_user DISABLE ROW LEVEL SECURITY"
    for table in WALLED:
        for opened in ("DISABLE", "NO FORCE"):
            yield table, f"ALTER TABLE {table} {opened} ROW LEVEL SECURITY"


def weakened(condition):
    """Give a policy's condition opened, and without each of its parts; the parts as PostgreSQL brackets them."""
    if condition in {None, "true"}:
        return
    yield "true"
    parts = conjuncts(condition[1:-1])
    for left_out in parts if len(parts) > 1 else ():
        yield " AND ".join(part for part in parts if part is not left_out)


def conjuncts(text):
    """Split a condition at its outermost ANDs."""
    parts, depth = [""], 0
    for piece in re.split(r"([()]| AND )", text):
        depth += {"(": 1, ")": -1}.get(piece, 0)
        if piece == " AND " and depth == 0:
            parts.append("")
        else:
            parts[-1] += piece
    return parts


def noticed(table, mutant, asked):
    """Tell whether, under a mutant, words are misheard or somebody gets other rows; it is undone."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(mutant)
        found = any(asked.misheard(table)) or any(differences(asked.asking, asked.right)) or unwalled() != []
        transaction.set_rollback(True)
    return found


def unwalled():
    """Give the tables with a party that row-level security does not hold for everybody."""
    return [
        name
        for name, on, forced, policies in rows(WITH_A_PARTY, OF_A_PARTY)
        if not (on and forced and policies)
    ]


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
    assert {name for name, *_ in found} <= set(WALLED)


def test_what_has_no_party_and_is_the_registers_is_nobody_elses(database):
    del database
    held = rows(
        "SELECT name, who FROM unnest(ARRAY['code', 'contest', 'leaf', 'unexamined', 'watch', 'missed', 'rhythm'])"
        " AS name,"
        " unnest(%s::text[]) AS who"
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


def test_readers_hold_nothing_of_what_people_sign_in_with(database):
    """Nor of the queue, nor of what web processes remember: of a person they are granted the name."""
    del database
    held = rows(
        "SELECT DISTINCT relname, who, what FROM pg_class CROSS JOIN unnest(%s::text[]) AS who"
        " CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE']) AS what"
        " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        " AND (relname = 'shared_cache' OR NOT relname = ANY (%s))"
        " AND has_any_column_privilege(who, pg_class.oid, what)",
        READERS,
        list(TABLES),
    )
    named = {"suyuan_member", "suyuan_operator", "suyuan_auditor"}
    assert set(held) == {("auth_user", who, "SELECT") for who in named}
    written = rows(
        "SELECT who FROM unnest(%s::text[]) AS who"
        " WHERE has_table_privilege(who, 'setting', 'INSERT, UPDATE, DELETE')",
        READERS,
    )
    assert written == []


def test_the_doors_to_stories_open_in_no_readers_role(asked, stage):
    """They believe who asks: through them a reader would be whoever it says, and come by whatever code it names."""
    code = stage.trade.get("battery", "of the chain")
    for one in asked.asking:
        for ask in (around, of):
            if one.standing.role in READERS:
                with (
                    pytest.raises((ProgrammingError, psycopg.errors.InsufficientPrivilege)),
                    transaction.atomic(),
                ):
                    ask(one.standing, code, one.viewer)
    maker = stage.trade.firms["P"]
    assert all(ask(wall.NOBODY, code, maker) for ask in (around, of)), "the service asks them for a reader"


def around(standing, code, claimed):
    with wall.asking(standing):
        found = batteries.find_around(
            packing.pack(code), code, known_at=LATER, until=LATER.date(), reader=wall.reader(claimed)
        )
    return len(found.events) + len(found.trees)


def of(standing, code, claimed):
    with wall.asking(standing):
        return len(
            events.find_story(
                [packing.pack(code)], known_at=LATER, until=LATER.date(), reader=wall.reader(claimed)
            )
        )


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
    with wall.asking(asked.asking[0].standing), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT * FROM obligation")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Index Cond: (party_id = (NULLIF(current_setting('suyuan.party'" in plan, plan
