"""发现台账 — findings on file."""

from collections.abc import Sequence
from typing import Any

from suyuan.storage.events import decoded
from suyuan.storage.queries import reader

_COLUMNS = "id, kind, subject_kind, subject_id, parties, evidence, article, state, found_at"


def _rows(condition: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
    found = reader().execute(f"SELECT {_COLUMNS} FROM finding WHERE {condition}", parameters)  # noqa: S608 - ours
    return [
        {
            "id": str(key),
            "kind": kind,
            "subject": {"kind": subject_kind, "id": subject_id},
            "parties": parties,
            "evidence": decoded(evidence),
            "article": article,
            "state": state,
            "found_at": found_at,
        }
        for key, kind, subject_kind, subject_id, parties, evidence, article, state, found_at in found.fetchall()
    ]


def of_subject(subject: str) -> list[dict[str, Any]]:
    """Give the findings about one subject, without the evidence."""
    found = _rows("subject_id = %(subject)s ORDER BY found_at, id", {"subject": subject})
    return [{name: value for name, value in row.items() if name != "evidence"} for row in found]


def page(
    *,
    party_id: int | None,
    watched: tuple[str, Sequence[str]] | None = None,
    kind: str | None,
    state: str | None,
    after: str | None,
    limit: int,
) -> list[dict[str, Any]]:
    """Give one page of findings, by their id: of one party, or of parties that are watched.

    ``watched``: (division codes as a LIKE pattern, roles), both of which a party must match.
    """
    conditions = ["true"]
    if party_id is not None:
        conditions.append("%(party_id)s = ANY(parties)")
    if watched is not None:
        conditions.append(
            "EXISTS (SELECT 1 FROM party JOIN party_role ON party_role.party_id = party.id"
            " WHERE party.id = ANY(parties) AND party.region_code LIKE %(pattern)s AND role = ANY(%(roles)s))"
        )
    if kind:
        conditions.append("kind = %(kind)s")
    if state:
        conditions.append("state = %(state)s")
    if after:
        conditions.append("id > %(after)s")
    pattern, roles = watched or ("-", ())
    parameters: dict[str, Any] = {
        "party_id": party_id,
        "kind": kind,
        "state": state,
        "after": after,
        "limit": limit,
    }
    parameters |= {"pattern": pattern, "roles": list(roles)}
    return _rows(" AND ".join(conditions) + " ORDER BY id LIMIT %(limit)s", parameters)
