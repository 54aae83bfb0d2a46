"""页面 — one module per noun; a view asks one service and hands the answer to one template."""
