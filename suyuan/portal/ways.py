"""登录方式 — in which ways the person of a session has shown who they are; allauth keeps that in the session."""

import time

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest

FACTOR, PROVIDER = "mfa", "socialaccount"  # as allauth names them


def factors_shown(request: HttpRequest, *, within_s: float | None = None) -> frozenset[int]:
    """Give the numbers of the factors that were shown in this session: ever, or in the last seconds."""
    since = 0.0 if within_s is None else time.time() - within_s
    records = get_authentication_records(request, request.user)
    return frozenset(
        each["id"] for each in records if each["method"] == FACTOR and "id" in each and each["at"] > since
    )


def came_by_provider(request: HttpRequest) -> bool:
    """Tell whether an identity provider let the person in."""
    return any(each["method"] == PROVIDER for each in get_authentication_records(request, request.user))
