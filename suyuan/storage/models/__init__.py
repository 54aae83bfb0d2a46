"""小表 — small tables under Django's ORM, one module per noun."""

from suyuan.storage.models.parties import (
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
from suyuan.storage.models.people import Account, Invitation, Mandate, Membership, Post, Token
from suyuan.storage.models.platform import HolidayOverride, Job, Setting

__all__ = [
    "Account",
    "HolidayOverride",
    "Invitation",
    "Job",
    "MakerPrefix",
    "Mandate",
    "Membership",
    "Outlet",
    "Partnership",
    "Party",
    "PartyChange",
    "PartyRole",
    "Permit",
    "Post",
    "Setting",
    "Site",
    "Succession",
    "Token",
]
