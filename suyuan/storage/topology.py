"""表的分布 — the class of every table, so that the schema survives distribution over several machines.

    by_battery   keyed by a battery, vehicle or other subject; its key and unique indexes contain that column
    by_party     keyed by the reporting party
    reference    small catalogues, copied to every node
    local        jobs, sessions, locks: on the coordinator only

A test reads the catalogue of a plain PostgreSQL and fails where a key or foreign key crosses these lines.
Source: Citus' rules for distributed tables, measured in the engine notes; decision page 0006.
"""

from typing import Literal, NamedTuple

Class = Literal["by_battery", "by_party", "reference", "local"]


class Place(NamedTuple):
    """How a table is distributed; ``column`` is empty for reference and local tables."""

    kind: Class
    column: str = ""


TABLES: dict[str, Place] = {
    "filing": Place("by_party", "party_id"),
    "code": Place("by_battery", "code"),
    "tree": Place("by_battery", "top"),
    "contest": Place("by_battery", "code"),
    "event": Place("by_battery", "subject"),
    "obligation": Place("by_party", "party_id"),
    "leaf": Place("local"),
    "finding": Place("local"),
    "finding_act": Place("local"),
    "unexamined": Place("local"),
    "missed": Place("by_party", "party_id"),
    "stranger": Place("by_battery", "code"),
    "handover": Place("by_battery", "subject"),
    "watch": Place("by_battery", "subject"),
    "rhythm": Place("local"),
    "rejection": Place("by_party", "party_id"),
    "tally": Place("by_party", "party_id"),
    "sale": Place("by_party", "party_id"),
    "loose": Place("by_battery", "subject"),
    "access_log": Place("local"),
    "party": Place("reference"),
    "party_role": Place("reference"),
    "application": Place("reference"),
    "party_change": Place("reference"),
    "succession": Place("reference"),
    "site": Place("reference"),
    "permit": Place("reference"),
    "maker_prefix": Place("reference"),
    "partnership": Place("reference"),
    "outlet": Place("reference"),
    "outlet_word": Place("reference"),
    "manual": Place("local"),
    "manual_grant": Place("local"),
    "manual_read": Place("local"),
    "retirement": Place("reference"),
    "notice": Place("local"),
    "handing": Place("local"),
    "notice_channel": Place("local"),
    "case_file": Place("local"),
    "case_act": Place("local"),
    "case_desk": Place("local"),
    "inspection_plan": Place("local"),
    "draw_seed": Place("local"),
    "inspection": Place("local"),
    "inspection_act": Place("local"),
    "tip": Place("local"),
    "holiday_override": Place("reference"),
    "setting": Place("reference"),
    "account": Place("local"),
    "membership": Place("local"),
    "invitation": Place("local"),
    "post": Place("local"),
    "token": Place("local"),
    "program": Place("local"),
    "mandate": Place("local"),
    "mandate_stop": Place("local"),
    "offer": Place("local"),
    "job": Place("local"),
    "sent_form": Place("local"),
    "shared_cache": Place("local"),
}

# Tables that belong to a library are local: they are small and bound to the web process and the queue.
LOCAL_PREFIXES = (
    "auth_",
    "django_",
    "account_",
    "procrastinate_",
    "mfa_",
    "usersessions_",
    "socialaccount_",
    "allauth_",
)
