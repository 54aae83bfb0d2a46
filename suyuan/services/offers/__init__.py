"""要约 — what one firm offers to a credit code, and the other side answers."""
