"""逐车报送 — durable POSTs of one vehicle each over 32 kept connections: the product against FastAPI + SQLAlchemy.

Both servers run side by side, one process each, on the same cluster; only one is called at a time, by the same
generator with the same bodies. Ours answers 201 when the filing is on disk with everything that the law asks of it.
"""

import json
import subprocess
import sys
from dataclasses import dataclass, field

from bench import servers
from bench.figures import Scale
from bench.figures.bulk import trace_some
from bench.ground import Ground
from bench.inputs import CODES, Fleet
from bench.measure import Figure, Watch, figure_of, rounds, say, watched

CONNECTIONS = 32
WARM = 256
PEER_TABLES = ("peer_vehicle", "peer_code")


@dataclass
class Side:
    """One server under load: every half sends vehicles that it has not seen."""

    ground: Ground
    name: str
    server: tuple[int, int]  # port, process id
    path: str
    headers: list[str]
    tables: tuple[str, ...]
    next: int = 0
    fleet: Fleet = field(init=False)

    def half(self, posts: int) -> float:
        """Send so many vehicles; give the seconds per code."""
        self.ground.clear(*self.tables)
        self.fleet = Fleet(self.next, posts, self.ground.today)
        self.next += posts
        with watched(self.server[1]) as server, watched(self.ground.postmaster) as database:
            told = self._send(self.fleet.documents())
        if told["statuses"] != {"201": posts}:
            raise AssertionError(f"{self.name}: {told['statuses']} {told['complaints']}")
        self._say(told, server, database, posts)
        return float(told["seconds"]) / self.fleet.codes

    def _say(self, told: dict[str, float], server: Watch, database: Watch, posts: int) -> None:
        say(
            f"    {self.name}: {posts * CODES / told['seconds']:,.0f} codes/s, p50 {told['p50_ms']:.0f} ms,"
            f" p99 {told['p99_ms']:.0f} ms; CPU ms per post: server {server.cpu / posts * 1000:.2f},"
            f" database {database.cpu / posts * 1000:.2f}"
        )

    def _send(self, documents: list[bytes]) -> dict[str, float]:
        file = self.ground.home / "bodies.ndjson"
        file.write_bytes(b"\n".join(documents))
        argv = [
            sys.executable,
            "-m",
            "bench.load",
            str(self.server[0]),
            self.path,
            str(CONNECTIONS),
            str(file),
        ]
        made = subprocess.run([*argv, *self.headers], stdout=subprocess.PIPE, check=True)
        return dict(json.loads(made.stdout))


def run(ground: Ground, scale: Scale) -> list[Figure]:
    """Measure ``post_vs_fastapi``."""
    bearer = [f"Authorization: Bearer {ground.token}", "Content-Type: application/x-ndjson"]
    big = ("filing", "code", "tree", "contest", "event", "obligation", "leaf", "finding")
    with servers.product(ground) as product, servers.peer(ground) as peer:
        ours = Side(ground, "ours", product, "/api/v1/filings/24.2.a", bearer, big)
        theirs = Side(ground, "FastAPI", peer, "/filings", ["Content-Type: application/json"], PEER_TABLES)
        ours.half(WARM)
        theirs.half(WARM)
        pairs = rounds(scale.rounds, lambda: ours.half(scale.posts), lambda: theirs.half(scale.peer_posts))
    assert ground.one("SELECT count(*) FROM filing WHERE state = 'accepted'") == scale.posts
    assert ground.one("SELECT count(*) FROM code") == ours.fleet.codes
    assert ground.one("SELECT count(*) FROM obligation") == 2 * scale.posts
    assert ground.one("SELECT count(*) FROM peer_code") == theirs.fleet.codes
    trace_some(ground, ours.fleet)
    value = [pair.theirs / pair.ours for pair in pairs]
    what = f"durable POSTs of {CODES}-code vehicles, {CONNECTIONS} connections, codes/s per FastAPI + SQLAlchemy's"
    return [figure_of(value, name="post_vs_fastapi", what=what, unit="x", goal=12)]
