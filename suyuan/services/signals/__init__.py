"""线索服务 — which firms deserve a look first."""
