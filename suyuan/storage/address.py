"""数据库地址 — where the database is, as Django wants to hear it: the user's own server, or the embedded one.

The embedded server is not started here: ``suyuan.ops`` starts it and its address lies in the data directory.
"""

from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from suyuan.storage import embedded

# Every prepared look-up is by key: one plan is right for all values.
_ONE_PLAN = "-c plan_cache_mode=force_generic_plan"


def database(url: str, home: Path) -> dict[str, Any]:
    """Give Django's DATABASES entry for a URL, or for the embedded server of a home directory."""
    parts = conninfo_to_dict(url or embedded.address(home))
    options = f"{_ONE_PLAN} {parts.pop('options', '') or ''}".strip()
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", "suyuan"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", "") or "",
        "HOST": parts.pop("host", ""),
        "PORT": str(parts.pop("port", "")),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {str(name): value for name, value in parts.items()} | {"options": options},
    }
