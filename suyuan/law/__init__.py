"""法规 — the rulebook as data: duties, calendar, policies and the catalogue of rules. No framework, no clock."""
