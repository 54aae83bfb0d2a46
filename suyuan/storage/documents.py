"""原件 — files as they were received, kept by their SHA-256 in the data directory.

A filing with errors keeps its file, so that the marked workbook can be made from it and nothing a filer sent is
lost. Content is written to a temporary name, synced and renamed: a half-written file never has a final name.
"""

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from django.conf import settings


def folder() -> Path:
    """Give the folder of kept files, making it."""
    path = Path(settings.HOME) / "documents"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def digest(content: bytes) -> str:
    """Give the SHA-256 in hex under which a file would be kept."""
    return hashlib.sha256(content).hexdigest()


def keep(content: bytes | Path) -> str:
    """Keep a file; give its SHA-256 in hex, by which it is found again."""
    if isinstance(content, Path):
        with content.open("rb") as stream:
            name = hashlib.file_digest(stream, "sha256").hexdigest()
    else:
        name = digest(content)
    place = folder() / name[:2] / name
    if place.exists():
        return name
    place.parent.mkdir(exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as fresh:
        if isinstance(content, Path):
            with content.open("rb") as source:
                shutil.copyfileobj(source, fresh, 1 << 20)
        else:
            fresh.write(content)
        fresh.flush()
        os.fsync(fresh.fileno())
    Path(fresh.name).replace(place)
    return name


class AlteredError(Exception):
    """What is kept under a SHA-256 is not what was kept under it."""


def read(name: str) -> bytes | None:
    """Give a kept file, or None. Raises AlteredError."""
    place = path(name)
    content = place.read_bytes() if place else None
    if content is not None and digest(content) != name:
        raise AlteredError(name)
    return content


def path(name: str) -> Path | None:
    """Give the place of a kept file, or None."""
    place = folder() / name[:2] / name
    return place if place.exists() else None
