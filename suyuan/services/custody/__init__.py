"""流转用例 — custody: what is filed is examined, what is found is kept, clerks answer for it."""
