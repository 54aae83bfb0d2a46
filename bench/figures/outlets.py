"""网点查找 — the public finder over fifty thousand outlets, page and interface: near a place, in a county, by words."""
# ruff: noqa: PLC0415 - what needs Django is imported when Django is set up

from time import perf_counter

import numpy as np

from bench.figures import Scale
from bench.ground import Ground
from bench.measure import Figure, figure_of, say

COUNT = 50_000
ROUNDS = 40
PLACES = ((116.4, 39.9), (121.5, 31.2), (113.3, 23.1), (104.1, 30.7), (87.6, 43.8))
WORDS = ("q=示例", "region=4403", "accepts=any", "q=网点49")


def run(ground: Ground, scale: Scale) -> list[Figure]:
    """Measure ``outlets_ms``: the slowest kind of question, 95th of 100."""
    del scale
    from django.test import Client

    _fill(ground)
    client = Client()
    slowest: list[float] = []
    for path in ("/api/v1/outlets", "/outlets"):
        asked = [f"near={east},{north}" for east, north in PLACES] + list(WORDS)
        if path.startswith("/api"):
            asked = [one.replace("网点", "%E7%BD%91%E7%82%B9").replace("示例", "%E7%A4%BA") for one in asked]
        for query in asked:
            took = []
            for _ in range(ROUNDS):
                began = perf_counter()
                answer = client.get(f"{path}?{query}")
                took.append((perf_counter() - began) * 1000)
                assert answer.status_code == 200, answer.content[:300]
            worst = float(np.percentile(took[3:], 95))
            say(f"  {path}?{query}: {np.median(took):.1f} ms, 95th {worst:.1f}")
            slowest.append(worst)
    with ground.connect() as own:
        own.execute("DELETE FROM outlet")
    what = f"finder over {COUNT:,} outlets, page and interface, 95th of 100 of the slowest question"
    return [figure_of([max(slowest)], name="outlets_ms", what=what, unit="ms", goal=100, lower=True)]


def _fill(ground: Ground) -> None:
    """Enter the outlets, thick round five cities."""
    from suyuan.codes import region
    from suyuan.storage import outlets
    from suyuan.storage.outlets import Filed
    from suyuan.storage.wall import as_register

    began = perf_counter()
    drawn = np.random.default_rng(6)
    codes = [code for code in region.known_codes() if not code.endswith("00")]
    spots = np.array(PLACES)[drawn.integers(0, len(PLACES), COUNT)] + drawn.normal(0, 2.5, (COUNT, 2))
    party = ground.viewer.party_id or 0
    with ground.connect() as own:
        own.execute("DELETE FROM outlet")
    for start in range(0, COUNT, 5_000):
        with as_register(durable=True):
            outlets.keep(
                [
                    Filed(
                        party,
                        {
                            "outlet_no": f"N{number}",
                            "name": f"网点{number}",
                            "kind": "collection",
                            "region_code": codes[number % len(codes)],
                            "address": "示例路1号",
                            "longitude": f"{spots[number, 0]:.6f}",
                            "latitude": f"{spots[number, 1]:.6f}",
                            "phone": "0",
                            "hours": "周一至周五 9:00-17:00",
                            "status": "open",
                            "accepts": "any" if number % 3 else "",
                            "effective_date": "2026-01-01",
                        },
                    )
                    for number in range(start, start + 5_000)
                ]
            )
    ground.run("VACUUM ANALYZE outlet")
    say(f"  {COUNT:,} outlets entered in {perf_counter() - began:.0f} s")
