"""主体表单 — the fields of registration, change, permit and site, with what was typed and what came back.

The forms hold no check of their own: what was typed goes to the use case, whose problems stand beside their fields.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from suyuan.codes import region
from suyuan.domain.applications import FIELDS, LONGEST, Problem
from suyuan.domain.permits import MOST_BYTES, PermitKind
from suyuan.domain.sites import KIND_TEXT, SiteKind
from suyuan.domain.techinfo import PURPOSE_TEXT, Purpose
from suyuan.portal.door import language
from suyuan.portal.forms.entry import Field, Mend

ENTRY = ("uscc", "name", "name_en", "legal_person", "region_code")
OPTIONAL = frozenset({"name_en", "prefixes", "valid_to", "closed_date", "outlet_no", "vin"})
Errors = Mapping[str, tuple[Mend, ...]]


def errors(problems: Iterable[Problem]) -> dict[str, tuple[Mend, ...]]:
    """Put problems to their fields, in the language of the page."""
    found: dict[str, tuple[Mend, ...]] = {}
    for problem in problems:
        found[problem.field] = (*found.get(problem.field, ()), problem.words(language()))
    return found


def summary(problems: Iterable[Problem]) -> tuple[tuple[str, str, str], ...]:
    """Give problems for the summary at the head of a page: (anchor, what is wrong, how to mend it)."""
    return tuple((f"field-{problem.field}", *problem.words(language())) for problem in problems)


def field(
    name: str, values: Mapping[str, str], found: Errors, *, shape: str = "text", hint: str = ""
) -> Field:
    """Make one field; its name may carry a prefix with a hyphen."""
    plain = name.rpartition("-")[2]
    return Field(
        name=name,
        label=FIELDS[plain].get(language()),
        hint=hint,
        shape=shape,
        required=plain not in OPTIONAL,
        value=values.get(name, ""),
        errors=found.get(name, ()),
        longest=LONGEST.get(plain),
        mode="numeric" if plain == "region_code" else "text",
    )


def hints() -> dict[str, str]:
    """Give the hints beside the fields."""
    return {
        "uscc": _("18 characters, as on the business licence."),
        "name": _("As on the business licence."),
        "region_code": _("Six digits of the county or district; type a place name to find it."),
        "prefixes": _("The first three characters of your battery codes, where they were assigned to you."),
        "contact": _("The operator asks back here; nobody else sees it."),
        "valid_to": _("Leave empty where there is no end."),
        "closed_date": _("Leave empty while it is at work."),
    }


def entry_fields(values: Mapping[str, str], problems: Iterable[Problem], names: Iterable[str]) -> list[Field]:
    """Give plain fields by name."""
    found, told = errors(problems), hints()
    return [field(name, values, found, hint=told.get(name, "")) for name in names]


class PermitFields(NamedTuple):
    """The fields of one permit."""

    kind: PermitKind
    number: Field
    days: tuple[Field, ...]
    document: Field


def permit_fields(values: Mapping[str, str], problems: Iterable[Problem]) -> list[PermitFields]:
    """Give the fields of the three permits of Article 18."""
    found = errors(problems)
    return [_permit(kind, f"{kind}-", values, found) for kind in PermitKind]


def one_permit(values: Mapping[str, str], problems: Iterable[Problem]) -> PermitFields:
    """Give the fields of one permit, whose kind is chosen beside them."""
    return _permit(PermitKind.PROJECT_APPROVAL, "", values, errors(problems))


def _permit(kind: PermitKind, stem: str, values: Mapping[str, str], found: Errors) -> PermitFields:
    until = field(f"{stem}valid_to", values, found, shape="date", hint=hints()["valid_to"])
    return PermitFields(
        kind,
        field(f"{stem}number", values, found),
        (field(f"{stem}valid_from", values, found, shape="date"), until),
        field(f"{stem}document", values, found, hint=_("PDF, PNG or JPEG, at most 10 MB.")),
    )


def site_fields(values: Mapping[str, str], problems: Iterable[Problem]) -> list[Field]:
    """Give the fields of a site."""
    found, told = errors(problems), hints()
    kinds = tuple((kind.value, KIND_TEXT[kind].get(language())) for kind in SiteKind)
    shapes = {"kind": "list", "opened_date": "date", "closed_date": "date"}
    made = []
    for name in ("site_name", "kind", "region_code", "address", "opened_date", "closed_date"):
        one = field(name, values, found, shape=shapes.get(name, "text"), hint=told.get(name, ""))
        made.append(replace(one, options=kinds) if name == "kind" else one)
    return made


def ask_fields(
    values: Mapping[str, str], problems: Iterable[Problem], purposes: Iterable[Purpose]
) -> list[Field]:
    """Give the fields by which a manual is asked for."""
    found = errors(problems)
    options = tuple((each.value, PURPOSE_TEXT[each].get(language())) for each in purposes)
    purpose = field("purpose", values, found, shape="radio")
    return [
        *entry_fields(values, problems, ("code", "vin", "work")),
        replace(purpose, options=options),
    ]


@lru_cache(maxsize=4)
def divisions(spoken: str, on: date) -> SafeString:
    """Give every county-level division in use on a day as options: its code, and its name from the province down.

    Three thousand lines that change once a day are put together once, and not for every page.
    """
    gap = "" if spoken == "zh" else ", "
    found = (region.get(code, on=on) for code in region.known_codes())
    counties = (each.code for each in found if each is not None and each.level == "county")
    lines = ((code, gap.join(region.path(code, spoken))) for code in counties)
    return format_html_join("", '<option value="{}">{}</option>', lines)


def uploads(request: HttpRequest) -> dict[PermitKind, bytes]:
    """Read the proofs of a registration; of a file that is too large only so much as shows that it is."""
    files: MultiValueDict[str, UploadedFile[bytes]] = request.FILES
    return {
        kind: upload.read(MOST_BYTES + 1)
        for kind in PermitKind
        if (upload := files.get(f"{kind}-document")) is not None and upload.size
    }


def upload(request: HttpRequest) -> bytes | None:
    """Read the one proof of a form."""
    given: UploadedFile[bytes] | None = request.FILES.get("document")
    return given.read(MOST_BYTES + 1) if given is not None and given.size else None
