"""演示用例 — demonstrations: a database marked as one takes a world file, a clock of its own and open sign-ins.

world_file   reads a world file: parties, and filings in the order of their instants
operations   marks the database, loads a world along the road of filings, moves the clock
signs        sign-ins for every party and for the officials, as demo.json lists them
queries      what stands in it, and what was found
"""
