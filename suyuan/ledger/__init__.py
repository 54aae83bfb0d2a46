"""账本 — the transparency ledger: it knows hashes, never batteries. So far only the commitments that wait for it."""
