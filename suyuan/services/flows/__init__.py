"""流向 — what was filed, added up: by stage, between kinds of parties, between provinces."""
