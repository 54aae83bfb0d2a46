"""测速 — the platform's speed as ratios, each side measured in the same run: ``python -m bench``.

    __main__   the command: which figures, how large, the table, ``bench/results.json``
    figures/   one module per figure: what both sides do, and the check of what they left behind
    peers/     the other sides: what a user would write or run instead
    inputs     vehicles with their battery codes, from a fixed seed, as CSV, NDJSON and XLSX
    ground     a database cluster of our own, thrown away at the end; the product set up on it
    servers    the product's processes and the peer's, started as they are served
    load       the load generator, a process of its own
    measure    rounds A-B-B-A, medians, CPU seconds, the machine

Nothing here is part of the product and nothing here needs a network.
"""
