"""发现用例 — findings: what does not fit together."""
