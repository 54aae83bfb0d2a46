"""申报 — the straight road of a filing.

draft        a submission is read into columns                       (no database)
compare      checked columns against what is stored                  (reads only)
write        everything in one transaction, by COPY
operations   the road itself: file, cancel
road         group commit: filings that arrive together travel together
queries      receipts and lists
"""
