"""时钟 — the only place that reads the clock. A demonstration database may carry a time of its own."""

import time
from datetime import UTC, date, datetime, timedelta

from suyuan.law.calendar import legal_day
from suyuan.services.remembered import Remembered
from suyuan.storage import settings

_shift_s = Remembered(settings.clock_shift_s, fresh_s=1.0)  # of a demonstration's clock


def now() -> datetime:
    """Give the present instant, shifted in a demonstration database whose clock was set."""
    return datetime.fromtimestamp(time.time() + _shift_s.get(), tz=UTC)


async def anow() -> datetime:
    """Give the present instant to a coroutine."""
    return datetime.fromtimestamp(time.time() + await _shift_s.aget(), tz=UTC)


def today() -> date:
    """Give the present legal day (Asia/Shanghai)."""
    return legal_day(now())


def set_demo_clock(instant: datetime) -> None:
    """Make a demonstration database live at another instant, from which its time goes on."""
    settings.keep("clock_shift_s", str(instant.timestamp() - time.time()))
    _shift_s.forget()


def true_now() -> datetime:
    """Give the true instant, whatever a demonstration's clock says: secrets and sign-ins are nobody's play."""
    return datetime.now(tz=UTC)


def shown(instant: datetime) -> datetime:
    """Give a true instant as the database's own clock read it, to be shown beside the days of a demonstration."""
    return instant + timedelta(seconds=_shift_s.get())


def true_today() -> date:
    """Give the true legal day (Asia/Shanghai), for whatever ``true_now`` is for."""
    return legal_day(true_now())
