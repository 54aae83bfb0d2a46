"""Reporting on time equals a count one by one; small numbers are not told; officials read the firms they watch."""

from collections import Counter
from datetime import UTC, date, datetime
from itertools import count
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client

from suyuan.domain.obligations import State
from suyuan.domain.statistics import Cases
from suyuan.law.duty import Role
from suyuan.services import clock
from suyuan.services.obligations import queries as obligations
from suyuan.services.parties.queries import cards_by_uscc
from suyuan.services.statistics import queries
from suyuan.storage import accounts, profiles
from suyuan.storage.models import CaseAct, CaseDesk, CaseFile, Party

NUMBERS = count(1)


@pytest.fixture(autouse=True)
def _anew(world_small):
    del world_small
    queries.forget()
    yield
    queries.forget()


def every_clock(viewer):
    cursor, found = None, []
    while True:
        page = obligations.find_obligations(viewer, today=clock.today(), cursor=cursor, limit=500)
        found += page.items
        cursor = page.next
        if cursor is None:
            return found


def reference(viewer):
    """Count every clock, one by one, by firm and month."""
    counts, firms = Counter(), {}
    for one in every_clock(viewer):
        if one.due_on is None:
            continue
        month = one.due_on.replace(day=1)
        firms.setdefault(month, set()).add(one.party)
        counts[month, one.party, "due"] += 1
        counts[month, one.party, one.state] += 1
    return counts, firms


def test_every_month_is_what_a_count_one_by_one_says(viewer_of):
    ministry, today = viewer_of("ministry"), clock.today()
    counts, firms = reference(ministry)
    months = queries.months(today)
    assert len(months) > 3
    assert all(queries.after(month) <= today for month in months)
    seen = 0
    for month in months:
        rows = queries.of_firms(ministry, month, today=today)
        assert {row.card.uscc for row in rows} == firms.get(month, set())
        for row in rows:
            key = (month, row.card.uscc)
            assert row.tally.due == counts[(*key, "due")]
            assert row.tally.in_time == counts[(*key, State.MET)]
            assert row.tally.late == counts[(*key, State.MET_LATE)]
            assert row.tally.unmet == counts[(*key, State.OVERDUE)]
        shown = queries.published(month, today=today)
        for table in (shown.provinces, shown.kinds):
            hidden = table.others.firms if table.others else 0
            assert hidden == 0 or hidden >= queries.LEAST
            assert all(row.tally.firms >= queries.LEAST for row in table.shown)
            if table.total.firms:
                assert table.total.due == sum(row.tally.due for row in rows)
                seen += 1
    assert seen


def test_an_official_reads_the_firms_of_its_territory_and_a_firm_none(viewer_of):
    today = clock.today()
    for month in queries.months(today):
        rows = queries.of_firms(viewer_of("inspector_county"), month, today=today)
        territory = viewer_of("inspector_county").territory
        cards = cards_by_uscc({row.card.uscc for row in rows})
        assert all(card.region_code.startswith(territory) for card in cards.values())
        assert queries.of_firms(viewer_of("vehicle_maker"), month, today=today) == []


def test_anybody_reads_what_is_published():
    month = queries.months(clock.today())[0]
    for language, words in (("zh-hans", "按时报送"), ("en", "Reporting on time")):
        answer = Client(headers={"accept-language": language}).get(f"/statistics?month={month:%Y-%m}")
        assert answer.status_code == 200
        assert words in answer.text
        assert "91999999" not in answer.text  # no firm
    assert Client().get("/statistics?month=1999-01").status_code == 200
    assert Client().get("/statistics?format=xlsx")["Content-Type"].startswith("text/html")


class Files:
    """Cases of four repairers of one province, step by step, at noon of their days."""

    def __init__(self, road):
        self.firms = [road.firm(Role.REPAIRER, region_code="540102") for _ in range(4)]

    def case(self, firm, day, **told):
        at = told.get("told_at", noon(day))
        row = CaseFile.objects.create(
            case_no=f"ST-{next(NUMBERS):06d}", party_id=firm.party_id, role="repairer", violation="36.2",
            department="market", territory="540102", opened_date=day, stage="open", told_at=at,
        )  # fmt: skip
        CaseDesk.objects.create(case=row, department="market", territory="540102", since_at=noon(day))
        return row

    def step(self, row, step, day, **body):
        place = CaseAct.objects.filter(case=row).count() + 1
        CaseAct.objects.create(
            case=row,
            place=place,
            at=noon(day),
            account_id=1,
            step=step,
            body=body,
            is_open=True,
            leaf=uuid4(),
        )
        if step == "close":
            CaseFile.objects.filter(id=row.id).update(closed_at=noon(day))

    def penalise(self, row, day, penalty="fine"):
        self.step(row, "decide", day, penalty=penalty)
        self.step(row, "deliver", day, paper="decision")


