"""``python -m bench [--quick] [--only ID]...``: measure, print the table, write ``bench/results.json``.

Exit status 0 when everything was measured and its results verified; a missed goal is told in the table, not by
the exit status, since another machine, or a busy one, is not a defect.
"""

import argparse
import json
import logging
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import figures, ground, measure
from bench.measure import Figure, say

RESULTS = Path(__file__).parent / "results.json"


def main() -> None:
    """Run the command."""
    known = figures.registry()
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure the platform's ratios.")
    parser.add_argument("--quick", action="store_true", help="smaller and fewer rounds, for every change")
    parser.add_argument(
        "--only", action="append", choices=list(known), metavar="ID", help="one of " + ", ".join(known)
    )
    parser.add_argument("--rounds", type=int, help="another number of rounds")
    asked = parser.parse_args()
    scale = figures.QUICK if asked.quick else figures.Scale()
    if asked.rounds:
        scale = figures.replace(scale, rounds=asked.rounds)
    logging.basicConfig(level=logging.ERROR)
    measured: list[Figure] = []
    with ground.opened() as here:
        for name in asked.only or known:
            say(f"{name} ...")
            measured += known[name](here, scale)
    _print(measured)
    _write(measured, quick=asked.quick)


def _print(measured: list[Figure]) -> None:
    """Print the table."""
    table = Table("figure", "what", "median", "worst", "goal", "")
    for one in measured:
        sign = "≤" if one.lower else "≥"
        shown = [f"{value:.3g} {one.unit}" for value in (one.value, one.worst)]
        table.add_row(one.id, one.what, *shown, f"{sign} {one.goal:g}", "met" if one.met else "missed")
    Console().print(table)


def _write(measured: list[Figure], *, quick: bool) -> None:
    """Write the results; figures of the same commit and size that were not measured now stay."""
    head = {"commit": measure.commit(), "machine": measure.machine(), "quick": quick}
    kept: dict[str, object] = {}
    if RESULTS.exists():
        old = json.loads(RESULTS.read_text(encoding="utf-8"))
        if (old.get("commit"), old.get("quick")) == (head["commit"], quick):
            kept = {entry["id"]: entry for entry in old["figures"]}
    kept |= {one.id: one.as_json() for one in measured}
    text = json.dumps(head | {"figures": list(kept.values())}, ensure_ascii=False, indent=2)
    RESULTS.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
