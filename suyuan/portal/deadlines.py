"""期限 — a deadline of the rulebook in words, as a page prints it."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from suyuan.law.duty import Days, Deadline, Duty, MonthlyBy, Months, Version


def in_words(deadline: Deadline) -> str:
    """Say a deadline: within 20 days, by the 15th of the next month, no number of days."""
    match deadline:
        case Days(count=count, working=True):
            return ngettext("within %(n)s working day", "within %(n)s working days", count) % {"n": count}
        case Days(count=count):
            return ngettext("within %(n)s day", "within %(n)s days", count) % {"n": count}
        case Months(count=count):
            return ngettext("within %(n)s month", "within %(n)s months", count) % {"n": count}
        case MonthlyBy(day=day):
            return _("by day %(day)s of the next month") % {"day": day}
        case _:
            return _("promptly; the text sets no number of days")


def current(duty: Duty, today: date) -> Version:
    """Give the version in force today, else the last one."""
    return duty.version_on(today) or duty.versions[-1]


def clock(duty: Duty, today: date, language: str) -> str:
    """Say the whole clock of a duty: within 20 days of the certificate date."""
    words = in_words(current(duty, today).deadline)
    if not duty.trigger:
        return words
    started = " / ".join(duty.column(name).text.get(language) for name in duty.trigger)
    return _("%(deadline)s, counted from: %(trigger)s") % {"deadline": words, "trigger": started}