def noon(day):
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


@pytest.fixture
def files(road):
    yield Files(road)
    with transaction.atomic():
        CaseFile.objects.filter(case_no__startswith="ST-").delete()


LATER = date(2026, 11, 1)


def cases_of(month):
    queries.forget()
    return {row.name: row.tally for row in queries.published(month, today=LATER).cases.shown}


def test_what_happened_in_cases_in_a_quarter_is_counted_once_their_firms_were_told(files):
    firms, opened = files.firms, date(2024, 3, 4)
    files.case(firms[0], date(2022, 3, 3))  # longer ago than two years
    files.case(firms[1], date(2022, 3, 5))
    rows = [files.case(firm, opened) for firm in firms]
    files.step(rows[2], "close", date(2024, 3, 20), reason="corrected")
    files.penalise(rows[3], date(2024, 3, 30))
    files.penalise(rows[0], date(2024, 3, 30), "none")
    files.penalise(rows[1], date(2024, 3, 20))
    files.step(rows[1], "review", date(2024, 3, 30), penalty="none")  # revoked
    files.case(firms[0], opened, told_at=None)
    files.case(firms[0], date(2024, 4, 1))
    told = Cases(firms=4, cases=4, corrected=1, penalised=1, again=1)
    assert cases_of(date(2024, 3, 1)) == {"54": told}
    for month in (4, 5):  # whose own quarter has not ended with them: no two spans overlap
        assert cases_of(date(2024, month, 1)) == {"54": told}
    desk = accounts.create_stretched(
        username="statistics-desk", stretched="!", kind="inspector", party_id=None, territory="54",
        department="market",
    )  # fmt: skip
    assert queries.own_cases(desk, date(2024, 3, 1), today=LATER) == told
    assert queries.own_cases(firms[0], date(2024, 3, 1), today=LATER) is None


def test_a_quarter_that_was_told_stays_as_it_was_whatever_becomes_known_later(files):
    firms, march, april = files.firms, date(2024, 3, 4), date(2024, 4, 2)
    rows = [files.case(firm, march) for firm in firms[:3]]
    files.penalise(rows[0], date(2024, 3, 30))
    told = {"54": Cases(firms=3, cases=3, corrected=0, penalised=1, again=0)}
    assert cases_of(date(2024, 3, 1)) == told
    files.case(firms[3], march, told_at=noon(april))  # opened in the quarter, told of after it
    files.step(rows[0], "review", april, penalty="none")
    for row in rows[1:]:
        files.penalise(row, april)
    files.step(rows[1], "close", date(2024, 4, 3), reason="corrected")
    profiles.note(
        firms[2].party_id,
        "changed",
        day=LATER,
        at=noon(date(2024, 7, 2)),
        by=None,
        detail={"region_code": ["540102", "330106"]},
    )
    Party.objects.filter(id=firms[2].party_id).update(region_code="330106")
    assert cases_of(date(2024, 3, 1)) == told
    # the quarter after it counts what became known then, and nothing of it again
    files.case(firms[0], april)
    files.case(firms[1], april)
    assert cases_of(date(2024, 6, 1)) == {"54": Cases(firms=4, cases=3, corrected=1, penalised=2, again=2)}


def test_a_quarter_is_told_neither_while_it_runs_nor_before_its_last_steps_have_settled():
    fourth, third = (date(2026, 10, 1), date(2027, 1, 1)), (date(2026, 7, 1), date(2026, 10, 1))
    december, january = date(2026, 12, 1), date(2027, 1, 1)
    assert queries.quarter(date(2026, 11, 1), today=date(2026, 12, 31)) == third
    assert queries.quarter(december, today=january) == third
    assert queries.quarter(december, today=date(2027, 1, 2)) == fourth
    assert queries.quarter(january, today=date(2027, 2, 1)) == fourth
    for language, words in (
        ("zh-hans", "正在进行的季度不公布"),
        ("en", "The quarter that runs is not published"),
    ):
        assert words in Client(headers={"accept-language": language}).get("/statistics").text
