"""Sends the notices that wait, in a process of its own that others may kill.

python killed_poster.py ISO-INSTANT
"""

import sys
from datetime import datetime

import django


def main() -> None:
    """Send once."""
    django.setup()
    from suyuan.services.notices import operations  # noqa: PLC0415 - once Django is set up

    operations.send(at=datetime.fromisoformat(sys.argv[1]))


if __name__ == "__main__":
    main()
