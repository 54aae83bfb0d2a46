"""平台自述 — what the platform remembers of itself, by name."""

from suyuan.storage.models import HolidayOverride, Setting


def keep(name: str, value: str) -> None:
    """Remember a value."""
    Setting.objects.update_or_create(name=name, defaults={"value": value})


def recall(name: str) -> str | None:
    """Give a remembered value."""
    return Setting.objects.filter(name=name).values_list("value", flat=True).first()


def clock_shift_s() -> float:
    """Give the seconds by which a demonstration's clock differs from the true one."""
    return float(recall("clock_shift_s") or 0.0)


def is_demonstration() -> bool:
    """Tell whether this database holds a demonstration world."""
    return recall("demonstration") == "yes"


def holiday_overrides() -> dict[str, bool]:
    """Give the days that an administrator declared: ISO day -> working."""
    return {
        day.isoformat(): working for day, working in HolidayOverride.objects.values_list("day", "working")
    }
