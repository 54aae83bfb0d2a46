"""签署 — signing: what a preparer handed in waits as a job until a signer files it."""
