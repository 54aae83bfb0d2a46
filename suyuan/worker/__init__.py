"""后台 — jobs: filings too long for a request, and the sweeper of stalled ones. A job per file, never per row."""
