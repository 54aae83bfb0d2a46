"""案件服务 — breaches as data, signals, inspections and cases."""
