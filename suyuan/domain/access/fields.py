"""字段遮蔽表 — who sees which thing, and which field of it, by the relation in which the reader stands to it.

    Relation   how a reader stands to a record
    Thing      what may be seen or not seen at all
    Field      what of a record may be shown or masked on its own
    SIGHT      thing x relation -> who sees it
    MASKS      field x relation -> who reads it
    COLUMNS    column of a filing -> the field that it belongs to

Readers are told apart by what they do: the roles of an enterprise, the departments, the operator. A firm with several
roles reads what any of them reads. What a table does not list is hidden.

The reason behind every line: in the chain of a battery a party reads its own leg and its neighbour's hand-over; of
whoever stands two steps away it learns the role and the province, and that the battery passed (Article 30). Vehicle
numbers go to those who work on vehicles, composition to those who take batteries apart (Articles 11, 25), masses to the
two sides of a hand-over. Who owns a vehicle and what was paid is nobody's but the filer's.

Source: Articles 11, 12, 25, 27, 30 of the Measures; the division between departments is law.departments.

>>> sees({"recycler"}, Thing.FILING, Relation.OWN), sees({"recycler"}, Thing.FILING, Relation.CHAIN)
(True, False)
>>> reads({"recycler"}, Field.PARTY, Relation.NEIGHBOUR), reads({"recycler"}, Field.PARTY, Relation.CHAIN)
(True, False)
"""

from collections.abc import Set as AbstractSet
from enum import StrEnum

from suyuan.law.departments import REMITS, Department
from suyuan.law.duty import Role


class Relation(StrEnum):
    """How a reader stands to a record."""

    OWN = "own"  # the reader's party filed it
    HANDOVER = "handover"  # it names the reader's party: the other side of a hand-over
    NEIGHBOUR = "neighbour"  # another line of a party that the battery came from or went to
    CHAIN = "chain"  # of a party two or more steps away in the same chain
    TERRITORY = "territory"  # in an official's territory and its department's remit
    OUTSIDE = "outside"  # the rest of a chain that passes through an official's territory
    FOREIGN = "foreign"  # nothing connects the two


class Thing(StrEnum):
    """What may be seen or not at all."""

    FILING = "filing"
    JOB = "job"
    OBLIGATION = "obligation"
    FINDING = "finding"
    HANDOVER = "handover"
    BATTERY = "battery"
    VEHICLE = "vehicle"


class Field(StrEnum):
    """What of a record may be masked on its own."""

    EVENT = "event"  # what happened, on which day, under which duty
    ROLE = "role"  # the role and the province of the party that filed it
    PARTY = "party"  # its name and unified social credit code
    COUNTERPARTY = "counterparty"
    RECEIPT = "receipt"
    CODE = "code"  # the code of another battery in the same story
    VIN = "vin"
    MODEL = "model"  # type, brand and model of the vehicle
    CHEMISTRY = "chemistry"  # composition, capacity, voltage, structure
    MASS = "mass"
    PAPERS = "papers"  # numbers of transfers, batches, certificates; texts of labels
    PLACE = "place"  # outlets and addresses
    CONDITION = "condition"  # state of the label, use, outcome and its reasons
    OWNER = "owner"  # of the vehicle: personal data
    PRICE = "price"


Readers = frozenset[str]
NOBODY: Readers = frozenset()
NO_ROLE = "enterprise"  # a firm that holds no role (any more) still reads what it filed
FIRMS: Readers = frozenset({*Role, NO_ROLE})
OPERATOR: Readers = frozenset({"operator"})
DEPARTMENTS: Readers = frozenset(name for name in Department if REMITS[name].reads_records)
WATCHERS: Readers = DEPARTMENTS | OPERATOR
CHAIN_WATCHERS: Readers = frozenset(name for name in Department if REMITS[name].chain) | OPERATOR
ON_VEHICLES: Readers = frozenset(
    {Role.VEHICLE_MAKER, Role.VEHICLE_IMPORTER, Role.SWAP_OPERATOR, Role.REPAIRER, Role.DISMANTLER}
)
TAKING_APART: Readers = frozenset(
    {Role.VEHICLE_MAKER, Role.VEHICLE_IMPORTER, Role.REPAIRER, Role.DISMANTLER, Role.RECYCLER}
)
READERS: tuple[str, ...] = (*Role, NO_ROLE, *Department, "operator", "auditor")

_OWN_AND_TERRITORY = {Relation.OWN: FIRMS, Relation.TERRITORY: WATCHERS}
_STORY = _OWN_AND_TERRITORY | {Relation.HANDOVER: FIRMS}
SIGHT: dict[Thing, dict[Relation, Readers]] = {
    Thing.FILING: _OWN_AND_TERRITORY,
    Thing.JOB: {Relation.OWN: FIRMS},
    Thing.OBLIGATION: _OWN_AND_TERRITORY,
    Thing.FINDING: _OWN_AND_TERRITORY,
    Thing.HANDOVER: _STORY,
    Thing.BATTERY: _STORY,
    Thing.VEHICLE: _STORY,
}

