"""后台申报 — jobs: filings that the worker carries out, as a resource of ours (the queue's tables stay hidden)."""
