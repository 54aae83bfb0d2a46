"""电池页 — the page of a scanned code as JSON: against a static answer of the same server, and against an ORM's.

Live database, one web process each, held to one core together with what answers; random packs of the fleet over a few
kept connections. Before anything is timed, both sides' answers for some packs are compared field by field.
"""
# ruff: noqa: PLC0415 - what needs Django is imported when Django is set up

import http.client
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np

from bench import servers
from bench.figures import Scale
from bench.figures.bulk import file_once
from bench.ground import Ground
from bench.inputs import Fleet
from bench.measure import Figure, figure_of, rounds, say, watched

CONNECTIONS = 4
STATIC = "/static/portal/mark.svg"
SPECIFIED = {
    "prefix": "9Z1PE01",
    "kind": "P",
    "chemistry": "E",
    "nominal_capacity_mah": 150_000,
    "nominal_voltage_mv": 352_000,
    "mass_g": 412_500,
    "composition": "Li:0.012;Ni:0.061;Co:0.012",
}


def run(ground: Ground, scale: Scale) -> list[Figure]:
    """Measure ``page_vs_static`` and ``page_vs_orm``."""
    from bench.peers.orm import load
    from suyuan.services.ledger import operations

    fleet = Fleet(0, scale.vehicles, ground.today)
    ground.clear()
    file_once(ground, _csv(SPECIFIED), "9.1")
    file_once(ground, fleet.csv())
    operations.publish()
    load.load(ground, fleet, SPECIFIED)
    ground.run("VACUUM ANALYZE", "CHECKPOINT")
    dice = np.random.default_rng(13)

    def packs(count: int) -> list[str]:
        return [f"/b/{fleet.packs(number)[0]}" for number in dice.integers(0, fleet.count, count).tolist()]

    with _one_core(ground), servers.product(ground) as ours, servers.orm(ground) as theirs:
        _verify(ours[0], theirs[0], packs(20))
        json_only = ["Accept: application/json"]

        def timed(
            server: tuple[int, int], paths: Callable[[], list[str]], headers: list[str]
        ) -> Callable[[], float]:
            def half() -> float:
                asked = paths()
                with watched(server[1]) as web, watched(ground.postmaster) as database:
                    told = _send(ground, server[0], asked, headers)
                say(
                    f"    {len(asked) / told['seconds']:,.0f}/s, p99 {told['p99_ms']:.1f} ms; CPU ms: server"
                    f" {web.cpu / len(asked) * 1000:.2f}, database {database.cpu / len(asked) * 1000:.2f}"
                )
                return float(told["seconds"]) / len(asked)

            return half

        page = timed(ours, lambda: packs(scale.pages), json_only)
        static = timed(ours, lambda: [STATIC] * scale.pages, [])
        orm = timed(theirs, lambda: packs(scale.pages // 4), json_only)
        page(), static(), orm()
        against_static = rounds(scale.rounds, page, static)
        against_orm = rounds(scale.rounds, page, orm)
    what = "battery pages as JSON per second, live database, one web process"
    return [
        figure_of(
            [pair.theirs / pair.ours for pair in against_static],
            name="page_vs_static",
            what=f"{what}, per static answers of the same server",
            unit="x",
            goal=0.25,
        ),
        figure_of(
            [pair.theirs / pair.ours for pair in against_orm],
            name="page_vs_orm",
            what=f"{what}, per those of django-ninja and the ORM",
            unit="x",
            goal=8,
        ),
    ]


def _csv(row: dict[str, object]) -> bytes:
    return ",".join(row).encode() + b"\n" + ",".join(map(str, row.values())).encode() + b"\n"


def _verify(ours: int, theirs: int, paths: list[str]) -> None:
    """See that both sides tell the same of some packs, as far as the peer tells anything."""
    for path in paths:
        mine, other = (_get(port, path) for port in (ours, theirs))
        for name in ("code", "kind", "idcard", "status", "completeness"):
            assert mine[name] == other[name], (name, mine[name], other[name])
        for name, value in other["fields"].items():
            assert mine["fields"][name] == value, (name, mine["fields"][name], value)


def _get(port: int, path: str) -> dict[str, object]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path, headers={"Accept": "application/json"})
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status == http.HTTPStatus.OK, body
    told: dict[str, object] = json.loads(body)
    return told


@contextmanager
def _one_core(ground: Ground) -> Iterator[None]:
    """Hold what is started here, and the database, to the first core; the generator takes another."""
    every = os.sched_getaffinity(0)
    first = {min(every)}
    os.sched_setaffinity(ground.postmaster, first)  # its later children, too
    os.sched_setaffinity(0, first)
    try:
        yield
    finally:
        os.sched_setaffinity(0, every)
        os.sched_setaffinity(ground.postmaster, every)


def _send(ground: Ground, port: int, paths: list[str], headers: list[str]) -> dict[str, float]:
    file = ground.home / "paths"
    file.write_text("\n".join(paths), encoding="ascii")
    argv = [sys.executable, "-m", "bench.load", str(port), "-", str(CONNECTIONS), str(file), *headers]
    others = {one for one in range(os.cpu_count() or 1) if one not in os.sched_getaffinity(0)}
    sent = subprocess.Popen(argv, stdout=subprocess.PIPE)
    os.sched_setaffinity(sent.pid, others or {0})
    told = dict(json.loads(sent.communicate()[0]))
    if told["statuses"] != {"200": len(paths)}:
        raise AssertionError(f"{told['statuses']} {told['complaints']}")
    return told
