"""模板标签 — tags and filters of the pages."""
