"""技术信息台账 — manuals by version, the leave to read them, and what was read.

publish, own, find, get    manuals
grant, get_grant, of_mark  leave to read
note, counts               readings: of a firm for itself, for the filer by kind of firm and never by name
"""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime

import msgspec
from django.db.models import F, Max, Q

from suyuan.domain.techinfo import File, Grant, Hand, Manual, Purpose, Step
from suyuan.storage.models import Manual as Row
from suyuan.storage.models import ManualGrant, ManualRead, PartyRole
from suyuan.storage.queries import reader
from suyuan.storage.wall import by_register

MOST = 100


def _manual(row: Row, newest: int | None = None) -> Manual:
    return Manual(
        manual_id=row.id,
        party_id=row.party_id,
        vehicle_model=row.vehicle_model,
        title=row.title,
        version=row.version,
        steps=tuple(msgspec.convert(row.steps, list[Step])),
        files=tuple(msgspec.convert(row.files, list[File])),
        published_at=row.published_at,
        superseded=newest is not None and row.version < newest,
    )


@by_register
def publish(
    party_id: int,
    model: str,
    title: str,
    content: tuple[Sequence[Step], Sequence[File]],
    *,
    user_id: int | None,
    at: datetime,
) -> int:
    """Enter the next version of a manual; give its number. What says the same as the last one is that one."""
    reader().execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"manual {party_id} {model} {title}"])
    last = (
        Row.objects.filter(party_id=party_id, vehicle_model=model, title=title).order_by("-version").first()
    )
    steps, files = (msgspec.json.decode(msgspec.json.encode(list(part))) for part in content)  # as stored
    if last is not None and (last.steps, last.files) == (steps, files):
        return last.id
    row = Row.objects.create(
        party_id=party_id,
        vehicle_model=model,
        title=title,
        version=last.version + 1 if last else 1,
        steps=steps,
        files=files,
        published_at=at,
        user_id=user_id,
    )
    return row.id


def own(party_id: int) -> list[Manual]:
    """Give the manuals of a firm that the asker may read, every version, the newest first."""
    rows = Row.objects.filter(party_id=party_id).order_by("vehicle_model", "title", "-version")
    newest: dict[tuple[str, str], int] = {}
    for row in rows:
        newest.setdefault((row.vehicle_model, row.title), row.version)
    return [_manual(row, newest[row.vehicle_model, row.title]) for row in rows]


@by_register
def find(
    *, models: Collection[tuple[int, str]] | None = None, model: str = "", words: str = ""
) -> list[Manual]:
    """Give the newest versions: of some firms' models, of a model, or with some words in model and title."""
    rows = Row.objects.order_by("party_id", "vehicle_model", "title", "-version")
    if models is not None:
        meant = Q(pk__in=())
        for party, name in models:
            meant |= Q(party_id=party, vehicle_model__iexact=name)
        rows = rows.filter(meant)
    if model:
        rows = rows.filter(vehicle_model__iexact=model)
    if words:
        rows = rows.filter(Q(vehicle_model__icontains=words) | Q(title__icontains=words))
    return [_manual(row) for row in rows.distinct("party_id", "vehicle_model", "title")[:MOST]]


@by_register
def get(manual_id: int) -> Manual | None:
    """Give one version."""
    row = Row.objects.filter(id=manual_id).first()
    if row is None:
        return None
    same = Row.objects.filter(party_id=row.party_id, vehicle_model=row.vehicle_model, title=row.title)
    return _manual(row, same.aggregate(last=Max("version"))["last"])


def _grant(row: ManualGrant) -> Grant:
    return Grant(
        grant_id=row.id,
        manual_id=row.manual_id,
        party_id=row.party_id,
        code=row.code,
        hand=Hand(row.hand),
        purpose=Purpose(row.purpose),
        words=row.words,
        mark=row.mark,
        granted_at=row.granted_at,
        expires_at=row.expires_at,
    )


@by_register
def grant(one: Grant, *, user_id: int | None) -> int:
    """Enter the leave to read a manual; give its number."""
    row = ManualGrant.objects.create(
        manual_id=one.manual_id,
        party_id=one.party_id,
        code=one.code,
        hand=one.hand.value,
        purpose=one.purpose.value,
        words=one.words,
        mark=one.mark,
        granted_at=one.granted_at,
        expires_at=one.expires_at,
        user_id=user_id,
    )
    return row.id


def get_grant(grant_id: int) -> Grant | None:
    """Give a grant that the asker may see: its own firm's."""
    row = ManualGrant.objects.filter(id=grant_id).first()
    return _grant(row) if row else None


def grants_of(party_id: int) -> list[Grant]:
    """Give a firm's grants, the latest first."""
    return [
        _grant(row) for row in ManualGrant.objects.filter(party_id=party_id).order_by("-granted_at")[:MOST]
    ]


@by_register
def of_mark(mark: str) -> tuple[Grant, int | None] | None:
    """Give the grant under which a marked copy was made, and who asked for it."""
    row = ManualGrant.objects.filter(mark=mark).first()
    return (_grant(row), row.user_id) if row else None


@by_register
def note(one: Grant, file: int, *, user_id: int | None, at: datetime) -> None:
    """Note a reading: of a file by its place, or of the steps (-1)."""
    ManualRead.objects.create(
        grant_id=one.grant_id, party_id=one.party_id, file=file, read_at=at, user_id=user_id
    )


@by_register
def counts(manual_ids: Collection[int]) -> dict[int, Counter[str]]:
    """Give how often each manual was read, by the role of who read it; who it was stays out."""
    reads = ManualRead.objects.filter(grant__manual_id__in=list(manual_ids))
    found: dict[int, Counter[str]] = {}
    lines = list(reads.values_list(F("grant__manual_id"), F("party_id")))
    roles: dict[int, list[str]] = {}
    for party, role in PartyRole.objects.filter(party_id__in={party for _, party in lines}).values_list(
        "party_id", "role"
    ):
        roles.setdefault(party, []).append(role)
    for manual, party in lines:
        found.setdefault(manual, Counter()).update(roles.get(party, ["enterprise"]))
    return found
