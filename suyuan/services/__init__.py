"""用例 — the use cases. ``<noun>/operations.py`` writes and is the only place that opens a transaction;
``<noun>/queries.py`` reads and returns the domain's dataclasses. Doors call these, never tables.
"""
