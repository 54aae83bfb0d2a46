"""举报 — tips from the public, and what the officials of the place make of them."""
