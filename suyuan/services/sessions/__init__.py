"""会话 — where a person is signed in, and whether by a second factor as well."""
