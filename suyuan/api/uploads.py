"""收件 — the body of a filing, as it came: raw bytes, or the ``file`` part of a multipart form.

    Upload      bytes (or the path of a large body), a name and a content type
    receive()   request -> Upload

A body up to ``IN_MEMORY`` stays in memory; a larger one is spooled to a temporary file, so that thirty large
filings at once do not fill the machine. What the content type leaves open is decided by the bytes.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFilesSent
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.http import parse_header_parameters

from suyuan.api.problems import Complaint
from suyuan.intake.media import FORMAT_OF

IN_MEMORY = 4 * 1024 * 1024
_CHUNK = 1024 * 1024
MULTIPART = "multipart/form-data"

# What many programs send for anything says nothing: the bytes decide.
OPEN = frozenset(
    {
        "",
        "application/octet-stream",
        "binary/octet-stream",
        "application/x-www-form-urlencoded",  # what curl says of anything
        "application/vnd.ms-excel",  # what Windows says of CSV
        "application/zip",
        "text/plain",
    }
)


class Upload(NamedTuple):
    """One file as it was received; ``content_type`` None leaves the format to its bytes."""

    content: bytes | Path
    name: str
    content_type: str | None


@contextmanager
def receive(request: HttpRequest) -> Iterator[Upload]:
    """Give the filing's file; a spooled body is gone once the call is over. Raises Complaint."""
    said = (request.content_type or "").lower()
    try:
        if said == MULTIPART:
            with _part(request) as upload:
                yield upload
            return
        content_type = _judge(said)
        _refuse_encodings(request)
        size = _length(request)
        if size <= IN_MEMORY:
            content = request.body
            if not content:
                raise Complaint("file.empty")
            yield Upload(content, _name(request), content_type)
            return
        with tempfile.NamedTemporaryFile(prefix="suyuan-body-", suffix=".upload") as spool:
            for chunk in iter(lambda: request.read(_CHUNK), b""):
                spool.write(chunk)
            spool.flush()
            if spool.tell() != size:
                raise Complaint("request.body")
            yield Upload(Path(spool.name), _name(request), content_type)
    except RequestDataTooBig:
        raise Complaint(
            "file.too_large", size=request.META.get("CONTENT_LENGTH", "?"), limit=_limit()
        ) from None
    except (UnreadablePostError, MultiPartParserError, TooManyFilesSent, SuspiciousOperation):
        raise Complaint("request.body") from None


def _limit() -> int:
    """Give the most bytes that one body may have."""
    return int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0)


def _judge(said: str) -> str | None:
    """Give the content type where it names a format, None where the bytes decide. Raises Complaint."""
    if said in FORMAT_OF:
        return said
    if said in OPEN:
        return None
    raise Complaint("file.unknown_format", found=said[:100])


def _refuse_encodings(request: HttpRequest) -> None:
    """Refuse compressed bodies: their size is not known before they are unpacked. Raises Complaint."""
    encoding = request.META.get("HTTP_CONTENT_ENCODING", "").strip().lower()
    if encoding not in {"", "identity"}:
        raise Complaint("file.unknown_format", found=f"Content-Encoding: {encoding[:40]}")


def _length(request: HttpRequest) -> int:
    """Read how many bytes follow. Raises Complaint when it is not said, or too many."""
    text = request.META.get("CONTENT_LENGTH") or ""
    if not text.isdecimal():
        if request.META.get("HTTP_TRANSFER_ENCODING"):
            raise Complaint("request.length")
        return 0
    size = int(text)
    if size > _limit():
        raise Complaint("file.too_large", size=size, limit=_limit())
    return size


def _name(request: HttpRequest) -> str:
    """Give the file name of a raw body, from Content-Disposition if there is one."""
    _, parameters = parse_header_parameters(request.META.get("HTTP_CONTENT_DISPOSITION", ""))
    return Path(parameters.get("filename", "").replace("\\", "/")).name[:200]


@contextmanager
def _part(request: HttpRequest) -> Iterator[Upload]:
    """Give the part named ``file`` of a multipart form, or its only file. Raises Complaint."""
    _length(request)
    files = request.FILES
    part = files.get("file") or (next(iter(files.values())) if len(files) == 1 else None)
    if not isinstance(part, UploadedFile):
        raise Complaint("file.empty")
    said = (part.content_type or "").lower()
    content_type = said if said in FORMAT_OF else None
    name = Path(part.name or "").name[:200]
    if not part.size:
        raise Complaint("file.empty")
    path = getattr(part, "temporary_file_path", None)
    yield Upload(Path(path()) if path else part.read(), name, content_type)


_SMALL = 64 * 1024


def receive_json(request: HttpRequest) -> Any:
    """Give the decoded body of a small JSON request. Raises Complaint."""
    size = _length(request)
    if size > _SMALL:
        raise Complaint("file.too_large", size=size, limit=_SMALL)
    try:
        return msgspec.json.decode(request.body or b"null")
    except (msgspec.DecodeError, UnicodeDecodeError, UnreadablePostError):
        raise Complaint("request.body") from None
