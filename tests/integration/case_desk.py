"""A desk of four and its firm, for the tests of cases, and the way to a refusal, a hearing, a document's words."""

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from pypdf import PdfReader

from suyuan.codes import region
from suyuan.domain.cases import Step
from suyuan.law.calendar import Calendar, legal_day, off_rest_day
from suyuan.services.cases import operations, queries
from suyuan.services.refusals import Refused, Unfit
from suyuan.storage import accounts

BEGIN = datetime(2026, 9, 1, 1, tzinfo=UTC)
NUMBERS = count(1)


def counties(province):
    """Give the counties of a province, one after another, for tests that each want one where nobody else works."""
    for code in region.known_codes():
        if code.startswith(province) and not code.endswith("00") and region.get(code, on=BEGIN.date()):
            yield code


LONELY = counties("53")


def official(department="industry", territory="430104", *, kind="inspector"):
    viewer = accounts.create_stretched(
        username=f"case-officer{next(NUMBERS)}", stretched="!", kind=kind, party_id=None, territory=territory,
        department=department,
    )  # fmt: skip
    return replace(viewer, machine=False)


PAPER = b"%PDF-1.7\n%x"


class Desk:
    """Two who investigate, one who decides and one who checks, of a department in a county, and a clock."""

    def __init__(self, department="industry", territory="430104"):
        self.one, self.two, self.head, self.lawyer = (official(department, territory) for _ in range(4))
        self.now = BEGIN

    def open(self, firm, violation="36.1", role="vehicle_maker", **more):
        given = {
            "party": firm.uscc, "violation": violation, "role": role, "breach_date": "2026-06-10",
            "officers": f"{self.one.account_id},{self.two.account_id}", "words": "交给了无资质的作坊",
        } | more  # fmt: skip
        return operations.open_case(self.one, given, at=self.now)

    def take(self, viewer, case_no, step, *, days=0, file=None, bare=False, **given):
        if file is None and step in {"evidence", "withdraw", "review", "sue", "judge"} and not bare:
            file = PAPER
        self.now += timedelta(days=days, minutes=1)
        if given.get("way") == "post" and not bare:
            given.setdefault("happened_date", legal_day(self.now).isoformat())
        seen = queries.get_case(viewer, case_no, at=self.now)
        operations.take(
            viewer, case_no, Step(step), {"words": "如笔录"} | given,
            seen=seen.seen if seen else 0, at=self.now, file=file,
        )  # fmt: skip
        return queries.get_case(viewer, case_no, at=self.now)

    def wrong(self, viewer, case_no, step, **more):
        with pytest.raises(Unfit) as found:
            self.take(viewer, case_no, step, **more)
        return {each.rule for each in found.value.problems}


def refused(viewer, desk, case_no, step, **given):
    with pytest.raises(Refused) as found:
        desk.take(viewer, case_no, step, **given)
    return found.value.code


def ordered(desk, number):
    """Take a case as far as an order that was refused."""
    desk.take(desk.one, number, "evidence", title="现场照片", file=b"%PDF-1.7\n%x")
    desk.take(desk.one, number, "order", due_date="2026-09-20", words="立即停止，追回电池")
    desk.take(desk.one, number, "deliver", paper="order", way="in_person")
    return desk.take(desk.two, number, "recheck", days=25, result="refused", words="仍未追回")


def asked(desk, maker, number):
    """Take a case on to a hearing that its party asks for."""
    ordered(desk, number)
    desk.take(desk.one, number, "propose", penalty="fine", fine="20,000")
    desk.take(desk.one, number, "notify")
    desk.take(desk.one, number, "deliver", paper="notice", way="post")
    return desk.take(maker, number, "ask_hearing")


def soon(desk):
    """Give a working day four days ahead or a little later."""
    return off_rest_day(desk.now.date() + timedelta(days=4), Calendar.usual())


def called(desk, maker, number):
    """Call the party to its hearing, on short notice to which it agrees, and wait for the day."""
    day = soon(desk)
    desk.take(desk.head, number, "announce", hearing_date=day.isoformat(), words="上午九时，二楼会议室")
    desk.take(desk.two, number, "deliver", paper="hearing", way="electronic", consents="on")
    desk.take(maker, number, "agree")
    desk.now += day - desk.now.date()


def words_of(viewer, number, place, at):
    content, kind = queries.read_file(viewer, number, place, at=at)
    assert kind.media == "application/pdf"
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def said(viewer, number, step, at):
    """Give the words of the document of the last such step, without the breaks of its lines."""
    steps = queries.get_case(viewer, number, at=at).steps
    place = next(one.place for one in reversed(steps) if one.act.step is step)
    return words_of(viewer, number, place, at).replace("\n", "").replace("\u200b", "")
