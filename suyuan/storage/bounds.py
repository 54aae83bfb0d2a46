"""视界 — the bounds of what a reader may list, as conditions of SQL over ``party`` and a table with a duty.

Source: ``domain.access``: what the tables there say of one row, said of all rows at once.
"""

from typing import Any

from suyuan.domain.access import Relation, Thing, Viewer
from suyuan.law.measures_2026 import RULEBOOK

NONE = "false"
_IN_REMIT = """({table}.duty = ANY(%(remit_duties)s) OR EXISTS (
    SELECT 1 FROM party_role
    JOIN unnest(%(remit_roles)s::text[], %(remit_numbers)s::smallint[]) AS remit (role, duty)
      ON remit.role = party_role.role
    WHERE party_role.party_id = party.id AND remit.duty = {table}.duty))"""


def of(viewer: Viewer, thing: Thing, table: str) -> tuple[list[str], dict[str, Any]]:
    """Give (conditions, parameters) that leave the viewer's own rows, or those of its territory and remit."""
    relation = Relation.TERRITORY if viewer.is_official else Relation.OWN
    if not viewer.sees(thing, relation):
        return [NONE], {}
    if not viewer.is_official:
        return _own(viewer, table)
    if viewer.sees_everything:
        return [], {}
    conditions, parameters = territory(viewer)
    remit = viewer.remit
    if remit is None:
        return [NONE], {}
    pairs = [(role, duty.number) for duty in RULEBOOK.duties for role in sorted(duty.who & remit.roles)]
    conditions.append(_IN_REMIT.replace("{table}", table))
    parameters["remit_duties"] = [RULEBOOK.by_id[name].number for name in sorted(remit.duties)]
    parameters["remit_roles"] = [role.value for role, _ in pairs]
    parameters["remit_numbers"] = [number for _, number in pairs]
    return conditions, parameters


def _own(viewer: Viewer, table: str) -> tuple[list[str], dict[str, Any]]:
    """Give (conditions, parameters) that leave a party's own rows, for its agent those that its mandate is about."""
    conditions, parameters = [f"{table}.party_id = %(party_id)s"], {"party_id": viewer.party_id or 0}
    if not viewer.is_bounded:
        return conditions, parameters
    covered = [duty.number for duty in RULEBOOK.duties if viewer.covers(duty.id)]
    return [*conditions, f"{table}.duty = ANY(%(covered)s)"], parameters | {"covered": covered}


def territory(viewer: Viewer) -> tuple[list[str], dict[str, Any]]:
    """Give (conditions, parameters) that leave the parties of an official's territory."""
    if viewer.sees_all:
        return [], {}
    return ["party.region_code LIKE %(territory)s"], {"territory": viewer.territory_pattern}
