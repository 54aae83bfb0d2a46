"""回收责任 — who is answerable for a battery, and who refused to take one."""
