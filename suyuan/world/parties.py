"""Parties of the made-up world (虚构主体): firms with credit codes, permits, outlets and prefixes, as
party lines.

Parts: `Party`, `Cast`, `cast`.

Source: party lines of the world file; Article 18 (permits), Article 24(6) (outlets).

>>> crowd = cast(seed=1, until=739000)
>>> crowd.of("vehicle_maker")[0].name
'桃花源汽车（演示）有限公司'
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from suyuan.world.coding import credit_code, dice, iso
from suyuan.world.firms import FIRMS, Firm
from suyuan.world.places import PLACES, Place, place_of

PERMIT_KINDS = ("project_approval", "environmental_impact_assessment", "pollutant_discharge_permit")
_PERMIT_TERM_DAYS = 1825
_SCATTER_DEG = 0.004
_BATTERY_ROLES = ("battery_maker", "battery_importer")
_VEHICLE_ROLES = ("vehicle_maker", "vehicle_importer")
_FIRST_OUTLET_DAY = 737_791  # 2021-01-01


@dataclass(slots=True, eq=False)
class Party:
    """A reporting firm; days are proleptic ordinals."""

    firm: Firm
    uscc: str
    place: Place
    permits: list[dict[str, str]] = field(default_factory=list)
    outlets: list[dict[str, Any]] = field(default_factory=list)
    partners: list["Party"] = field(default_factory=list)
    permit_ends: int | None = None

    @property
    def name(self) -> str:
        """The Chinese name, which says that the firm is a demonstration."""
        return f"{self.firm.zh}（演示）有限公司"

    @property
    def role(self) -> str:
        """The firm's one role."""
        return self.firm.role

    @property
    def collection_outlets(self) -> list[str]:
        """Numbers of the outlets that stood before the world began."""
        return [outlet["outlet_no"] for outlet in self.outlets]

    def line(self) -> dict[str, Any]:
        """The party line of the world file."""
        return {
            "uscc": self.uscc,
            "name": self.name,
            "name_en": f"{self.firm.en} (Demo) Co., Ltd.",
            "roles": [self.firm.role],
            "region_code": self.place.code,
            "permits": self.permits,
            "outlets": self.outlets,
            "prefixes": [self.firm.prefix] if self.firm.prefix else [],
            "partner_of": [partner.uscc for partner in self.partners],
        }


@dataclass(slots=True)
class Cast:
    """Everybody, in the order of the firms' list."""

    parties: list[Party]

    def of(self, *roles: str) -> list[Party]:
        """All parties with one of these roles."""
        return [party for party in self.parties if party.role in roles]

    def battery_firm(self, prefix: str) -> Party:
        """The battery maker or importer that owns this three-character prefix."""
        return next(party for party in self.of(*_BATTERY_ROLES) if party.firm.prefix == prefix)

    def vehicle_firm(self, wmi: str) -> Party:
        """The vehicle maker or importer that builds under this WMI."""
        return next(party for party in self.of(*_VEHICLE_ROLES) if party.firm.wmi == wmi)

    def partners_of(self, maker: Party) -> list[Party]:
        """The workshops that cooperate with this vehicle maker."""
        return [party for party in self.of("repairer") if maker in party.partners]

    def independents(self) -> list[Party]:
        """The workshops that cooperate with nobody."""
        return [party for party in self.of("repairer") if not party.partners]

    def open_recyclers(self, day: int, margin: int = 0) -> list[Party]:
        """Recyclers whose permits are valid on `day` and for `margin` days after."""
        recyclers = self.of("recycler")
        return [
            party
            for party in recyclers
            if party.permit_ends is not None and day + margin <= party.permit_ends
        ]


def _permits(party: Party, ends: int) -> Iterator[dict[str, str]]:
    for kind, days_later in zip(PERMIT_KINDS, (400, 200, 0), strict=True):
        until = ends + days_later
        starts = min(until - _PERMIT_TERM_DAYS, _FIRST_OUTLET_DAY)
        number = f"演示{party.place.code}-{party.firm.number}-{kind[0].upper()}"
        yield {"kind": kind, "no": number, "valid_from": iso(starts), "valid_to": iso(until)}


def outlet(party: Party, place: Place, index: int, effective: int, rng_seed: int) -> dict[str, Any]:
    """One outlet of `party` in `place`, in the columns of 24.6.a, set up on the day `effective`."""
    rng = dice(rng_seed, f"outlet {party.firm.number} {index}")
    east, north = rng.uniform(-_SCATTER_DEG, _SCATTER_DEG, 2)
    kind = "storage" if index % 3 == 2 else "collection"  # noqa: PLR2004 - every third one stores
    return {
        "outlet_no": f"WD{party.firm.number}-{place.code}-{index + 1:02d}",
        "name": f"{party.firm.zh}（演示）{place.district}回收服务网点",
        "kind": kind,
        "region_code": place.code,
        "address": f"{place.full_name}演示路{int(rng.integers(1, 999))}号",
        "longitude": round(place.longitude + float(east), 6),
        "latitude": round(place.latitude + float(north), 6),
        "phone": f"{place.dialling}-0000{int(rng.integers(0, 10_000)):04d}",
        "hours": "周一至周六 09:00-17:30",
        "status": "open",
        "effective_date": iso(effective),
    }


def outlet_places(party: Party, count: int, seed: int) -> list[Place]:
    """Where this party's outlets stand: at home first, then districts drawn by the seed."""
    order = dice(seed, f"outlet places {party.firm.number}").permutation(len(PLACES))
    others = [PLACES[int(i)] for i in order if PLACES[int(i)] is not party.place]
    return [party.place, *others][:count]


def cast(seed: int, until: int) -> Cast:
    """Bring the whole cast to life; `until` is the world's last day (a proleptic ordinal)."""
    parties = [Party(firm, credit_code(firm.number), place_of(firm.region)) for firm in FIRMS]
    crowd = Cast(parties)
    for party in parties:
        if party.role in (*_BATTERY_ROLES, *_VEHICLE_ROLES):
            places = outlet_places(party, 2, seed)
            party.outlets = [
                outlet(party, place, i, _FIRST_OUTLET_DAY, seed) for i, place in enumerate(places)
            ]
        if party.role == "recycler":
            days = party.firm.permit_ends
            party.permit_ends = until + (900 if days is None else days)
            party.permits = list(_permits(party, party.permit_ends))
        party.partners = [crowd.vehicle_firm(wmi) for wmi in party.firm.partner_of]
    return crowd
