"""第二道墙前的话 — what readers' roles may write, and what would be another's word: said in SQL, past the platform.

    Words    statements of one speaker about a table; the last is the one that matters
    SAID     those that count: each touches a row
    FORGED   those that do not: each is refused, or touches none
    counts() words, said by their speaker and taken back -> whether they count

The firms are those of the trade: R works with A, which does not let it serve; G holds a mandate of A.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import psycopg
from django.db import IntegrityError, ProgrammingError, connection, transaction

from suyuan.domain.access import Part, Viewer
from suyuan.law.duty import Role
from suyuan.storage import wall
from suyuan.storage.models import Membership, Partnership
from tests.authorization.firms import HOME, Trade, member, person
from tests.integration.conftest import Road

# ruff: noqa: S608 - every statement is put together from this file


class Words(NamedTuple):
    """What one speaker says about a table."""

    table: str
    speaker: str
    statements: tuple[str, ...]


# What A's administrator adds, as the platform does.
ADDED: dict[str, dict[str, str]] = {
    "application": {
        "kind": "'change'", "uscc": "'x'", "party_id": "{A}", "body": "'{{}}'", "hash": "gen_random_uuid()",
        "user_id": "{user}", "asked_at": "now()", "state": "'pending'", "reason": "''",
    },
    "party_change": {
        "party_id": "{A}", "kind": "'changed'", "day": "now()", "reason": "''", "detail": "'{{}}'", "user_id": "{user}",
        "recorded_at": "now()",
    },
    "site": {
        "party_id": "{A}", "name": "'x'", "kind": "'x'", "region_code": "'x'", "address": "'x'",
        "opened_date": "now()",
    },
    "permit": {
        "party_id": "{A}", "kind": "'x'", "number": "'x'", "valid_from": "now()", "document": "''",
        "state": "'awaiting'", "reason": "''",
    },
    "invitation": {
        "party_id": "{A}", "hash": "gen_random_uuid()", "addressee": "'x'", "roles": "'{{reader}}'",
        "invited_by_id": "{account}", "invited_at": "now()", "expires_at": "now()",
    },
    "token": {
        "party_id": "{A}", "account_id": "{account}", "hash": "gen_random_uuid()", "prefix": "''", "name": "'x'",
        "created_at": "now()",
    },
    "program": {
        "party_id": "{A}", "account_id": "{account}", "client_id": "'x'", "name": "'x'", "created_at": "now()",
        "expires_at": "now()",
    },
    "job": {
        "id": "gen_random_uuid()", "party_id": "{A}", "user_id": "{user}", "duty": "'24.2.a'", "request": "'{{}}'",
        "state": "'queued'", "progress": "0", "stage": "'queued'", "receipt": "''", "created_at": "now()",
        "changed_at": "now()",
    },
    "membership": {
        "party_id": "{A}", "account_id": "{colleague}", "roles": "'{{reader}}'", "since_at": "now()",
        "given_by_id": "{account}",
    },
    "access_log": {
        "at": "now()", "account_id": "{account}", "post": "'inspector'", "department": "'industry'",
        "level": "'county'", "territory": "'430104'", "act": "'x'", "object_kind": "'x'", "object_id": "'x'",
        "party_id": "{A}", "request_id": "'x'",
    },
}  # fmt: skip
# What takes two, the register enters.
ENTERED: dict[str, dict[str, str]] = {
    "partnership": {
        "repairer_id": "{F}", "maker_id": "{A}", "serves_maker": "true", "declared_by_id": "{A}",
        "declared_at": "now()",
    },
    "mandate": {
        "principal_id": "{A}", "agent_id": "{F}", "from_date": "now()", "given_by_id": "{account}", "given_at": "now()",
    },
}  # fmt: skip
# One column of it otherwise, and it is another's word.
OTHERWISE: dict[str, tuple[tuple[str, str], ...]] = {
    "application": (
        ("party_id", "{F}"), ("kind", "'registration'"), ("state", "'approved'"), ("decided_at", "now()"),
        ("decided_by", "{user}"), ("user_id", "{other_user}"),
    ),
    "party_change": (("party_id", "{F}"), ("kind", "'approved'"), ("user_id", "{other_user}")),
    "site": (("party_id", "{F}"),),
    "permit": (("party_id", "{F}"), ("state", "'accepted'"), ("revoked_date", "now()")),
    "invitation": (("party_id", "{F}"), ("invited_by_id", "{other}"), ("taken_by_id", "{other}")),
    "token": (("party_id", "{F}"), ("account_id", "{colleague}")),
    "program": (("party_id", "{F}"), ("account_id", "{colleague}")),
    "job": (
        ("party_id", "{F}"), ("user_id", "{other_user}"), ("state", "'done'"), ("state", "'to_sign'"),
        ("receipt", "'x'"), ("answer", "'{{}}'"),
    ),
    "membership": (
        ("party_id", "{F}"), ("account_id", "{other}"), ("given_by_id", "{other}"), ("until_at", "now()"),
    ),
    "access_log": (
        ("account_id", "{other}"), ("post", "'auditor'"), ("department", "'commerce'"), ("level", "'province'"),
        ("territory", "'43'"),
    ),
}  # fmt: skip
# Of these a few columns may change.
NARROW = ("membership", "invitation", "token", "program", "mandate", "partnership", "job")
_ENDED = "UPDATE membership SET until_at = now(), ended_by_id = {account} WHERE account_id = {colleague}"
_REVOKED = "revoked_at = now(), revoked_by_id = {account}"
_OF_A_AND_R = "WHERE maker_id = {A} AND repairer_id = {R}"
_OVER = f"UPDATE partnership SET ended_at = now(), ended_by_id = {{A}} {_OF_A_AND_R}"
_YES = f"UPDATE partnership SET confirmed_at = now() {_OF_A_AND_R}"  # said already, when it was entered
_SERVES = f"UPDATE partnership SET serves_maker = true {_OF_A_AND_R}"
_SIGNED = "UPDATE job SET state = 'queued', user_id = {user} WHERE party_id = {A} AND state = 'to_sign'"


def _added(table: str, **otherwise: str) -> str:
    columns = (ADDED | ENTERED)[table] | otherwise
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(columns.values())})"


def _leaf(kind: str = "3", place: str = "NULL") -> str:
    """Queue a leaf of the log; 3 = about a digital identity."""
    return (
        "INSERT INTO leaf (about, kind, queued_at, salt, commitment, fact, place)"
        f" VALUES (gen_random_uuid(), {kind}, now(), '', '', '', {place})"
    )


def _looked(kind: str) -> str:
    """Enter a look of somebody whose post has no department."""
    nowhere = dict.fromkeys(("department", "level", "territory"), "''")
    return _added("access_log", post=f"'{kind}'", **nowhere)


def _speaker(table: str) -> str:
    return "inspector" if table == "access_log" else "house of A"


def _before(table: str) -> tuple[str, ...]:
    """Give what has to be said first: who gets another part ends the one before."""
    return (_ENDED,) if table == "membership" else ()


SAID = [
    *(Words(table, _speaker(table), (*_before(table), _added(table))) for table in ADDED),
    Words("access_log", "operator", (_looked("operator"),)),
    Words("access_log", "auditor", (_looked("auditor"),)),
    Words("leaf", "operator", (_leaf(),)),
    Words("job", "agent of A", (_added("job"),)),
    Words("site", "house of A", ("UPDATE site SET name = 'y' WHERE party_id = {A}",)),
    Words("membership", "house of A", (_ENDED,)),
    Words("invitation", "house of A", ("UPDATE invitation SET ended_at = now() WHERE party_id = {A}",)),
    Words("token", "house of A", ("UPDATE token SET expires_at = now() WHERE party_id = {A}",)),
    Words("token", "house of A", (f"UPDATE token SET {_REVOKED} WHERE party_id = {{A}}",)),
    Words("program", "house of A", (f"UPDATE program SET {_REVOKED} WHERE party_id = {{A}}",)),
    Words("mandate", "house of A", (f"UPDATE mandate SET {_REVOKED} WHERE principal_id = {{A}}",)),
    Words("mandate", "house of G", (f"UPDATE mandate SET {_REVOKED} WHERE agent_id = {{G}}",)),
    Words("partnership", "house of A", (_SERVES,)),
    Words("partnership", "house of A", (_OVER,)),
    Words("partnership", "house of R", (_OVER.replace("{A} WHERE", "{R} WHERE"),)),
    Words("job", "house of A", (_SIGNED,)),
    Words("job", "house of A", ("UPDATE job SET state = 'returned' WHERE party_id = {A} AND state = 'to_sign'",)),
    Words("job", "house of A", ("UPDATE job SET state = 'withdrawn' WHERE party_id = {A} AND state = 'to_sign'",)),
]  # fmt: skip
FORGED = [
    *(
        Words(table, _speaker(table), (*_before(table), _added(table, **{column: value})))
        for table, otherwise in OTHERWISE.items()
        for column, value in otherwise
    ),
    # whoever does not keep the house, and who only files for it, adds nothing to it
    *(
        Words(table, speaker, (_added(table),))
        for table in ADDED
        if table not in {"access_log", "job"}
        for speaker in ("reader of A", "agent of A")
    ),
    Words("access_log", "house of A", (_added("access_log"),)),
    Words("leaf", "house of A", (_leaf(),)),
    Words("leaf", "operator", (_leaf(kind="1"),)),
    Words("leaf", "operator", (_leaf(place="1000000000"),)),
    Words("job", "agent of A", (_added("job", duty="'24.2.b'"),)),
    *(Words(table, speaker, (_added(table),)) for table in ENTERED for speaker in ("house of A", "operator")),
    # another's rows: of those whom a speaker does not see as well, which a statement without a condition reaches
    *(
        Words(table, speaker, (statement,))
        for speaker in ("an empty house", "reader of A")
        for table, statement in (
            ("site", "UPDATE site SET name = 'y'"),
            ("membership", f"{_ENDED} OR account_id <> {{account}}"),
            ("invitation", "UPDATE invitation SET ended_at = now()"),
            ("token", "UPDATE token SET expires_at = now()"),
            ("program", f"UPDATE program SET {_REVOKED}"),
            ("mandate", f"UPDATE mandate SET {_REVOKED}"),
            ("partnership", "UPDATE partnership SET ended_at = now(), ended_by_id = {firm}"),
        )
    ),
    Words("job", "an empty house", ("UPDATE job SET state = 'withdrawn'",)),
    Words("job", "agent of A for another duty", ("UPDATE job SET state = 'withdrawn'",)),
    Words("site", "house of A", ("UPDATE site SET party_id = {F}",)),
    Words("site", "house of A", ("DELETE FROM site",)),
    # what was said, said otherwise
    Words("membership", "house of A", (_ENDED.replace("SET", "SET roles = '{{administrator}}',"),)),
    Words("invitation", "house of A", ("UPDATE invitation SET roles = '{{reader}}', ended_at = now()",)),
    Words("token", "house of A", ("UPDATE token SET duties = NULL",)),
    Words("program", "house of A", (f"UPDATE program SET {_REVOKED}, duties = NULL",)),
    Words("mandate", "house of G", (f"UPDATE mandate SET {_REVOKED}, duties = NULL",)),
    Words("partnership", "house of A", ("UPDATE partnership SET declared_by_id = {A}",)),
    Words("job", "house of A", (f"{_SIGNED}".replace("state = 'queued'", "state = 'queued', duty = '12.1'"),)),
    Words("auth_user", "house of A", ("SELECT password FROM auth_user",)),
    Words("auth_user", "house of A", ("UPDATE auth_user SET is_active = false",)),
    # what ended, begun again or ended anew; an end in another's name
    *(
        Words(table, "house of A", (first, then))
        for table, first, then in (
            ("membership", _ENDED, _ENDED),
            ("membership", _ENDED, "UPDATE membership SET until_at = NULL WHERE account_id = {colleague}"),
            ("invitation", "UPDATE invitation SET ended_at = now()", "UPDATE invitation SET ended_at = now()"),
            ("token", f"UPDATE token SET {_REVOKED}", "UPDATE token SET revoked_at = NULL"),
            ("program", f"UPDATE program SET {_REVOKED}", f"UPDATE program SET {_REVOKED}"),
            ("mandate", f"UPDATE mandate SET {_REVOKED}", f"UPDATE mandate SET {_REVOKED}"),
            ("partnership", _OVER, f"UPDATE partnership SET ended_at = NULL {_OF_A_AND_R}"),
            ("job", _SIGNED, "UPDATE job SET state = 'withdrawn' WHERE party_id = {A} AND state = 'queued'"),
        )
    ),
    Words("membership", "house of A", (_ENDED.replace("{account}", "{other}"),)),
    Words("membership", "house of A", ("UPDATE membership SET ended_by_id = {account}",)),
    Words("invitation", "house of A", ("UPDATE invitation SET ended_at = NULL",)),
    *(
        Words(table, "house of A", (f"UPDATE {table} SET revoked_at = {instant}, revoked_by_id = {{{by}}}",))
        for table in ("token", "program", "mandate")
        for instant, by in (("now()", "other"), ("NULL", "account"))
        if (table, instant) != ("token", "NULL")
    ),
    # the other side's word
    *(Words("partnership", f"house of {letter}", (_YES,)) for letter in "AR"),
    Words("partnership", "house of A", (_YES.replace("now()", "NULL"),)),
    Words("partnership", "house of R", (_SERVES,)),
    Words("partnership", "house of R", (_OVER,)),
    Words("job", "house of A", (_SIGNED.replace("{user}", "{other_user}"),)),
    Words("job", "house of A", (_SIGNED.replace("queued", "done"),)),
]  # fmt: skip


def speakers(trade: Trade) -> dict[str, Viewer]:
    """Give who speaks, by the names above; R's word to A is said anew."""
    firms = trade.firms
    Partnership.objects.filter(id=trade.get("partnership", "of A and R")).update(
        declared_by_id=firms["R"].party_id, confirmed_at=None, serves_maker=False
    )
    agent = replace(
        firms["A"], account_id=firms["G"].account_id, user_id=firms["G"].user_id, agent_id=firms["G"].party_id,
        duties=frozenset({"24.2.a"}),
    )  # fmt: skip
    assert trade.operator is not None
    return {
        "house of A": firms["A"],
        "an empty house": Road.firm(Role.REPAIRER),
        "house of R": firms["R"],
        "house of G": firms["G"],
        "reader of A": member(firms["A"], Part.READER),
        "agent of A": agent,
        "agent of A for another duty": replace(agent, duties=frozenset({"12.1"})),
        "inspector": person("inspector", territory=HOME, department="industry"),
        "operator": trade.operator,
        "auditor": person("auditor"),
    }


def facts(trade: Trade, speaker: Viewer) -> dict[str, int | None]:
    """Give the numbers that words name: firms, the speaker, a colleague in A, and somebody else."""
    other = trade.firms["F"]
    colleague = Membership.objects.get(id=trade.get("member", "of A"))
    return {letter: firm.party_id for letter, firm in trade.firms.items()} | {
        "firm": speaker.party_id,
        "account": speaker.account_id,
        "user": speaker.user_id,
        "colleague": colleague.account_id,
        "other": other.account_id,
        "other_user": other.user_id,
    }


def counts(words: Words, speaker: Viewer, numbers: Mapping[str, int | None]) -> bool:
    """Tell whether words count when their speaker says them; they are taken back."""
    try:
        with transaction.atomic(), wall.as_reader(speaker), connection.cursor() as cursor:
            for statement in words.statements:
                cursor.execute(statement.format(**numbers))
                touched = cursor.rowcount
            transaction.set_rollback(True)
    except ProgrammingError as refused:
        if not isinstance(refused.__cause__, psycopg.errors.InsufficientPrivilege):
            raise
        return False
    except IntegrityError:
        return True  # a key stopped it, and not the wall
    return touched > 0
