"""第二道墙的对照 — what every standing may read of every table, said once more beside the policies.

    readers()   who asks: members, an agent, an heir, officials of several remits, operator, auditor, register, nobody
    wanted()    the rows of a table that somebody may read, as a condition in plain words of SQL
    plant()     rows of A and of the stranger F in tables of which the trade has none
    differences() what a reader gets and should not, or should and does not get

The conditions are asked by who owns the tables, to whom no policy applies; nothing of the policies is used.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from django.db import connection

from suyuan.domain import receipts
from suyuan.domain.access import Viewer
from suyuan.law.departments import REMITS, Department, Remit
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.storage import wall
from suyuan.storage.models import (
    Application,
    Handing,
    MakerPrefix,
    MandateStop,
    Manual,
    ManualGrant,
    ManualRead,
    Notice,
    NoticeChannel,
    Outlet,
    OutletWord,
    PartyChange,
    Permit,
    Retirement,
    Site,
    Succession,
)
from suyuan.storage.wall import Pass
from tests.authorization.desks import DESKS, lay, of_desks
from tests.authorization.firms import Trade, keep_finding, person

OWNED = (
    "application", "party_change", "site", "permit", "membership", "invitation", "token", "program", "tree", "event",
    "maker_prefix", "outlet", "outlet_word", "manual", "manual_grant", "manual_read", "retirement", "handing", "notice",
    "notice_channel", "access_log", "filing", "obligation", "job", "tally",
)  # fmt: skip
PAIRED = {
    "partnership": ("repairer_id", "maker_id"),
    "mandate": ("principal_id", "agent_id"),
    "mandate_stop": ("principal_id", "agent_id"),
    "succession": ("party_id", "successor_id"),
}
# which nobody else has at all
REGISTERS = (
    "contest", "leaf", "offer", "unexamined", "watch", "missed", "stranger", "sale", "loose", "rhythm", "rejection",
    "sent_form",
)  # fmt: skip
WALLED = (*OWNED, *PAIRED, *REGISTERS, *DESKS, "finding", "finding_act", "handover", "party", "party_role")
HOUSE = (
    "application", "party_change", "site", "permit", "membership", "invitation", "token", "program", "access_log",
    "manual", "manual_grant", "manual_read", "retirement", "handing", "notice", "notice_channel",
)  # fmt: skip
# which no post reads
MANUALS = ("manual", "manual_grant", "manual_read", "retirement", "handing", "notice", "notice_channel")
SCOPE = "24.2.a"  # what the agent's mandate is about
READ = (*WALLED, "auth_user")
NOW = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Reader:
    """One who asks: the standing that the platform gives it, and what is known of it here."""

    name: str
    standing: Pass
    viewer: Viewer | None = None


def readers(trade: Trade) -> list[Reader]:
    """Give all of them."""
    a, f, g = (trade.firms[letter] for letter in "AFG")
    agent = Viewer(
        account_id=g.account_id, user_id=g.user_id, kind="member", party_id=a.party_id, agent_id=g.party_id,
        duties=frozenset({SCOPE}), roles=a.roles,
    )  # fmt: skip
    heir = replace(agent, duties=None, heir="whole")
    watching = [
        person("inspector", territory=territory, department=department.value)
        for department in Department
        for territory in ("43", "430104")
    ]
    watching += [
        person("inspector", territory="", department="industry"),
        person("ministry", department="industry"),
        person("ministry", department="commerce"),
    ]
    assert trade.operator is not None
    asking = [a, f, agent, heir, *watching, trade.operator, person("auditor")]
    found = [Reader(_named(viewer), wall.of(viewer), viewer) for viewer in asking]
    return [*found, Reader("nobody", wall.NOBODY), Reader("the register", wall.REGISTER)]


def _named(viewer: Viewer) -> str:
    bounds = viewer.agent_id or viewer.territory
    return f"{viewer.kind} {viewer.party_id or viewer.department} {bounds} {viewer.heir}".strip()


def wanted(table: str, reader: Reader) -> str:  # noqa: PLR0911 - a table of tables
    """Give the rows of a table that a reader may read, as a condition."""
    viewer = reader.viewer
    if table == "auth_user":
        return _people(viewer)
    if viewer is None:
        return "true" if reader.standing == wall.REGISTER and table != "access_log" else "false"
    if viewer.kind == "operator":
        return "false" if table in {"access_log", *REGISTERS, *MANUALS, *DESKS} else "true"
    if viewer.kind == "auditor":
        named = {"access_log": "true", "party": "id IN (SELECT party_id FROM access_log)"}
        return named.get(table, "false")
    if table in REGISTERS:
        return "false"
    if table in DESKS:
        return of_desks(table, viewer)
    if table == "finding_act":
        return f"finding IN (SELECT id FROM finding WHERE {wanted('finding', reader)})"  # noqa: S608 - ours
    return _member(table, viewer) if viewer.kind == "member" else _official(table, viewer)


def _people(viewer: Viewer | None) -> str:
    """Give whose names somebody may read: the firm's own people's, those in the log; sign-in and the desk all."""
    if viewer is None or viewer.kind == "operator":
        return "true"
    if viewer.kind not in {"member", "auditor"}:
        return "false"
    if viewer.agent_id is not None:
        return "false"
    met = f"membership WHERE party_id = {viewer.party_id}" if viewer.kind == "member" else "access_log"
    return f"id IN (SELECT user_id FROM account WHERE id IN (SELECT account_id FROM {met}))"  # noqa: S608 - ours


def _member(table: str, viewer: Viewer) -> str:
    own = viewer.party_id
    if table in PAIRED:
        one, other = PAIRED[table]
        return f"{own} IN ({one}, {other})"
    number = RULEBOOK.by_id[SCOPE].number
    if table == "finding":
        return f"{own} = ANY (parties)" + (f" AND cause = '{SCOPE}'" if viewer.is_bounded else "")
    if table == "handover":
        sides = (("sender_id", "out_duty"), ("receiver_id", "into_duty"))
        within = [
            f"({side} = {own}{f' AND {duty} = {number}' if viewer.is_bounded else ''})"
            for side, duty in sides
        ]
        return " OR ".join(within)
    if table in {"party", "party_role"}:
        met = " UNION ALL ".join(
            f"SELECT unnest(ARRAY[{one}, {other}]) FROM {pair} WHERE {own} IN ({one}, {other})"  # noqa: S608 - ours
            for pair, (one, other) in PAIRED.items()
        )
        return f"{'id' if table == 'party' else 'party_id'} IN (SELECT {own} UNION ALL {met})"
    house = dict.fromkeys(HOUSE, "false")
    scoped = {
        **dict.fromkeys(("filing", "obligation", "event", "tally"), f"duty = {number}"),
        "tree": f"filing IN (SELECT filing FROM filing WHERE duty = {number})",  # noqa: S608 - ours
        "job": f"duty = '{SCOPE}'",
        **house,
    }
    bounds = scoped if viewer.is_bounded else house if viewer.agent_id else {}
    return f"party_id = {own} AND {bounds.get(table, 'true')}"


def _official(table: str, viewer: Viewer) -> str:  # noqa: PLR0911 - a table of tables
    remit = REMITS[Department(viewer.department)]
    if viewer.kind == "inspector" and not viewer.territory:
        return "false"
    within = f"region_code LIKE '{viewer.territory}%'"
    everything = viewer.kind == "ministry" and remit.chain
    bearing = {role for duty in remit.duties for role in RULEBOOK.by_id[duty].who}
    if table in {"filing", "obligation", "event", "tally", "handover"}:
        sides = [("party_id", "duty")]
        if table == "handover":
            sides = [("sender_id", "out_duty"), ("receiver_id", "into_duty")]
        return (
            "true" if everything else " OR ".join(_supervised(remit, within, table, *side) for side in sides)
        )
    if table in {"tree", "finding", "party"} and everything:
        return "true"
    held = {
        "party": remit.listed | bearing, "party_role": remit.listed | bearing, "maker_prefix": remit.listed | bearing,
        "outlet": remit.listed | bearing, "outlet_word": remit.listed | bearing, "permit": remit.listed,
        "application": remit.roles,
        "party_change": remit.roles, "site": remit.roles, "tree": remit.roles, "finding": remit.roles,
    }.get(table)  # fmt: skip
    if held is None:
        return "false"
    roles = ", ".join(f"'{role}'" for role in held) or "''"
    met = f"SELECT id FROM party WHERE {within}"  # noqa: S608 - ours
    if not everything:
        met += f" AND EXISTS (SELECT FROM party_role WHERE party_id = party.id AND role IN ({roles}))"
    if table == "finding":
        return f"EXISTS (SELECT FROM unnest(parties) AS side WHERE side IN ({met}))"
    if table == "permit":
        kinds = ", ".join(f"'{kind}'" for kind in remit.permits) or "''"
        return f"party_id IN ({met}) AND kind IN ({kinds})"
    return f"{'id' if table == 'party' else 'party_id'} IN ({met})"


def _supervised(remit: Remit, within: str, table: str, party: str, duty: str) -> str:
    """Give the lines that a department reads of the parties of its territory."""
    pairs = [f"('{role}', {each.number})" for each in RULEBOOK.duties for role in each.who & remit.roles]
    numbers = [str(RULEBOOK.by_id[each].number) for each in remit.duties]
    read = f"{duty} IN ({', '.join(numbers)})" if numbers else "false"
    if pairs:
        read += (
            f" OR EXISTS (SELECT FROM party_role WHERE party_role.party_id = {table}.{party}"
            f" AND (role, {table}.{duty}) IN ({', '.join(pairs)}))"
        )
    return f"({party} IN (SELECT id FROM party WHERE {within}) AND ({read}))"  # noqa: S608 - ours


def plant(trade: Trade) -> None:
    """Enter rows of A and of F where the trade has none."""
    a, f, n = (trade.firms[letter].party_id or 0 for letter in "AFN")
    for letter, party in (("A", a), ("F", f), ("N", n)):
        MakerPrefix.objects.create(prefix=f"~~{letter}", party_id=party)
        outlet: dict[str, Any] = dict.fromkeys(("name", "kind", "address", "phone", "hours", "status"), "x")
        Outlet.objects.create(
            party_id=party, outlet_no="1", region_code="430104", longitude_udeg=0, latitude_udeg=0, effective_date=NOW,
            **outlet,
        )  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO sale VALUES (%s, '430104', %s, 1)", (party, NOW))
            cursor.execute("INSERT INTO loose VALUES (%s, '9Z9', %s, %s, %s)", (uuid4(), party, NOW, uuid4()))
            cursor.execute("INSERT INTO stranger VALUES (%s, %s, %s, 1)", (uuid4(), NOW, NOW))
        manual = Manual.objects.create(
            party_id=party, vehicle_model="x", title="x", version=1, steps=[], files=[], published_at=NOW
        )
        leave = ManualGrant.objects.create(
            manual_id=manual.id, party_id=party, mark=uuid4().hex[:16], granted_at=NOW, expires_at=NOW
        )
        ManualRead.objects.create(grant_id=leave.id, party_id=party, file=0, read_at=NOW)
        Retirement.objects.create(party_id=party, vehicle_model="x", from_date=NOW, filing=uuid4())
        handed = Handing.objects.create(party_id=party, channel="file", number=1, made_at=NOW)
        Notice.objects.create(
            party_id=party, notice_no=uuid4().hex[:16], subject=uuid4(), vehicle=uuid4(), battery=uuid4(), why="age",
            value=1, bound=1, seen_date=NOW, made_at=NOW, handing_id=handed.id,
        )  # fmt: skip
        NoticeChannel.objects.create(party_id=party, url="x", next_at=NOW)
        lay(party, NOW)
        OutletWord.objects.create(party_id=party, outlet_no="1", item="safety", answer=True, said_at=NOW)
        change = PartyChange.objects.create(party_id=party, kind="changed", day=NOW, recorded_at=NOW)
        Application.objects.create(
            kind="change", uscc="x", party_id=party, body={}, hash=uuid4().hex, asked_at=NOW
        )
        Site.objects.create(party_id=party, name="x", kind="store", region_code="430104", opened_date=NOW)
        for kind in ("project_approval", "pollutant_discharge_permit", "of no department"):
            Permit.objects.create(party_id=party, kind=kind, number="x", valid_from=NOW)
        others = {"A": "D", "F": "P", "N": "G"}[letter]
        other = trade.firms[others].party_id or 0
        Succession.objects.create(change_id=change.id, party_id=other, successor_id=party, from_date=NOW)
        MandateStop.objects.create(
            principal_id=party, agent_id=other, duty="24.2.a", user_id=1, handed_in_at=NOW, stopped_at=NOW
        )
    _beyond(trade, a)
    with connection.cursor() as cursor:
        for party in (a, f, None):
            cursor.execute(
                "INSERT INTO access_log (at, account_id, post, department, level, territory, act, object_kind,"
                " object_id, party_id, request_id) VALUES (now(), 1, '', '', '', '', '', '', '', %s, '')",
                [party],
            )
        _custody(cursor, a, f, n)
        cursor.execute("INSERT INTO contest VALUES (gen_random_uuid(), gen_random_uuid(), gen_random_uuid())")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks to come cannot be altered


def _custody(cursor: Any, *parties: int) -> None:
    """Enter hand-overs both ways and sums, under the agent's duty and another, and an act on every finding."""
    cursor.execute("INSERT INTO unexamined VALUES (gen_random_uuid(), 1, now())")
    cursor.execute("INSERT INTO missed VALUES (1, gen_random_uuid(), current_date)")
    cursor.execute("INSERT INTO rejection VALUES (1, '', gen_random_uuid(), gen_random_uuid(), now(), 1)")
    cursor.execute("INSERT INTO sent_form VALUES (gen_random_uuid(), '', '', now())")
    for table in ("watch", "rhythm"):
        cursor.execute(f"INSERT INTO {table} VALUES (gen_random_uuid(), current_date)")  # noqa: S608 - ours
    cursor.execute(
        "INSERT INTO finding_act (finding, at, account_id, act, words, seen)"
        " SELECT id, now(), 1, 'confirm', 'x', '' FROM finding"
    )
    for place, party in enumerate(parties):
        other = parties[place - 1]
        for duty in (*(RULEBOOK.by_id[name].number for name in (SCOPE, "24.7.a", "24.8.b")),):
            cursor.execute(
                "INSERT INTO tally VALUES (%s, %s, 10, '2026-05-01', 'x', '', 1, 1, 0)", [party, duty]
            )
            cursor.execute(
                "INSERT INTO handover (subject, ordinal, state, sender, receiver, sender_id, receiver_id, out_duty,"
                " into_duty, refused, transfer_no)"
                " VALUES (gen_random_uuid(), 0, 'open', 'x', 'x', %s, %s, %s, %s, false, '')",
                [party, other, duty, duty],
            )


