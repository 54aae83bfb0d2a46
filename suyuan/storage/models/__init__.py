"""小表 — small tables under Django's ORM, one module per noun."""

from suyuan.storage.models.parties import (
    Application,
    MakerPrefix,
    Outlet,
    Partnership,
    Party,
    PartyChange,
    PartyRole,
    Permit,
    Site,
    Succession,
)
from suyuan.storage.models.people import (
    Account,
    Invitation,
    Mandate,
    MandateStop,
    Membership,
    Offer,
    Post,
    Program,
    Token,
)
from suyuan.storage.models.platform import HolidayOverride, Job, Setting

__all__ = [
    "Account",
    "Application",
    "HolidayOverride",
    "Invitation",
    "Job",
    "MakerPrefix",
    "Mandate",
    "MandateStop",
    "Membership",
    "Offer",
    "Outlet",
    "Partnership",
    "Party",
    "PartyChange",
    "PartyRole",
    "Permit",
    "Post",
    "Program",
    "Setting",
    "Site",
    "Succession",
    "Token",
]
