"""法规 — the rulebook as data: duties, calendar, policies, catalogue of rules. No framework, no clock."""
