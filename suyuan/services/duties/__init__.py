"""义务用例 — the rulebook, for those who read it."""
