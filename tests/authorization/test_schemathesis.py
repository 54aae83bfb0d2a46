"""Schemathesis over the OpenAPI document, with all its checks, as each role: nothing breaks, no sign-in is overlooked.

The short form tries a few requests of every call; the long form is run by ``make fire``.
"""

from collections import Counter

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.core.failures import FailureGroup

# What it draws differs from run to run, and so does how long it takes: a rig of ``make fire`` until that is settled.
pytestmark = pytest.mark.slow
ROLES = (
    "no token",
    "token of signer of A",
    "key of A for one duty",
    "token of industry county within",
    "token of ministry of industry",
    "token of operator",
    "token of auditor",
)
REJECTED = "Schema-valid request rejected"
SHORT, LONG = 3, 60


def excused(answer):
    """Tell whether a request that fits its schema was refused for what no schema can say.

    A cursor is one that the page before gave; a client's id, secret or code is one that was given out.
    """
    told = answer.json()
    return told.get("code") == "page.cursor" or "error" in told


@pytest.fixture(scope="module")
def described(django_db_setup, django_db_blocker):  # noqa: ARG001 - the database is there
    with django_db_blocker.unblock():
        return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


def tried(described, actor, examples):
    """Try every call as somebody; give how many requests were sent and what was wrong."""
    sent, wrong = Counter(), {}
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
        sent[operation.label] += 1
        answer = case.call(headers=actor.headers)
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
    print(f"\n{sum(sent.values())} requests to {len(sent)} calls as {role}")  # noqa: T201 - the record of it
    assert not wrong, "\n".join(f"{place}: {told}" for place, told in wrong.items())
    assert len(sent) >= len(described.raw_schema["paths"])
