"""职务 — the posts of authorities, platform and audit: who holds which, given, moved and ended by the operator."""
