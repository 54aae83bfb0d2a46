"""运维 — the operator's tool: starting, keeping, backing up. It knows the database, not the law."""
