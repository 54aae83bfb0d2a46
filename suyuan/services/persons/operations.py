"""个人信息用例 — erase a person, and sweep what is over. Filings, trails and leaves of the log stand.

    erase()   of one person, by the operator
    sweep()   what has outlived its retention, by the operator's command

A firm's record of who filed stays as a number. The number leads to an account that holds no name any more.

Source: Personal Information Protection Law, Article 47; Articles 24 and 26 of the Measures.
"""

from typing import NamedTuple

from suyuan.domain.access import Viewer
from suyuan.services import clock
from suyuan.services.parties.queries import forget_user
from suyuan.services.refusals import Refused
from suyuan.storage import persons as store
from suyuan.storage.wall import as_register


class Erased(NamedTuple):
    """What was done: the account that lives on without a name, and how many rows were removed or emptied."""

    account_id: int
    rows: int


def erase(viewer: Viewer, *, username: str, sure: str) -> Erased:
    """Erase a person; ``sure`` repeats the username. Raises Refused."""
    if not viewer.may("person.erase"):
        raise Refused("auth.not_allowed")
    name = username.strip()
    if sure.strip() != name or not name:
        raise Refused("person.sure")
    return _erased(name, viewer.account_id or None)


def erase_by_platform(username: str) -> Erased:
    """Erase a person from the operator's command line, where no account stands behind. Raises Refused."""
    return _erased(username.strip(), None)


def _erased(username: str, by: int | None) -> Erased:
    with as_register():
        person = store.find(username)
        if person is None:
            raise Refused("not_found")
        if person.account_id == by:
            raise Refused("person.own")
        if store.is_last_administrator(person):
            raise Refused("person.last_administrator")
        rows = store.erase(person, at=clock.true_now(), by=by)
    forget_user(person.user_id)
    return Erased(person.account_id, rows)


def sweep() -> dict[str, int]:
    """Remove what is over; give how many rows of each table."""
    with as_register():
        return store.sweep(at=clock.true_now())
