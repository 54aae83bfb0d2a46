"""流转 — custody: two filings, one truth. What the facts about a battery, a vehicle or a firm say when held together.

    evidence      the facts of one battery with whatever is needed to judge them
    handovers     outbound and inbound, paired
    moves         what does not pair: nobody's inbound, nobody's outbound, another party, other codes, another mass
    possible      the possible world: one life, whose steps must follow from one another
    entitlement   who may hand what to whom
    forensics     what a code itself says
    trails        retired batteries of which nothing more is heard
    vehicles      scrapped vehicles against the batteries that should be in them
    balance       what a recycler ships against what it took in
    silence       reports that should be there by the numbers of others, and serial numbers that walk
    found         a finding, and the day from which it is true
    examine       all of it, subject by subject
    alike         lives of which one is judged for all

Everything here is a function of the facts alone, whatever the order in which they arrived: the same facts give the
same findings. A finding that only time makes true carries the day from which it is.

Source: Articles 18 to 24 of the Measures; the findings of the outer contract.
"""
