"""Who goes through the doors of the second wall, by name: whatever is not listed asks as a reader or not at all."""

import ast
import re

from tests.architecture.test_core import WRITERS

WALL = "suyuan/storage/wall.py"
# To sign in, to name a party in a story, to keep the queue, to load a world: what the register looks up for somebody
# who has no rows of their own there.
BY_REGISTER = {
    "suyuan/services/cases/queries.py": {"_whole"},
    "suyuan/services/parties/firm.py": {"_named"},
    "suyuan/storage/cases.py": {"every", "every_penalty"},
    "suyuan/storage/accounts.py": {
        "by_token_hash",
        "by_user",
        "create_stretched",
        "issue_token",
        "of_other_firm",
    },
    "suyuan/storage/applications.py": {"by_hash"},
    "suyuan/storage/filings.py": {"last_filed_at"},
    "suyuan/storage/idcards.py": {"add_stranger", "strangers"},
    "suyuan/storage/invitations.py": {"by_hash"},
    "suyuan/storage/jobs.py": {"defer", "finish", "take"},
    "suyuan/storage/keys.py": {"behind", "end_of_firm", "note_uses"},
    "suyuan/storage/mandates.py": {"_has_part", "acting", "principals"},
    "suyuan/storage/custody.py": {"flow_sums_of_many"},
    "suyuan/storage/findings.py": {"count_by_owner_of_many"},
    "suyuan/storage/handovers.py": {"under_way_of_many"},
    "suyuan/storage/ledger.py": {
        "audit_leaves",
        "audit_rows",
        "step_rows",
        "find",
        "placed",
        "span",
        "strangers",
        "told_rows",
        "waiting",
    },
    "suyuan/storage/limits.py": {"count", "is_within"},
    "suyuan/storage/members.py": {
        "account_of",
        "has_post",
        "has_post_within",
        "of_user",
        "official_by_email",
    },
    "suyuan/storage/inspections.py": {
        "every",
        "every_plan",
        "inspectors",
        "roles_ordered",
        "seed_of",
        "sparing",
        "unrevealed",
        "waiting",
    },
    "suyuan/storage/missed.py": {"add"},
    "suyuan/storage/obligations.py": {"count_of_many"},
    "suyuan/storage/offers.py": {"answer", "find", "made_by", "made_to", "make"},
    "suyuan/storage/coverage.py": {"loose", "outlets", "sales"},
    "suyuan/storage/posts.py": {"account_of", "officers", "open_account", "usernames"},
    "suyuan/storage/statistics.py": {"cases_of_all", "of_all", "places"},
    "suyuan/storage/takeback.py": {"arrangements", "ended"},
    "suyuan/storage/tips.py": {"told"},
    "suyuan/storage/techinfo.py": {
        *("counts", "find", "get", "grant", "note", "of_mark", "publish"),
    },
    "suyuan/storage/notices.py": {
        *("aging", "awaiting", "conditions", "orphans", "set_channel", "sold", "tried"),
    },
    "suyuan/storage/outlets.py": {"find", "say", "versions"},
    "suyuan/storage/parties.py": {"_cards", "join_partners", "makers", "register"},
    "suyuan/storage/profiles.py": {
        *("every_takeover", "regions_since", "roles_since", "takeovers_after", "takeovers_before"),
    },
    "suyuan/storage/programs.py": {
        *("_close_client", "_enter_client", "end_of_firm", "leave_command_lines", "renew_secret"),
    },
    "suyuan/storage/rejections.py": {"add", "seen_by"},
    "suyuan/storage/sent_forms.py": {"find"},
    "suyuan/storage/sessions.py": {"end_those_by_provider", "unlink", "with_second_factor"},
}
# Use cases that no single party or post stands behind.
AS_REGISTER = {
    "suyuan/services/applications/operations.py": {"register"},
    "suyuan/services/cases/operations.py": {"take"},
    "suyuan/services/custody/operations.py": {"_rhythms", "_step", "look_at", "sweep"},
    "suyuan/services/custody/rematching.py": {"rematch"},
    "suyuan/services/inspections/operations.py": {"record"},
    "suyuan/services/inspections/plans.py": {"_draw", "reveal", "reveal_past"},
    "suyuan/services/tips/operations.py": {"settle"},
    "suyuan/services/once.py": {"once"},
    "suyuan/services/demonstration/operations.py": {"load"},
    "suyuan/services/filings/operations.py": {"_together", "cancel"},
    "suyuan/services/findings/operations.py": {"act"},
    "suyuan/services/idcards/operations.py": {"complete"},
    "suyuan/services/jobs/operations.py": {"_stopped", "_unanswered", "revive"},
    "suyuan/services/takeback/operations.py": {"_keep"},
    "suyuan/services/ledger/operations.py": {"adopt", "publish", "trouble"},
    "suyuan/services/mandates/operations.py": {"take"},
    "suyuan/services/notices/operations.py": {"_sent", "hand"},
    "suyuan/services/notices/readings.py": {"_pass_on", "report", "sweep"},
    "suyuan/services/members/operations.py": {"take_up", "take_up_as_new"},
    "suyuan/services/offers/operations.py": {"decline", "withdraw"},
    "suyuan/services/partners/operations.py": {"confirm"},
    "suyuan/services/persons/operations.py": {"_erased", "sweep"},
}
# Statements that the register asks in one round trip, and what is written by COPY or beside a transaction.
ASIDE = {
    ("suyuan/storage/batteries.py", "Lookup"),
    ("suyuan/storage/events.py", "Lookup"),
    ("suyuan/storage/copy.py", "loading"),
    ("suyuan/storage/idcards.py", "Lookup"),
    ("suyuan/storage/jobs.py", "at_once"),
}
ROLE = re.compile(r"\bSET\s+(?:LOCAL\s+)?ROLE\b|set_config\(", re.IGNORECASE)


def functions(source):
    return (node for node in ast.walk(source.tree) if isinstance(node, ast.FunctionDef))


def named(source, word):
    """Give the functions of a module that call a door by its name."""
    return {
        function.name
        for function in functions(source)
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == word
    }


def test_only_the_functions_listed_ask_as_the_register(package):
    found = {
        source.name: {
            function.name
            for function in functions(source)
            if any(getattr(each, "id", "") == "by_register" for each in function.decorator_list)
        }
        for source in package
    }
    assert {name: names for name, names in found.items() if names} == BY_REGISTER


def test_only_the_use_cases_listed_write_as_the_register(package):
    found = {source.name: named(source, "as_register") for source in package if source.name != WALL}
    assert {name: names for name, names in found.items() if names} == AS_REGISTER


def test_only_operations_write_as_somebody(package):
    found = {source.name for source in package if source.name != WALL and named(source, "as_writer")}
    assert [name for name in found if not WRITERS.fullmatch(name)] == []


def test_the_other_doors_stand_in_storage(package):
    found = {
        (source.name, word)
        for source in package
        if source.name != WALL
        for word in ("Lookup", "loading", "at_once", "asking", "writing")
        if any(
            isinstance(node, ast.Call) and getattr(node.func, "id", "") == word
            for node in ast.walk(source.tree)
        )
    }
    assert found == ASIDE


def test_roles_are_taken_in_one_place(package):
    found = [
        source.at(node)
        for source in package
        if source.name != WALL
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and ROLE.search(node.value)
    ]
    assert found == []
