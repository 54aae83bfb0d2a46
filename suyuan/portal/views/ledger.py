"""公开账本页面 — the public log: what it is and how far it is, its files, and checking a proof in the browser."""

from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from suyuan.domain.access import Viewer
from suyuan.ledger.alone import one_file
from suyuan.portal.door import signed_in
from suyuan.services.filings import queries as filings
from suyuan.services.ledger import queries

_YEAR_S = 31_536_000
_MOMENT_S = 2


@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """Say what the log is for, how far it is, and how to check it."""
    return render(request, "portal/ledger.html", {"state": queries.state()})


@require_safe
def file(_request: HttpRequest, path: str) -> HttpResponse:
    """Hand out a file of the log as any web server would."""
    content = queries.file(path)
    if content is None:
        raise Http404
    is_tile = path.startswith("tile/")
    kind = "application/octet-stream" if is_tile else "text/plain; charset=utf-8"
    response = HttpResponse(content, content_type=kind)
    response["Access-Control-Allow-Origin"] = "*"
    patch_cache_control(response, public=True, max_age=_YEAR_S if is_tile else _MOMENT_S, immutable=is_tile)
    return response


@require_safe
def verifier(_request: HttpRequest) -> HttpResponse:
    """Hand out the checks as one Python file."""
    response = HttpResponse(one_file(), content_type="text/x-python; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="verify.py"'
    return response


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Check a proof in the browser: nothing is sent anywhere."""
    return render(request, "portal/verify.html", {"state": queries.state()})


@signed_in
def proof(_request: HttpRequest, viewer: Viewer, receipt: str) -> HttpResponse:
    """Hand out the proof of a filing as a file; before it is in the log there is none."""
    found = filings.get_receipt(receipt, viewer)
    text = found.proof.get("tlog_proof") if found is not None else None
    if text is None:
        raise Http404
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(receipt)}.tlog-proof"
    return response
