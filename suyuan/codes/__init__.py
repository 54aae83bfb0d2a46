"""Identifiers (编码): one module per identifier standard, each in two voices that must agree.

The *scalar* voice (``battery.parse``, ``vin.validate``, ...) reads one text, explains every part of it and
says what is wrong with it; it is the reference. The *column* voice (``kernel.check``, ``vin.check_column``,
...) judges millions of texts at once with the same verdicts. ``tests/agreement`` holds the two together.

* ``battery``, ``letters``, ``label``: power battery codes, GB/T 34014-2017; ``kernel`` is their column voice
* ``vin``: vehicle identification numbers, GB 16735
* ``uscc``: unified social credit codes, GB 32100-2015
* ``region``: administrative divisions, GB/T 2260, with the years they were in use
* ``packing``: any code of up to 24 characters as an order-preserving 16-byte key
* ``matrix``: texts as the rectangle of bytes the column voices read
* ``fault``: the one exception

Nothing here reads a clock, a setting or a database. The identifiers of battery swap boxes (GB/T 40098-2021)
have no module: the text of that standard was not available, and a guess would mark real codes invalid.
"""
