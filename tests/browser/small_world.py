"""A world of seven sign-ins and two vehicles for the browser tests; run as a script against a migrated database."""

import json
import sys
from datetime import datetime, timedelta

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402

from suyuan.law.measures_2026 import RULEBOOK  # noqa: E402 - Django must be set up before its tables are read
from suyuan.services import clock  # noqa: E402
from suyuan.services.demonstration import operations as demonstration  # noqa: E402
from suyuan.services.filings import operations  # noqa: E402
from suyuan.services.parties.queries import viewer_of_user  # noqa: E402
from suyuan.services.submission import Submission  # noqa: E402
from suyuan.storage import accounts, parties  # noqa: E402
from suyuan.world.coding import credit_code, date_letters, vin  # noqa: E402

PASSWORD = "show-me-the-source"  # noqa: S105 - of a world that is thrown away
EMAILS = {"inspector": "wang@capital.example", "cars": "boss@firm.example"}
PERMITS = ("project_approval", "environmental_impact_assessment", "pollutant_discharge_permit")
PARTIES = (
    ("maker", 911, "示例动力电池有限公司", "Example Battery", "battery_maker", "350902", ("9Z7",)),
    ("cars", 912, "示例新能源汽车有限公司", "Example Motor", "vehicle_maker", "110105", ()),
    ("shop", 913, "示例汽车维修店", "Example Repair", "repairer", "110105", ()),
    ("dismantler", 914, "示例报废机动车回收拆解有限公司", "Example Dismantling", "dismantler", "110105", ()),
    ("recycler", 915, "示例综合利用有限公司", "Example Recycling", "recycler", "110105", ()),
)


def party(one: tuple[str, int, str, str, str, str, tuple[str, ...]]) -> dict[str, object]:
    _username, number, zh, en, role, region, prefixes = one
    permits = [{"kind": kind, "no": f"{kind}-1", "valid_from": "2020-01-01"} for kind in PERMITS]
    return {
        "uscc": credit_code(number),
        "name": zh,
        "name_en": en,
        "roles": [role],
        "region_code": region,
        "prefixes": list(prefixes),
        "permits": permits if role == "recycler" else [],
    }


def code(level: str, serial: int, made: int) -> str:
    return f"9Z7{level}E0100000A1{date_letters(made)}{serial:07d}"


def main() -> None:
    """Register the parties, open their accounts, and file a pack with its tree into one of two vehicles."""
    now, today = clock.now(), clock.today()
    demonstration.mark()  # whose sign-ins work without a second factor
    usccs, viewers = enrol(now)
    made_on = today.toordinal() - 40
    vehicles = [vin("LS5", "A2AB3", today.year, "A", serial) for serial in (1, 2)]
    pack, spare = code("P", 1, made_on), code("P", 2, made_on)
    certified = (today - timedelta(days=30)).isoformat()
    late = (today - timedelta(days=60)).isoformat()
    sale = {"sold_date": certified, "licensed_date": certified, "region_code": "110105"}
    file(viewers["maker"], "12.1", tree(pack, made_on), now)
    for vehicle, day, fitted in ((vehicles[0], certified, pack), (vehicles[1], late, spare)):
        row = {"vin": vehicle, **FACTS, "certified_date": day, "pack_code": fitted}
        file(viewers["cars"], "24.2.a", [row], now)
    file(viewers["cars"], "24.2.b", [{"vin": vehicles[0], **sale}], now)
    told = {
        "password": PASSWORD,
        "usccs": usccs,
        "vins": vehicles,
        "pack": pack,
        "spare": spare,
        "new": code("P", 3, made_on),
        "today": today.isoformat(),
    }
    json.dump(told, sys.stdout)


FACTS = {
    "vehicle_type": "乘用车",
    "vehicle_name": "纯电动轿车",
    "brand": "示例牌",
    "vehicle_model": "SLX7000BEV",
    "swap_mode": "no",
}


def enrol(now: datetime) -> tuple[dict[str, str], dict[str, object]]:
    """Register the parties and open every account: (USCC, viewer) by user name."""
    usccs: dict[str, str] = {}
    viewers: dict[str, object] = {}
    for one in PARTIES:
        username, entry = one[0], party(one)
        usccs[username] = str(entry["uscc"])
        party_id = parties.register(entry, at=now)
        made = accounts.create(username=username, password=PASSWORD, kind="member", party_id=party_id)
        viewers[username] = viewer_of_user(made.user_id)
    accounts.create(username="inspector", password=PASSWORD, kind="inspector", party_id=None, territory="11")
    accounts.create(username="watcher", password=PASSWORD, kind="inspector", party_id=None, territory="11")
    for username, kind, territory in (("cautious", "inspector", "31"), ("minister", "ministry", "")):
        # who set up a second factor in a test, and would then be asked for it in all others
        accounts.create(username=username, password=PASSWORD, kind=kind, party_id=None, territory=territory)
    for username in ("inspector", "cars"):  # whom a province's identity provider may know
        get_user_model().objects.filter(username=username).update(email=EMAILS[username])
    accounts.create(username="ministry", password=PASSWORD, kind="ministry", party_id=None)
    accounts.create(username="operator", password=PASSWORD, kind="operator", party_id=None)
    return usccs, viewers


def tree(pack: str, made_on: int) -> list[dict[str, str]]:
    """A pack of 8 modules with 16 cells each, one row for each cell."""
    return [
        {
            "pack_code": pack,
            "module_code": code("M", module, made_on),
            "cell_code": code("C", module * 100 + cell, made_on),
        }
        for module in range(1, 9)
        for cell in range(1, 17)
    ]


def file(viewer: object, duty: str, rows: list[dict[str, str]], at: object) -> None:
    content = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()
    receipt = operations.file(
        Submission(
            viewer=viewer,
            duty=RULEBOOK.by_id[duty],
            content=content,
            at=at,
            format="ndjson",
            name="seed.ndjson",
        )
    )
    if receipt.state != "accepted":
        raise SystemExit(f"{duty}: {receipt.notes}")


if __name__ == "__main__":
    main()
