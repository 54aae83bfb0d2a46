"""Every address that the server answers, read from Django's resolver and from the operations behind it."""

import re
from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

_GROUP = re.compile(r"\(\?P<(\w+)>[^)]*\)")
_CONVERTER = re.compile(r"<(?:\w+:)?(\w+)>")


def spelled(pattern: str) -> str:
    """Give a pattern as an address with {names}: ``keys/<int:key_id>`` -> ``keys/{key_id}``."""
    plain = _GROUP.sub(r"{\1}", pattern)
    return _CONVERTER.sub(r"{\1}", plain).replace("^", "").replace("$", "").removesuffix("\\Z")


def _walk(resolver: Any, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for each in resolver.url_patterns:
        address = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _walk(each, address)
        else:
            yield spelled(address), each


def methods(pattern: URLPattern) -> tuple[str, ...]:
    """Give the methods that an API pattern answers; pages say theirs in the table."""
    view = getattr(pattern.callback, "__wrapped__", pattern.callback)
    inner = getattr(view, "__self__", None) or _enclosed(view)
    operations = getattr(inner, "operations", None)
    return tuple(sorted({name for one in operations for name in one.methods})) if operations else ()


def _enclosed(view: Any) -> Any:
    """Give the path view of django-ninja that a closure of its own keeps."""
    for cell in getattr(view, "__closure__", None) or ():
        if hasattr(cell.cell_contents, "operations"):
            return cell.cell_contents
    return None


def found() -> dict[str, set[str]]:
    """Give every address with the methods known of it."""
    table: dict[str, set[str]] = {}
    for address, pattern in _walk(get_resolver()):
        table.setdefault(address, set()).update(methods(pattern))
    return table
