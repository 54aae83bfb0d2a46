"""溯源 — suyuan: the open traceability platform for power batteries of new-energy vehicles."""

__version__ = "0.1.0"
