"""小表 — small tables under Django's ORM, one module per noun."""

from suyuan.storage.models.access import Account, HolidayOverride, Job, Setting, Token
from suyuan.storage.models.parties import MakerPrefix, Outlet, Partnership, Party, PartyRole, Permit

__all__ = [
    "Account",
    "HolidayOverride",
    "Job",
    "MakerPrefix",
    "Outlet",
    "Partnership",
    "Party",
    "PartyRole",
    "Permit",
    "Setting",
    "Token",
]