def _beyond(trade: Trade, party: int) -> None:
    """Let A have filed under another duty than its agent's too, and let there be a finding about either filing."""
    other = "24.2.b"
    receipt = receipts.number(NOW.date())
    own = {"filing": receipts.key(receipt), "duty": RULEBOOK.by_id[other].number, "idempotency_key": receipt}
    with connection.cursor() as cursor:
        for table in ("filing", "event", "tree"):
            cursor.execute(
                f"INSERT INTO {table} SELECT (jsonb_populate_record(kept, %s)).* FROM {table} AS kept"  # noqa: S608 - ours
                " WHERE party_id = %s LIMIT 1",
                [json.dumps(own, default=str), party],
            )
        cursor.execute(
            "INSERT INTO job SELECT (jsonb_populate_record(kept, %s)).* FROM job AS kept WHERE party_id = %s LIMIT 1",
            [json.dumps({"id": str(uuid4()), "duty": other}), party],
        )
        for duty, number in ((SCOPE, trade.get("filing", "own")), (other, receipt)):
            evidence = json.dumps([{"party": "x", "receipt": number, "says": "x"}])
            keep_finding(cursor.cursor, "two_packs", "x", party, evidence=evidence, cause=duty)


def counted(table: str, condition: str) -> tuple[int, str | None]:
    """Give how many rows of a table meet a condition, and which: a sum over their places, or their numbers."""
    place = "id" if table == "auth_user" else "ctid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*), sum(hashtext({place}::text))::text FROM {table} WHERE {condition}")  # noqa: S608 - ours
        found: tuple[int, str | None] = cursor.fetchone()
    return found


def expected(asking: list[Reader]) -> dict[tuple[str, str], tuple[int, str | None]]:
    """Give what every reader should get of every table; asked by the owner."""
    return {
        (reader.name, table): counted(table, wanted(table, reader)) for reader in asking for table in READ
    }


def differences(asking: list[Reader], right: dict[tuple[str, str], tuple[int, str | None]]) -> Iterator[str]:
    """Give where a reader gets other rows than it should."""
    for reader in asking:
        with wall.asking(reader.standing), connection.cursor() as cursor:
            cursor.execute(
                "SELECT has_any_column_privilege(name, 'SELECT') FROM unnest(%s::text[]) AS name",
                [list(READ)],
            )
            allowed = dict(zip(READ, (row[0] for row in cursor.fetchall()), strict=True))
            for table in READ:
                got = counted(table, "true") if allowed[table] else (0, None)
                if got != right[reader.name, table]:
                    yield f"{reader.name} gets {got[0]} rows of {table}, not {right[reader.name, table][0]}"
