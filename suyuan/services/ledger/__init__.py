"""账本用例 — the public log: giving places, publishing, proving, auditing."""
