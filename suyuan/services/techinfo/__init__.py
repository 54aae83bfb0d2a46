"""技术信息 — how batteries are taken out and apart: filed by vehicle makers, read by those who have one before them."""
