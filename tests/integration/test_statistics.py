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
from suyuan.storage import accounts
from suyuan.storage.models import CaseAct, CaseDesk, CaseFile

AT = datetime(2026, 9, 1, 1, tzinfo=UTC)
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


def test_cases_of_a_quarter_are_counted_once_their_firms_were_told(road):
    firms = [road.firm(Role.REPAIRER, region_code="540102") for _ in range(4)]
    opened = date(2024, 3, 4)

    def case(firm, day, *, told=True, reason="", penalised=None):
        row = CaseFile.objects.create(
            case_no=f"ST-{next(NUMBERS):06d}", party_id=firm.party_id, role="repairer", violation="36.2",
            department="market", territory="540102", opened_date=day, stage="open",
            told_at=AT if told else None, penalised_date=penalised,
        )  # fmt: skip
        CaseDesk.objects.create(case=row, department="market", territory="540102", since_at=AT)
        if reason:
            CaseAct.objects.create(
                case=row, place=1, at=AT, account_id=1, step="close", body={"reason": reason}, is_open=True,
                leaf=uuid4(),
            )  # fmt: skip

    case(firms[0], date(2022, 3, 3))  # longer ago than two years
    case(firms[1], date(2022, 3, 5))
    for firm in firms:
        case(
            firm,
            opened,
            reason="corrected" if firm is firms[2] else "",
            penalised=opened if firm is firms[3] else None,
        )
    case(firms[0], opened, told=False)
    case(firms[0], date(2024, 4, 1))
    queries.forget()
    (row,) = queries.published(date(2024, 3, 1), today=date(2026, 11, 1)).cases.shown
    for month in (4, 5):  # whose own quarter has not ended with them: no two spans overlap
        assert queries.published(date(2024, month, 1), today=date(2026, 11, 1)).cases.shown == (row,)
    assert queries.quarter(date(2026, 12, 1)) == (date(2026, 10, 1), date(2027, 1, 1))
    assert queries.quarter(date(2027, 1, 1)) == (date(2026, 10, 1), date(2027, 1, 1))
    assert (row.name, row.tally) == ("54", Cases(firms=4, cases=4, corrected=1, penalised=1, again=1))
    desk = accounts.create_stretched(
        username="statistics-desk", stretched="!", kind="inspector", party_id=None, territory="54",
        department="market",
    )  # fmt: skip
    assert queries.own_cases(desk, date(2024, 3, 1)) == Cases(
        firms=4, cases=4, corrected=1, penalised=1, again=1
    )
    assert queries.own_cases(firms[0], date(2024, 3, 1)) is None
    with transaction.atomic():
        CaseFile.objects.filter(case_no__startswith="ST-").delete()
    queries.forget()
