"""委托 — mandates: one party files for another."""
