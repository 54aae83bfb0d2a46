"""时限用例 — the statutory clocks: what is due, and when."""
