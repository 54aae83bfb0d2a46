"""出错页 — pages of our own for what is not there, not allowed, or broken."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer a request that cannot be read."""
    return render(request, "portal/failure.html", {"status": 400}, status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Answer a request that is not allowed."""
    return render(request, "portal/failure.html", {"status": 403}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Answer for what does not exist, or may not be seen: the same page for both."""
    return render(request, "portal/failure.html", {"status": 404}, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer when we failed: without the database, without who is signed in, with the request's number."""
    number = getattr(request, "request_id", "")
    return HttpResponse(loader.render_to_string("portal/broken.html", {"request_id": number}), status=500)
