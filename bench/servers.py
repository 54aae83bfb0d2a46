"""服务进程 — the product served as ``suyuan-ops serve`` serves it, and the peer beside it."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from bench.ground import Ground
from suyuan.ops import processes, serving
from suyuan.ops.database import Database
from suyuan.ops.processes import Child

PATIENCE_S = 60.0


@contextmanager
def product(ground: Ground, *, worker: bool = False) -> Iterator[tuple[int, int]]:
    """Serve the product: (port, process id of the web server)."""
    port = free_port()
    database = Database(ground.server.url, None, ground.server.service_url)
    children = [serving._web(database, port), *([serving._worker(database)] if worker else [])]  # noqa: SLF001 - the very command
    with _running(children, ground.environment()) as running:
        _wait(port, "/healthz", running)
        yield port, running[0].pid


@contextmanager
def peer(ground: Ground) -> Iterator[tuple[int, int]]:
    """Serve the FastAPI peer with one process, as the product has: (port, process id)."""
    port = free_port()
    argv = [sys.executable, "-m", "uvicorn", "bench.peers.fastapi_app:app", "--port", str(port)]
    argv += [
        "--workers",
        "1",
        "--loop",
        "uvloop",
        "--http",
        "httptools",
        "--no-access-log",
        "--log-level",
        "warning",
    ]
    url = ground.server.url.replace("postgresql://", "postgresql+psycopg://")
    with _running([Child("peer", argv)], {"PEER_DATABASE_URL": url}) as running:
        _wait(port, "/healthz", running)
        yield port, running[0].pid


@contextmanager
def orm(ground: Ground) -> Iterator[tuple[int, int]]:
    """Serve the ORM peer behind the same web server, with one process as the product has: (port, process id)."""
    port = free_port()
    argv = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--no-ws"]
    argv += [
        "--workers",
        "1",
        "--blocking-threads",
        "4",
        "--log-level",
        "error",
        "bench.peers.orm.server:application",
    ]
    with _running([Child("orm", argv)], {"PEER_DATABASE_URL": ground.server.url}) as running:
        _wait(port, "/b/-", running)
        yield port, running[0].pid


@contextmanager
def _running(
    children: Sequence[Child], environment: Mapping[str, str]
) -> Iterator[list["subprocess.Popen[bytes]"]]:
    before = dict(os.environ)
    os.environ.update(environment)
    running = [child.start() for child in children]
    os.environ.clear()
    os.environ.update(before)
    try:
        yield running
    finally:
        processes.end(running)


def _wait(port: int, path: str, running: Sequence["subprocess.Popen[bytes]"]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline and all(process.poll() is None for process in running):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", path)
            if connection.getresponse().status in {http.HTTPStatus.OK, http.HTTPStatus.NOT_FOUND}:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"nothing answers {path} on port {port}")


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
