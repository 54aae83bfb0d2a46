"""流转检查 — worlds of fresh seeds filed along the public road, and what was found held against what was planted."""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.figures import Scale
from bench.ground import Ground
from bench.measure import Figure, figure_of, say
from bench.scoring import Score, score
from suyuan import world


def run(ground: Ground, scale: Scale) -> list[Figure]:
    """Measure ``custody_recall_exact``, ``custody_recall_statistical`` and ``custody_false_per_10k``.

    Seeds come from the clock, so that no detector was ever tuned to them; they are told, to be tried again.
    """
    del ground  # each world has a database of its own
    first = int(os.environ.get("BENCH_SEED") or time.time())
    scores = [_world(first + number, scale.world_vehicles) for number in range(scale.worlds)]
    together = Score()
    for one in scores:
        together.add(one)
    for kind, planted in sorted(together.planted.items()):
        say(f"  {kind:20} planted {planted:5} found {together.hit[kind]:5}")
    for kind, subject in together.missed:
        say(f"  missed {kind} {subject}")
    for kind, subject in together.false:
        say(f"  false alarm {kind} {subject}")
    seeds = f"{scale.worlds} worlds of {scale.world_vehicles} vehicles, seeds from {first}"
    exact = [one.recall(statistical=False) for one in scores]
    statistical = [
        together.recall(statistical=True)
    ]  # a world has one or two: the share is told of all together
    false = [one.false_per_10k for one in scores]
    return [
        figure_of(
            exact,
            name="custody_recall_exact",
            what=f"planted faults found, exact rules; {seeds}",
            unit="",
            goal=0.99,
        ),
        figure_of(
            statistical,
            name="custody_recall_statistical",
            what="planted faults found, statistical",
            unit="",
            goal=0.95,
        ),
        figure_of(
            false,
            name="custody_false_per_10k",
            what="false alarms for 10,000 events",
            unit="",
            goal=1.0,
            lower=True,
        ),
    ]


def _world(seed: int, vehicles: int) -> Score:
    """Make a world, file it as its parties would have, and score what is found."""
    made = world.make(vehicles=vehicles, seed=seed)
    with tempfile.TemporaryDirectory(prefix="suyuan-score-") as folder:
        home = Path(folder)
        home.chmod(0o711)
        file = home / "world.ndjson"
        world.write(world.lines(made), file)
        _ops(home, "load", str(file))
        found = json.loads(_ops(home, "findings", "--json"))
        with file.open(encoding="utf-8") as lines:
            one = score(map(json.loads, lines), [answer.line() for answer in made.answers], found)
    say(f"  seed {seed}: {one.events} events, {sum(one.planted.values())} planted, {len(one.missed)} missed")
    return one


def _ops(home: Path, *arguments: str) -> str:
    """Run the operator's command on a database of its own."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("SUYUAN_") or name == "SUYUAN_PG_BIN"
    }
    kept["SUYUAN_HOME"] = str(home / "home")
    command = [sys.executable, "-m", "suyuan.ops", "demo", *arguments]
    return subprocess.run(command, env=kept, check=True, capture_output=True, text=True).stdout
