"""时钟 — the only place that reads the clock. A demonstration database may carry a time of its own."""

import time
from datetime import UTC, date, datetime

from suyuan.law.calendar import legal_day
from suyuan.storage import settings

_cached: tuple[float, float] = (0.0, 0.0)  # (read at, seconds to add)
_FRESH = 1.0  # seconds for which the shift of a demonstration clock may lag


def now() -> datetime:
    """Give the present instant, shifted in a demonstration database whose clock was set."""
    global _cached  # noqa: PLW0603 - one shift for the process
    read_at, shift = _cached
    if time.monotonic() - read_at > _FRESH:
        shift = settings.clock_shift_s()
        _cached = (time.monotonic(), shift)
    return datetime.fromtimestamp(time.time() + shift, tz=UTC)


def today() -> date:
    """Give the present legal day (Asia/Shanghai)."""
    return legal_day(now())


def set_demo_clock(instant: datetime) -> None:
    """Make a demonstration database live at another instant, from which its time goes on."""
    global _cached  # noqa: PLW0603 - as above
    settings.keep("clock_shift_s", str(instant.timestamp() - time.time()))
    _cached = (0.0, 0.0)


def true_now() -> datetime:
    """Give the true instant, whatever a demonstration's clock says: secrets and sign-ins are nobody's play."""
    return datetime.now(tz=UTC)


def true_today() -> date:
    """Give the true legal day (Asia/Shanghai), for whatever ``true_now`` is for."""
    return legal_day(true_now())
