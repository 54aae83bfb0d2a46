"""表单 — forms derived from the columns of a duty; what is valid is decided by the filing itself."""
