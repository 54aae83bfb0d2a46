"""大工作簿 — a workbook of 100,000 rows with some 800 mistakes: from upload to the list of what to mend.

Over HTTP as a browser sends it: 202 and a job, done by the worker process, asked for until the receipt stands with
its errors. Beside it the most memory that the web server's processes held at any time since their start.
"""

import http.client
import json
import time
from pathlib import Path
from typing import Any

import psutil

from bench import servers
from bench.figures import Scale
from bench.ground import Ground
from bench.inputs import KINDS_OF_MISTAKE, workbook
from bench.measure import Figure, figure_of, say

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ASK_EVERY_S = 0.05


def run(ground: Ground, scale: Scale) -> list[Figure]:
    """Measure ``xlsx_100k_s`` and ``xlsx_100k_web_rss_mb``."""
    path = ground.home / "bench.xlsx"
    workbook(path, scale.sheet_rows, ground.today, scale.sheet_mistakes)
    content = path.read_bytes()
    say(f"  {scale.sheet_rows} rows, {len(content) / 1e6:.1f} MB of XLSX")
    seconds, memory = [], []
    for number in range(scale.rounds):
        ground.clear()
        with servers.product(ground, worker=True) as (port, pid):
            time.sleep(2)  # the worker starts and listens, as it would have long before
            seconds.append(_upload(port, ground.token, content, scale))
            memory.append(_peak_mb(pid))
        say(f"  round {number + 1}: {seconds[-1]:.2f} s, web server {memory[-1]:.0f} MB")
    rows = f"{scale.sheet_rows:,}-row XLSX with {scale.sheet_mistakes} bad lines"
    return [
        figure_of(
            seconds, name="xlsx_100k_s", what=f"{rows}: upload to the list of mends", unit="s", goal=6, lower=True
        ),
        figure_of(
            memory, name="xlsx_100k_web_rss_mb", what=f"{rows}: peak memory of the web server", unit="MB", goal=500,
            lower=True,
        ),
    ]  # fmt: skip


def _upload(port: int, token: str, content: bytes, scale: Scale) -> float:
    """Upload, wait for the receipt with its errors, check it; give the seconds."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    headers = {"Authorization": f"Bearer {token}", "Accept-Language": "zh-Hans"}
    began = time.perf_counter()
    line.request("POST", "/api/v1/filings/24.2.a", content, headers | {"Content-Type": XLSX})
    taken = line.getresponse()
    told = json.loads(taken.read())
    assert taken.status == http.HTTPStatus.ACCEPTED, told
    job: dict[str, Any] = {}
    while job.get("state") not in {"done", "failed"}:
        time.sleep(ASK_EVERY_S)
        line.request("GET", taken.headers["Location"], headers=headers)
        job = json.loads(line.getresponse().read())
    seconds = time.perf_counter() - began
    receipt = job["answer"]
    wrong = {error["row"] for error in receipt["errors"]}
    rules = {error["rule"] for error in receipt["errors"]}
    say(f"    {receipt['state']}: {len(wrong)} rows named, {receipt['errors_total']} places, {sorted(rules)}")
    assert receipt["lines"] == scale.sheet_rows
    assert len(wrong) == receipt["errors_total"] == scale.sheet_mistakes
    assert len(rules) == KINDS_OF_MISTAKE
    return seconds


def _peak_mb(pid: int) -> float:
    """Add up the most memory each process of the web server ever held."""
    top = psutil.Process(pid)
    peak = 0
    for process in (top, *top.children(recursive=True)):
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
        peak += next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:"))
    return peak / 1000
