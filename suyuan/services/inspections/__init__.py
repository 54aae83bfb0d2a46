"""现场检查 — inspections: drawn by lot or ordered for a reason, recorded on site, read by desk and firm."""
