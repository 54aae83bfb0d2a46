"""密钥与程序 — keys and programs: what a firm hands to its machines."""
