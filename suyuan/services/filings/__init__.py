"""申报 — the straight road of a filing.

    draft        a submission is read into columns                       (no database)
    batch        filings of one duty: check, compare, write, receipts
    compare      checked columns against what is stored                  (reads only)
    write        codes, trees, events, clocks, filings, leaves, by COPY
    operations   the road itself: file, cancel; the only place that opens a transaction
    loads        which drafts may share a transaction
    road         group commit: filings that arrive together travel together
    aside        what can go on beside the road
    queries      receipts and lists

Source: the straight road of a filing, decision 0004.
"""
