"""覆盖 — whether firms offer outlets where they sell."""
