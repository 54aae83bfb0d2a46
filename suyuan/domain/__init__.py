"""领域 — what is true of filings and batteries, whoever asks: no clock, no database, no framework.

table         a filing as columns
fields        text columns -> typed columns
checking      a duty's checks over whole columns
facts         checked columns -> what is to be stored
obligations   states of a statutory clock
trace         tree, history and state of one battery from its stored facts
receipts      what a filer gets back
"""
