"""总装 — the composition root: settings, addresses and the WSGI door. Nothing below it reads the settings."""
