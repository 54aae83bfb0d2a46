"""处罚程序 — the terms of a case: how long a party has, how long a department has, each with its citation.

    Term       a term by name: deadline, citation, what it is
    TERMS      all of them
    LIMITATION how long after a breach it may still be pursued, in years

The Measures say what may be fined and after what (``law.violations``); how a department proceeds is general law. In the
Administrative Penalty Law periods of two, three, five and seven days are working days (Article 85), others calendar
days. Terms of which no text gives a number are policies.

Source: Administrative Penalty Law (2021 revision) Articles 36, 42, 44, 45, 57, 58, 60, 61, 63, 64, 67, 85;
Administrative Reconsideration Law (2023 revision) Article 20; Articles 29, 32 and 36 of the Measures.

>>> from datetime import date
>>> from suyuan.law.calendar import Calendar
>>> str(ends(TermId.ANSWER, date(2026, 9, 29), Calendar.usual()))
'2026-10-12'
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from suyuan.law.calendar import Calendar, due
from suyuan.law.duty import MEASURES_2026, Citation, Days, Text

PENALTY_LAW = "Administrative Penalty Law (2021)"
REVIEW_LAW = "Administrative Reconsideration Law (2023)"
LAW_TEXT = {
    PENALTY_LAW: Text("《行政处罚法》", "Administrative Penalty Law, "),
    REVIEW_LAW: Text("《行政复议法》", "Administrative Reconsideration Law, "),
}
LIMITATION_YEARS = 2  # Penalty Law Article 36, from the end of the breach
INVESTIGATES_DAYS = (
    365  # before a case was opened: who inspected the firm since has investigated; policy four_eyes
)
FARTHEST_DAYS = 731  # ahead: no term and no hearing is set for later
LEAST_OFFICERS = 2  # Penalty Law Article 42
PUBLIC_NOTICE_DAYS = 30  # after which a public notice counts as delivered: Civil Procedure Law Article 95
LATE_FINE_PERCENT = 3  # of the fine, for each day that it is late: Penalty Law Article 72
SUIT_MONTHS = 6  # to bring suit against a decision: Administrative Litigation Law Article 46
SUIT_DAYS_REVIEWED = 15  # and after a reconsideration: its Article 45
APPEAL_DAYS = 15  # against a judgment: its Article 85
INSTANCES = 2  # of its courts, the second of which is final: its Article 7
REVIEW_DAYS = 60  # within which a reconsideration is answered: Administrative Reconsideration Law Article 62


class TermId(StrEnum):
    """The terms that run in a case."""

    CORRECT = "correct"
    ANSWER = "answer"
    ANNOUNCE = "announce"
    HEARING = "hearing"
    DECIDE = "decide"
    DELIVER = "deliver"
    PAY = "pay"
    REVIEW = "review"
    ACCEPT = "accept"


RIGHTS = frozenset(
    {TermId.ANSWER, TermId.REVIEW}
)  # a party's to use or not: nobody is late when one has ended


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One term. ``deadline`` None: set in each case, as the order to correct is."""

    id: TermId
    text: Text
    cite: Citation
    deadline: Days | None


TERMS: dict[TermId, Term] = {
    term.id: term
    for term in (
        Term(
            id=TermId.CORRECT,
            text=Text("改正期限", "Term to correct"),
            cite=Citation(PENALTY_LAW, 28),
            deadline=None,
        ),
        Term(
            id=TermId.ANSWER,
            text=Text("陈述、申辩和要求听证", "To state one's case and to ask for a hearing"),
            cite=Citation(PENALTY_LAW, 64, "1"),
            deadline=Days(5, working=True),
        ),
        Term(
            id=TermId.ANNOUNCE,
            text=Text("送达听证通知", "To deliver the notice of the hearing"),
            cite=Citation(PENALTY_LAW, 64, "2"),
            deadline=Days(7, working=True),
        ),
        Term(
            id=TermId.HEARING,
            text=Text("举行听证", "Hearing"),
            cite=Citation(PENALTY_LAW, 64, "2"),
            deadline=None,
        ),
        Term(
            id=TermId.DECIDE,
            text=Text("立案后作出决定", "To decide after the case was opened"),
            cite=Citation(PENALTY_LAW, 60),
            deadline=Days(90),
        ),
        Term(
            id=TermId.DELIVER,
            text=Text("送达决定", "To deliver the decision"),
            cite=Citation(PENALTY_LAW, 61),
            deadline=Days(7, working=True),
        ),
        Term(
            id=TermId.PAY,
            text=Text("缴纳罚款", "To pay the fine"),
            cite=Citation(PENALTY_LAW, 67),
            deadline=Days(15),
        ),
        Term(
            id=TermId.REVIEW,
            text=Text("申请行政复议", "To ask for reconsideration"),
            cite=Citation(REVIEW_LAW, 20),
            deadline=Days(60),
        ),
        Term(
            id=TermId.ACCEPT,
            text=Text("接收移送的案件", "To take up a case that was referred"),
            cite=Citation(MEASURES_2026, 29),
            deadline=Days(7, working=True, policy="referral_days"),
        ),
    )
}


def count(term: TermId) -> int:
    """Give how many days a term has. Raises KeyError for one set in the case."""
    deadline = TERMS[term].deadline
    if deadline is None:
        raise KeyError(term)
    return deadline.count


def ends(term: TermId, since: date, calendar: Calendar) -> date:
    """Give the last day of a term that began with what happened on a day. Raises KeyError for one set in the case."""
    deadline = TERMS[term].deadline
    last = due(deadline, since, calendar) if deadline else None
    if last is None:
        raise KeyError(term)
    return last


def last_start(term: TermId, day: date, calendar: Calendar) -> date:
    """Give the last day on which a term can begin so that it is over before a day comes.

    >>> str(last_start(TermId.ANNOUNCE, date(2026, 10, 26), Calendar.usual()))
    '2026-10-14'
    """
    start = day
    while ends(term, start, calendar) >= day:
        start -= timedelta(days=1)
    return start


def is_barred(breach: date, today: date) -> bool:
    """Tell whether a breach that ended on a day can no longer be pursued (Penalty Law, Article 36).

    >>> is_barred(date(2026, 4, 1), date(2028, 4, 1)), is_barred(date(2026, 4, 1), date(2028, 4, 2))
    (False, True)
    """
    last = (breach.year + LIMITATION_YEARS, breach.month, breach.day)
    return (today.year, today.month, today.day) > last
