"""Steady load on a webhook over kept TLS connections, as an API server makes it."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import orjson

from tests.admission.kept_connection import KeptConnection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@dataclass
class Outcome:
    """What became of the requests.

    Attributes:
        seconds: From when each was due to its answer; waiting for a connection counts.
        slowest: From when one was sent to its answer, at most.
    """

    seconds: list[float] = field(default_factory=list)
    slowest: float = 0.0
    statuses: dict[int, int] = field(default_factory=dict)
    allowed: int = 0
    denied: int = 0
    failures: list[str] = field(default_factory=list)

    def percentile(self, share: float) -> float:
        """The time within which a share of the requests was answered."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class _Connection(KeptConnection):
    """Asks the webhook."""

    async def post(self, path: str, body: bytes) -> tuple[int, bytes]:
        reader, writer = await self.streams()
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        await writer.drain()
        status, close, length = await _head(reader)
        data = await reader.readexactly(length)
        if close:
            await self.close()
        return status, data


async def _head(reader: asyncio.StreamReader) -> tuple[int, bool, int]:
    """Return status, whether the server closes, and the body's length."""
    lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines[1:] if line)
    closes = headers.get("connection") == "close"
    return int(lines[0].split()[1]), closes, int(headers["content-length"])


def storm(
    port: int,
    authority: Path,
    bodies: Iterator[tuple[bytes, int]],
    *,
    rate: float,
    seconds: float,
    connections: int = 16,
    path: str = "/enforce?timeout=3s",
    meanwhile: Callable[[float], None] = lambda _now: None,
) -> Outcome:
    """Send so many requests a second; return what became of them.

    Args:
        port: Of the webhook.
        authority: File with the certificate to trust.
        bodies: Bodies, each with the status that must come back.
        rate: Requests a second, sent on time whether or not earlier ones were answered.
        seconds: For how long.
        connections: Kept open, and shared.
        path: Where to.
        meanwhile: Called about ten times a second with the seconds that have passed.
    """
    return asyncio.run(_storm(port, authority, bodies, rate, seconds, connections, path, meanwhile))


async def _storm(  # noqa: PLR0917 - the arguments of `storm`
    port: int,
    authority: Path,
    bodies: Iterator[tuple[bytes, int]],
    rate: float,
    seconds: float,
    connections: int,
    path: str,
    meanwhile: Callable[[float], None],
) -> Outcome:
    outcome = Outcome()
    idle = deque(_Connection(port, authority) for _ in range(connections))
    free = asyncio.Semaphore(connections)
    everybody = list(idle)

    async def one(body: bytes, expected: int) -> None:
        began = time.monotonic()
        async with free:
            connection = idle.popleft()
            sent = time.monotonic()
            try:
                status, data = await connection.post(path, body)
            except (OSError, asyncio.IncompleteReadError) as error:
                await connection.close()
                outcome.failures.append(f"{type(error).__name__}: {error}")
                return
            finally:
                idle.append(connection)
            outcome.slowest = max(outcome.slowest, time.monotonic() - sent)
        outcome.seconds.append(time.monotonic() - began)
        outcome.statuses[status] = outcome.statuses.get(status, 0) + 1
        if status != expected:
            outcome.failures.append(f"{status} instead of {expected}: {data[:200]!r}")
        elif status == 200:
            if orjson.loads(data)["response"]["allowed"]:
                outcome.allowed += 1
            else:
                outcome.denied += 1

    tasks = []
    start = last = time.monotonic()
    for number in range(int(rate * seconds)):
        now = time.monotonic()
        if now - last > 0.1:
            last = now
            meanwhile(now - start)
        await asyncio.sleep(max(0.0, start + number / rate - now))
        tasks.append(asyncio.create_task(one(*next(bodies))))
    await asyncio.gather(*tasks)
    for connection in everybody:
        await connection.close()
    return outcome
