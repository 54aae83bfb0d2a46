"""查无结果 — codes that parties looked up and were told nothing of.

add()      enter some, each once
since()    those of some days of which the party has filed nothing itself
forget()   remove those of earlier days
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from suyuan.storage.queries import reader
from suyuan.storage.wall import by_register

MOST = 2_000  # of one party: whoever walks on is known by then


@by_register
def add(party_id: int, codes: Sequence[UUID], day: date) -> None:
    """Enter that a party looked codes up in vain; of one party no more than so many."""
    reader().execute(
        "INSERT INTO missed SELECT %(party)s, code, %(day)s FROM unnest(%(codes)s::uuid[]) AS code"
        " LIMIT greatest(0, %(most)s - (SELECT count(*) FROM missed WHERE party_id = %(party)s))"
        " ON CONFLICT DO NOTHING",
        {"party": party_id, "codes": list(codes), "day": day, "most": MOST},
    )


def since(day: date) -> list[tuple[int, UUID, date]]:
    """Give (party, code, day) from a day on; whoever files about a code had reason to look."""
    found = reader().execute(
        "SELECT party_id, code, missed_date FROM missed WHERE missed_date >= %(day)s AND NOT EXISTS (SELECT FROM event"
        " WHERE event.subject = missed.code AND event.party_id = missed.party_id AND event.replaced_at IS NULL)"
        " ORDER BY party_id, code",
        {"day": day},
    )
    return found.fetchall()


def forget(day: date) -> None:
    """Remove those of the days before a day."""
    reader().execute("DELETE FROM missed WHERE missed_date < %(day)s", {"day": day})
