"""报废告知 — what the users of vehicles must be told when a battery reaches its maker's conditions."""