_SIDES = {Relation.OWN: FIRMS, Relation.HANDOVER: FIRMS, Relation.TERRITORY: WATCHERS}
_NEXT = _SIDES | {Relation.NEIGHBOUR: FIRMS}
_ALL = _NEXT | {Relation.CHAIN: FIRMS, Relation.OUTSIDE: WATCHERS}
MASKS: dict[Field, dict[Relation, Readers]] = {
    Field.EVENT: _ALL,
    Field.ROLE: _ALL,
    Field.PARTY: _NEXT | {Relation.OUTSIDE: CHAIN_WATCHERS},
    Field.COUNTERPARTY: _SIDES | {Relation.OUTSIDE: CHAIN_WATCHERS},
    Field.RECEIPT: _SIDES | {Relation.OUTSIDE: OPERATOR},
    Field.CODE: _NEXT | {Relation.OUTSIDE: CHAIN_WATCHERS},
    Field.VIN: _SIDES
    | {
        Relation.NEIGHBOUR: ON_VEHICLES,
        Relation.OUTSIDE: CHAIN_WATCHERS | {Department.TRANSPORT, Department.COMMERCE},
    },
    Field.MODEL: _NEXT | {Relation.OUTSIDE: CHAIN_WATCHERS | {Department.TRANSPORT, Department.COMMERCE}},
    Field.CHEMISTRY: _NEXT
    | {
        Relation.CHAIN: TAKING_APART,
        Relation.OUTSIDE: CHAIN_WATCHERS | {Department.ENVIRONMENT, Department.MARKET},
    },
    Field.MASS: _SIDES | {Relation.OUTSIDE: CHAIN_WATCHERS | {Department.ENVIRONMENT}},
    Field.PAPERS: _SIDES | {Relation.OUTSIDE: OPERATOR},
    Field.PLACE: _SIDES | {Relation.OUTSIDE: CHAIN_WATCHERS},
    Field.CONDITION: _SIDES | {Relation.OUTSIDE: CHAIN_WATCHERS},
    Field.OWNER: {Relation.OWN: FIRMS},
    Field.PRICE: {Relation.OWN: FIRMS},
}

_COLUMNS_OF: dict[Field, tuple[str, ...]] = {
    Field.EVENT: (
        *("code", "pack_code", "module_code", "cell_code", "old_code", "new_code", "prefix", "kind"),
        *("out_date", "in_date", "certified_date", "sold_date", "licensed_date", "replaced_date"),
        *("replaced_at", "scrapped_date", "approved_date", "effective_date", "month", "language"),
        *("from_date", "scope", "told_date", "way"),
        *("swap_mode", "pack_present"),
    ),
    Field.CODE: ("predecessor_codes", "source_codes", "product_code"),
    Field.COUNTERPARTY: (
        "destination_uscc",
        "destination_name",
        "source_uscc",
        "source_name",
        "repairer_uscc",
    ),
    Field.VIN: ("vin",),
    Field.MODEL: ("vehicle_type", "vehicle_name", "brand", "vehicle_model"),
    Field.CHEMISTRY: (
        *("chemistry", "composition", "element_shares", "nominal_capacity_mah", "nominal_voltage_mv"),
        *(
            "shape",
            "series",
            "parallel",
            "product_kind",
            "cycle_life",
            "recycled_percent",
            "carbon_g_per_kwh",
        ),
    ),
    Field.MASS: ("mass_kg", "mass_g"),
    Field.PAPERS: (
        *("transfer_no", "batch_no", "certificate_no", "approval_no", "label_text", "title", "documents"),
        *("contact", "notice_no", "reference", "procedure_zh", "procedure_en"),
    ),
    Field.PLACE: (
        *("outlet_no", "region_code", "address", "longitude", "latitude", "phone", "hours", "name"),
        *("status", "accepts"),
    ),
    Field.CONDITION: (
        *("code_condition", "use", "outcome", "refusal_reason", "missing_reason"),
        *("state_of_health_percent", "cycles", "soh_below_percent", "months_over", "mileage_over_km"),
    ),
}
COLUMNS: dict[str, Field] = {column: field for field, columns in _COLUMNS_OF.items() for column in columns}


def sees(readers: AbstractSet[str], thing: Thing, relation: Relation) -> bool:
    """Tell whether any of what a reader is sees a thing in this relation at all."""
    return not readers.isdisjoint(SIGHT[thing].get(relation, NOBODY))


def reads(readers: AbstractSet[str], field: Field, relation: Relation) -> bool:
    """Tell whether any of what a reader is reads a field in this relation."""
    return not readers.isdisjoint(MASKS[field].get(relation, NOBODY))
