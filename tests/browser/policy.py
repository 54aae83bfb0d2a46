"""Set the policy ``second_factor`` of the small world's database: ``python policy.py required|relaxed``."""

import sys

import django

django.setup()

from suyuan.storage import settings  # noqa: E402 - Django must be set up before its tables are read

settings.keep("second_factor", sys.argv[1])
