"""执法的形状 — what the API answers of breaches and cases."""

from typing import Any

from msgspec import Struct


class Violations(Struct):
    """The breaches of the Measures as data: 违法行为目录."""

    items: list[dict[str, Any]]
    next: str | None = None


SHAPES = (Violations,)
