"""Schemathesis over the OpenAPI document, with all its checks, as each role: nothing breaks, no sign-in is overlooked.

The short form tries a few requests of every call, the same ones in every run; the long form is run by ``make fire``.
"""

from collections import Counter

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.core.failures import FailureGroup

ROLES = (
    "no token",
    "nonsense",
    "token of signer of A",
    "key of A for one duty",
    "token of industry county within",
    "token of ministry of industry",
    "token of operator",
    "token of auditor",
)
REJECTED = "Schema-valid request rejected"
SHORT, LONG = 5, 60


def excused(answer):
    """Tell whether a request that fits its schema was refused for what no schema can say.

    A cursor is one that the page before gave; a client's id, secret or code is one that was given out; what a table
    holds is judged by the rulebook, and the bytes of a picture are no table.
    """
    told = answer.json()
    code = str(told.get("code", ""))
    return (
        "error" in told
        or code in {"page.cursor", "filing.bad_lines", "application.unfit"}
        or code.startswith(("file.", "heading."))
    )


@pytest.fixture(scope="module")
def described(django_db_setup, django_db_blocker):  # noqa: ARG001 - the database is there
    with django_db_blocker.unblock():
        return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


def tried(described, actor, examples):
    """Try every call as somebody; give the requests sent, the statuses answered by call, and what was wrong."""
    sent, wrong = {}, {}
    for found in described.get_all_operations():
        operation = found.ok()
        _try(operation, actor, examples, sent, wrong)
    return sent, wrong


def _try(operation, actor, examples, sent, wrong):
    @settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def once(case):
        answer = case.call(headers=actor.headers)
        sent.setdefault(operation.label, Counter())[answer.status_code] += 1
        try:
            case.validate_response(answer, headers=actor.headers)
        except FailureGroup as group:
            for failure in group.exceptions:
                if failure.title == REJECTED and excused(answer):
                    continue
                wrong.setdefault(
                    (operation.label, failure.title), f"{str(failure)[:300]} {answer.text[:300]}"
                )

    once()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("examples", [SHORT, pytest.param(LONG, marks=pytest.mark.slow)])
def test_every_call_does_as_the_document_says(stage, described, role, examples):
    actor = next(one for one in stage.machines if one.name == role)
    sent, wrong = tried(described, actor, examples)
    requests = sum(statuses.total() for statuses in sent.values())
    print(f"\n{requests} requests to {len(sent)} calls as {role}")  # noqa: T201 - the record of it
    assert not wrong, "\n".join(f"{place}: {told}" for place, told in wrong.items())
    assert len(sent) >= len(described.raw_schema["paths"])
    if actor.state in {"anonymous", "dead"}:
        let_in = {label for label in guarded(described) if set(sent[label]) - {401, 405}}
        assert let_in == set(), "calls that answer whoever has no token"


def guarded(described):
    """Give the calls that the document says need a token."""
    return [
        operation.label
        for operation in (found.ok() for found in described.get_all_operations())
        if operation.definition.raw.get("security")
    ]


def test_the_rig_sees_a_call_that_asks_for_no_token(stage, described, monkeypatch):
    """A door that lets everybody in as the operator: the checks must object."""
    actor = next(one for one in stage.machines if one.name == "no token")
    operator = stage.trade.operator
    monkeypatch.setattr("suyuan.api.door.Bearer.__call__", lambda *_: operator)
    sent, _ = tried(described, actor, 1)
    assert {label for label in guarded(described) if set(sent[label]) - {401, 405}}
