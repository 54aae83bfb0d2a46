"""发现台账 — findings on file."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import Cursor

from suyuan.storage.events import decoded
from suyuan.storage.queries import reader
from suyuan.storage.wall import by_register

_COLUMNS = (
    "id, kind, subject_kind, subject_id, parties, evidence, article, state, found_at, owner_id, due_date, closed_at,"
    " closed_by"
)


# The day on which what was found took place: that of the latest evidence.
_DAY = (
    "coalesce((SELECT max(piece ->> 'happened_on') FROM jsonb_array_elements(evidence) AS piece"
    " WHERE piece ->> 'happened_on' <> '')::date, (found_at AT TIME ZONE 'Asia/Shanghai')::date)"
)


class Choice(NamedTuple):
    """Which findings are asked for. ``since``, ``until``: days on which it took place, both included; ``place``: the
    first digits of the division of the party that is asked first; ``subject``: a code, VIN or other name, whole.
    """

    kind: str | None = None
    state: str | None = None
    since: date | None = None
    until: date | None = None
    place: str = ""
    subject: str = ""
    owner: str = ""  # the credit code of the party that is asked first

    def conditions(self) -> list[str]:
        """Give the conditions on a finding."""
        asked = {
            "kind = %(kind)s": self.kind,
            "state = %(state)s": self.state,
            f"{_DAY} >= %(since)s": self.since,
            f"{_DAY} <= %(until)s": self.until,
            "subject_id = %(subject)s": self.subject,
            "owner_id IN (SELECT id FROM party WHERE starts_with(region_code, %(place)s))": self.place,
            "owner_id IN (SELECT id FROM party WHERE uscc = %(owner)s)": self.owner,
        }
        return [condition for condition, value in asked.items() if value]


def _rows(condition: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
    found = reader().execute(f"SELECT {_COLUMNS} FROM finding WHERE {condition}", parameters)  # noqa: S608 - ours
    return [_row(row) for row in found.fetchall()]


def _row(row: tuple[Any, ...]) -> dict[str, Any]:
    """Give a stored finding by the names of what it says."""
    named = dict(zip(_COLUMNS.split(", "), row, strict=True))
    subject = {"kind": named.pop("subject_kind"), "id": named.pop("subject_id")}
    return named | {"id": str(named["id"]), "evidence": decoded(named["evidence"]), "subject": subject}


def of_subject(subject: str) -> list[dict[str, Any]]:
    """Give the findings about one subject, without the evidence."""
    found = _rows("subject_id = %(subject)s ORDER BY found_at, id", {"subject": subject})
    hidden = {"evidence", "owner_id", "due_date", "closed_at", "closed_by"}
    return [{name: value for name, value in row.items() if name not in hidden} for row in found]


def page(
    *,
    party_id: int | None,
    watched: tuple[str, Sequence[str]] | None = None,
    choice: Choice,
    after: str | None,
    limit: int,
) -> list[dict[str, Any]]:
    """Give one page of findings, newest first: of one party, or of parties that are watched.

    ``watched``: (division codes as a LIKE pattern, roles), both of which a party must match.
    """
    conditions = ["true", *choice.conditions()]
    if party_id is not None:
        conditions.append("%(party_id)s = ANY(parties)")
    if watched is not None:
        conditions.append(
            "EXISTS (SELECT 1 FROM party JOIN party_role ON party_role.party_id = party.id"
            " WHERE party.id = ANY(parties) AND party.region_code LIKE %(pattern)s AND role = ANY(%(roles)s))"
        )
    if after:
        conditions.append(
            "(found_at, id) < (SELECT last.found_at, last.id FROM finding AS last WHERE last.id = %(after)s)"
        )
    pattern, roles = watched or ("-", ())
    parameters = choice._asdict() | {"party_id": party_id, "after": after, "limit": limit}
    parameters |= {"pattern": pattern, "roles": list(roles)}
    return _rows(" AND ".join(conditions) + " ORDER BY found_at DESC, id DESC LIMIT %(limit)s", parameters)


def find_one(key: UUID) -> dict[str, Any] | None:
    """Give one finding that the reader sees, or None."""
    return next(iter(_rows("id = %(key)s", {"key": key})), None)


def find_one_held(key: str) -> dict[str, Any] | None:
    """Give one finding, kept from others until the transaction ends."""
    return next(iter(_rows("id = %(key)s FOR UPDATE", {"key": UUID(key)})), None)


class StoredAct(NamedTuple):
    """What somebody did about a finding."""

    at: datetime
    party_id: int | None
    account_id: int
    act: str
    words: str


def acts_of(key: UUID) -> list[StoredAct]:
    """Give what was done about a finding, the earliest first."""
    found = reader().execute(
        "SELECT at, party_id, account_id, act, words FROM finding_act WHERE finding = %s ORDER BY at", (key,)
    )
    return list(map(StoredAct._make, found.fetchall()))


def add_act(cursor: Cursor[Any], key: str, act: StoredAct, *, seen: bytes, state: str) -> None:
    """Enter what somebody did about a finding, and the state that follows."""
    cursor.execute(
        "INSERT INTO finding_act (finding, at, party_id, account_id, act, words, seen)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s)",
        (key, act.at, act.party_id, act.account_id, act.act, act.words, seen),
    )
    cursor.execute(
        "UPDATE finding SET state = %s, closed_at = CASE WHEN %s = 'closed' THEN %s END WHERE id = %s",
        (state, state, act.at, key),
    )


def count_by_kind() -> list[tuple[str, str, int, int]]:
    """Give (kind, state, how many, how many of them somebody explained or confirmed) of what the reader sees."""
    found = reader().execute(
        "SELECT kind, state, count(*), count(*) FILTER (WHERE EXISTS (SELECT FROM finding_act"
        " WHERE finding_act.finding = finding.id AND act IN ('explain', 'confirm'))) FROM finding GROUP BY kind, state"
    )
    return found.fetchall()


def count_by_owner(choice: Choice) -> list[tuple[str, int | None, int]]:
    """Give (kind, the party that is asked first, how many) of what the reader sees."""
    condition = " AND ".join(["true", *choice.conditions()])
    found = reader().execute(
        f"SELECT kind, owner_id, count(*) FROM finding WHERE {condition} GROUP BY kind, owner_id",  # noqa: S608 - ours
        choice._asdict(),
    )
    return found.fetchall()


@by_register
def count_by_owner_of_many(choice: Choice) -> list[tuple[str, int | None, int]]:
    """Give the same over findings of which the asker reads none: for totals."""
    return count_by_owner(choice)
