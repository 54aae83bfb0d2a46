"""范围表单 — fields that keys, programs and mandates share: which duties, until which day."""

from collections.abc import Sequence
from datetime import date

from django.http import QueryDict

READ = "read"
ALL = "all"
SOME = "some"


def duties(posted: QueryDict) -> Sequence[str] | None:
    """Read which duties were chosen: None = all, () = reads only; what is not chosen is no duty at all."""
    chosen = posted.get("scope", "")
    if chosen == ALL:
        return None
    if chosen == READ:
        return ()
    return posted.getlist("duties") or ("",)


def day(text: str) -> date:
    """Read a day; what is no day is the first of all days, which no rule allows."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.min
