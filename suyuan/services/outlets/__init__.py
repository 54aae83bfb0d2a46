"""回收服务网点 — who finds them, who keeps them, and whether their places are where they say."""
