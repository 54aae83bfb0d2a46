"""申请用例 — applications: registration of a party, or a change of its entry, decided by the operator."""
