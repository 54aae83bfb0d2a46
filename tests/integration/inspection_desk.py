"""A desk of inspectors in a county of its own, its plans, what it orders, and records as devices send them."""

import hashlib
import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from uuid import uuid4

import msgspec
import pytest
from PIL import Image

from suyuan.codes import region
from suyuan.domain.inspections import content_hash, officer, points_of
from suyuan.law.duty import Role
from suyuan.services.inspections import operations, plans, queries
from suyuan.services.ledger import operations as ledger
from suyuan.services.refusals import Unfit
from suyuan.storage import accounts
from tests.integration.case_desk import counties

NOW, ORDERED = datetime(2026, 9, 1, 2, tzinfo=UTC), datetime(2026, 9, 1, 1, tzinfo=UTC)
TODAY = date(2026, 9, 1)
NUMBERS = count(1)


def official(territory, department="industry", kind="inspector"):
    viewer = accounts.create_stretched(
        username=f"inspecting{next(NUMBERS)}", stretched="!", kind=kind, party_id=None, territory=territory,
        department=department,
    )  # fmt: skip
    return replace(viewer, machine=False)


# A county for each desk: the firms and visits of one test are nothing to another's.
COUNTIES = counties("42")


class Desk:
    """A county of its own with three officers and some firms."""

    def __init__(self, road, firms=4):
        self.place = next(COUNTIES)
        assert region.spans(self.place)
        self.officers = [official(self.place) for _ in range(3)]
        self.firms = [
            replace(road.firm(Role.DISMANTLER, region_code=self.place), machine=False) for _ in range(firms)
        ]

    def plan(self, **more):
        return plan_of(self.officers[0], **more)

    def drawn(self, **more):
        number = self.plan(**more)
        ledger.publish()
        assert plans.draw_waiting(at=NOW) >= 1  # plans of other tests may wait as well
        return queries.get_plan(self.officers[0], number)


def plan_of(viewer, *, at=NOW, **more):
    given = {
        "title": "第三季度抽查",
        "roles": "dismantler",
        "objects": "2",
        "days": "2026-09-02\n2026-09-03",
    }
    return plans.draw_up(viewer, given | more, at=at)


def picture(colour, *, ink=""):
    out, drawn = io.BytesIO(), Image.new("RGBA", (40, 30), colour)
    if ink:
        drawn.paste(ink, (5, 10, 35, 12))
    drawn.save(out, "PNG")
    return out.getvalue()


INK, *INKS = (
    picture("#fff0", ink=colour) for colour in ("black", "navy", "maroon")
)  # the firm's, its officers'
VIEW, BLANK = picture("green"), picture("white")
SHA = {one: hashlib.sha256(one).hexdigest() for one in (INK, *INKS, VIEW, BLANK)}


def a_record(firm, day, **more):
    begun = datetime(day.year, day.month, day.day, 1, tzinfo=UTC)
    told = {
        "record_id": str(uuid4()),
        "began_at": begun.isoformat(),
        "ended_at": (begun + timedelta(hours=2)).isoformat(),
        "measures": ["enter", "copy"],
        "points": {name: {"answer": "in_order"} for name in points_of(firm.roles, day)},
        "present": "甄厂长",
        "codes": [{"code": "9Z7PE0100000A1GAK0000001"}, {"code": "0000", "words": "标签烧毁"}],
        "photos": [{"sha256": SHA[VIEW], "taken_at": begun.isoformat(), "words": "库房"}],
        "statements": [{"who": "甄厂长", "words": "已全部登记"}],
        "signatures": {"officers": [SHA[one] for one in INKS], "firm": SHA[INK]},
    }
    return told | more


def signed(viewer, number, told):
    """Have what is told signed; ``officers`` are the two that were sent."""
    drawn, team = dict(told["signatures"]), queries.get_inspection(viewer, number).inspection.team
    if isinstance(drawn.get("officers"), list):
        drawn |= zip(map(officer, team), drawn.pop("officers"), strict=True)
    return (
        {"signed": dict.fromkeys(drawn, content_hash(msgspec.json.encode(told)))}
        | told
        | {"signatures": drawn}
    )


def sent(viewer, number, told, *, at, files=()):
    """Send what is told; ``files``: what comes with it, else the photograph and the signatures that it names."""
    told = signed(viewer, number, told)
    files = files or (VIEW, *(ink for ink in (INK, *INKS) if SHA[ink] in told["signatures"].values()))
    return operations.record(viewer, number, msgspec.json.encode(told), files, at=at)


def wrong(viewer, number, told, *, at, files=()):
    with pytest.raises(Unfit) as found:
        sent(viewer, number, told, at=at, files=files)
    return {each.rule for each in found.value.problems}


def due(desk, **more):
    """Give an inspection of a firm of the desk, ordered as its day begins, one of its team, and an instant after it."""
    firm = desk.firms[0]
    number = operations.order(
        desk.officers[0],
        {
            "party": firm.uscc, "day": "2026-09-01", "words": "举报线索",
            "officers": f"{desk.officers[0].account_id},{desk.officers[1].account_id}",
        }
        | more,
        at=ORDERED,
    )  # fmt: skip
    return firm, number, desk.officers[1], NOW + timedelta(hours=2)


def name_of(viewer):
    return dict(queries.officers(viewer, at=NOW))[viewer.account_id]
