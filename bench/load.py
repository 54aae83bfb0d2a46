"""发报 — the load generator, a process of its own: ``python -m bench.load PORT PATH CONNECTIONS FILE [HEADER]...``.

FILE holds one request body per line, or with PATH ``-`` one path per line, which is then asked for by GET.
Every connection is kept alive and sends its next body when the answer
to the last one has come. Requests are put together before the clock starts; answers are read only as far as
their status and length. Both sides of a ratio get the same generator. Prints seconds, statuses and latencies
as JSON.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import cast

import uvloop


class Line(asyncio.Protocol):
    """One connection."""

    def __init__(self, run: "Run") -> None:
        self.run = run
        self.buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.WriteTransport", transport)

    def send(self) -> None:
        """Send the next body, or rest."""
        request = next(self.run.requests, None)
        if request is None:
            self.run.rest()
            return
        self.sent_at = time.perf_counter()
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head = self.buffer.find(b"\r\n\r\n")
        if head < 0:
            return
        headers = self.buffer[:head].lower()
        at = headers.index(b"content-length:") + 15
        length = int(headers[at : headers.find(b"\r\n", at) if b"\r\n" in headers[at:] else None])
        if len(self.buffer) < head + 4 + length:
            return
        status = int(headers[9:12])
        self.run.statuses[status] += 1
        if status >= 300 and len(self.run.complaints) < 3:
            self.run.complaints.append(self.buffer[head + 4 : head + 400].decode(errors="replace"))
        self.run.latencies.append(time.perf_counter() - self.sent_at)
        self.buffer = b""
        self.send()

    def connection_lost(self, exc: Exception | None) -> None:
        self.run.lost(exc)


class Run:
    """All connections of one run."""

    def __init__(self, requests: list[bytes]) -> None:
        self.requests = iter(requests)
        self.statuses: Counter[int] = Counter()
        self.latencies: list[float] = []
        self.complaints: list[str] = []
        self.resting = 0
        self.wanted = 0
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def rest(self) -> None:
        """Note that a connection has nothing more to send."""
        self.resting += 1
        if self.resting == self.wanted and not self.over.done():
            self.over.set_result(None)

    def lost(self, error: Exception | None) -> None:
        """End the run when a server hangs up."""
        if not self.over.done():
            self.over.set_exception(error or ConnectionError("the server hung up"))


async def drive(port: int, requests: list[bytes], connections: int) -> dict[str, object]:
    """Send everything over so many connections."""
    loop = asyncio.get_running_loop()
    run = Run(requests)
    run.wanted = connections
    lines = [
        (await loop.create_connection(lambda: Line(run), "127.0.0.1", port))[1] for _ in range(connections)
    ]
    began = time.perf_counter()
    for line in lines:
        line.send()
    await run.over
    seconds = time.perf_counter() - began
    ordered = sorted(run.latencies)
    return {
        "seconds": seconds,
        "statuses": run.statuses,
        "complaints": run.complaints,
        "p50_ms": ordered[len(ordered) // 2] * 1000,
        "p99_ms": ordered[len(ordered) * 99 // 100] * 1000,
    }


def main() -> None:
    """Read the bodies, send them, tell how it went."""
    port, path, connections, file, *headers = sys.argv[1:]
    head = "".join(f"{line}\r\n" for line in ("Host: 127.0.0.1", "Connection: keep-alive", *headers))
    lines = Path(file).read_bytes().splitlines()
    requests = [
        f"GET {line.decode()} HTTP/1.1\r\n{head}\r\n".encode()
        if path == "-"
        else f"POST {path} HTTP/1.1\r\n{head}Content-Length: {len(line)}\r\n\r\n".encode() + line
        for line in lines
    ]
    uvloop.install()
    print(json.dumps(asyncio.run(drive(int(port), requests, int(connections)))))


if __name__ == "__main__":
    main()
