"""呈现 — values made ready for a template: grouped, counted and ordered, with no rule of law among them."""
