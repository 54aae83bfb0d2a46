"""原件查询 — what is kept under its SHA-256, looked at before it is shown: what lies there must still be it.

read()  the bytes;   read_kind()  with what kind of file they are
"""

import structlog

from suyuan.domain.permits import FileKind, kind_of
from suyuan.services.refusals import Refused
from suyuan.storage import documents

_log = structlog.get_logger(__name__)


def read(digest: str) -> bytes:
    """Give a kept file by its SHA-256 in hex. Raises Refused ``not_found``, ``document.altered``."""
    try:
        content = documents.read(digest) if digest else None
    except documents.AlteredError:
        _log.error("document_altered", sha256=digest)
        raise Refused("document.altered") from None
    if content is None:
        if digest:
            _log.error("document_gone", sha256=digest)
        raise Refused("not_found")
    return content


def read_kind(digest: str) -> tuple[bytes, FileKind]:
    """Give a kept file with its kind; one of no kind that is shown is none. Raises Refused, as ``read`` does."""
    content = read(digest)
    kind = kind_of(content[:16])
    if kind is None:
        raise Refused("not_found")
    return content, kind
