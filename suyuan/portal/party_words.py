"""主体用词 — what states, changes, permits and likenesses of parties are called on the screen."""

from django.utils.translation import gettext_lazy as _

from suyuan.portal import words
from suyuan.portal.words import Pill, Words

PARTY = {
    "approved": Pill(_("Registered"), "good", "check"),
    "suspended": Pill(_("Suspended"), "warn", "pause"),
    "terminated": Pill(_("Ended"), "mute", "cross"),
}
APPLICATION = {
    "pending": Pill(_("Waiting for the operator"), "info", "clock"),
    "approved": Pill(_("Approved"), "good", "check"),
    "rejected": Pill(_("Rejected"), "bad", "cross"),
}
PERMIT = {
    "valid": Pill(_("Valid"), "good", "check"),
    "ending": Pill(_("Ends soon"), "warn", "clock"),
    "ended": Pill(_("Ended"), "bad", "alert"),
    "missing": Pill(_("Missing"), "bad", "alert"),
    "later": Pill(_("Not yet valid"), "info", "clock"),
    "awaiting": Pill(_("Being looked at"), "info", "search"),
    "refused": Pill(_("Refused"), "bad", "cross"),
    "revoked": Pill(_("Withdrawn by its authority"), "bad", "cross"),
}
CHANGE: dict[str, Words] = {
    "registered": _("Registration asked for"),
    "approved": _("Approved"),
    "suspended": _("Suspended"),
    "resumed": _("Resumed"),
    "changed": _("Entry changed"),
    "merged": _("Merged into another firm"),
    "split": _("Split"),
    "terminated": _("Ended"),
    "stopped": _("Not stored: a filing that was under way when the firm ended"),
}
LIKENESS: dict[str, Words] = {
    "uscc": _("the same credit code"),
    "prefix": _("the same maker code"),
    "permit": _("a permit of the same number"),
    "name": _("the same name"),
    "similar_name": _("a similar name"),
    "contact": _("the same contact"),
    "legal_person": _("the same legal representative"),
}
NOTICE: dict[str, Words] = {
    "missing": _("is missing"),
    "ended": _("has ended"),
    "ending": _("ends soon"),
}
COLUMN: dict[str, Words] = {
    "name": _("Legal name"),
    "name_en": _("Name in English"),
    "legal_person": _("Legal representative"),
    "region_code": _("Division"),
    "roles": _("Kind of enterprise"),
    "prefixes": _("Maker codes"),
    "white_listed": _("White list"),
    "permit": _("Permit"),
    "state": _("State"),
    "revoked_date": _("Withdrawn on"),
    "site": _("Site"),
    "site_name": _("Name of the site"),
    "site_kind": _("Kind of site"),
    "site_region_code": _("Division of the site"),
    "site_address": _("Address"),
    "site_opened_date": _("Opened on"),
    "site_closed_date": _("Closed on"),
    "duty": _("Duty"),
}

words.add("party", PARTY)
words.add("application", APPLICATION)
words.add("permit", PERMIT)
