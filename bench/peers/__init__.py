"""对照 — the other sides of the ratios: what a competent team would write in a week, written fairly."""
