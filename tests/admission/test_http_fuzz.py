"""Odd requests over TLS to the real server: no 500, no traceback, no hang, no process that ends.

`GOVERN_FUZZ_REQUESTS` says how many; CI sends a few thousand, a release 100,000.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

import pytest

from tests.admission.kept_connection import KeptConnection
from tests.admission.odd_reviews import requests
from tests.admission.reviews import body
from tests.admission.webhook import Webhook

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.admission.odd_reviews import Sent

_REQUESTS = int(os.environ.get("GOVERN_FUZZ_REQUESTS", "3000"))
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300 + _REQUESTS / 20)]

_CONNECTIONS = 8
_PATIENCE = 40.0  # seconds for one answer; a review has 2.5 of them, the rest is the machine's
_STATUSES = {200, 400, 404, 405, 413, 415}


class _Client(KeptConnection):
    """One connection at a time; counts what comes back."""

    def __init__(self, webhook: Webhook) -> None:
        super().__init__(webhook.port, webhook.authority.file)
        self.statuses: Counter[int] = Counter()
        self.faults: list[str] = []

    async def send(self, sent: Sent) -> None:
        reader, writer = await self.streams()
        try:
            writer.write(sent.head + sent.body)
            if sent.closes and writer.can_write_eof():
                writer.write_eof()
            status, answer = await asyncio.wait_for(self._answer(reader, sent), _PATIENCE)
        except TimeoutError:
            self.faults.append(f"no answer to {sent.head[:200]!r} {sent.body[:2000]!r}")
            await self.close()
            return
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            if not sent.closes:
                self.faults.append(f"{error!r} to {sent.head[:200]!r} {sent.body[:2000]!r}")
            await self.close()
            return
        self.statuses[status] += 1
        if fault := _fault(status, answer, sent):
            self.faults.append(f"{fault}: {answer[:500]!r} to {sent.body[:3000]!r}")
        if sent.closes:
            await self.close()

    async def _answer(self, reader: asyncio.StreamReader, sent: Sent) -> tuple[int, bytes]:
        if sent.closes:  # perhaps it waits for more, which never comes
            with contextlib.suppress(TimeoutError):
                found = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 0.2)
                return int(found.split()[1]), b""
            raise asyncio.IncompleteReadError(b"", None)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        headers = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if line)
        data = await reader.readexactly(int(headers.get("content-length", "0")))
        if headers.get("connection") == "close":
            await self.close()
        return int(head.split()[1]), data


def _fault(status: int, answer: bytes, sent: Sent) -> str:
    """Return what is wrong with an answer; empty for nothing."""
    if status not in _STATUSES:
        return f"status {status}"
    if b"Traceback" in answer or b'File "' in answer:
        return "a traceback"
    if status == 200 and sent.head.startswith(b"POST"):
        review = json.loads(answer)
        response = review["response"]
        if response["uid"] != json.loads(sent.body)["request"]["uid"]:
            return "another uid"
        if not isinstance(response["allowed"], bool) or "patch" in response:
            return "no decision"
        if not response["allowed"] and response["status"]["code"] != 403:
            return "a denial with another code"
    return ""


async def _all(webhook: Webhook, count: int) -> list[_Client]:
    everything: Iterator[Sent] = islice(requests(seed=20), count)
    clients = [_Client(webhook) for _ in range(_CONNECTIONS)]

    async def work(client: _Client) -> None:
        for sent in everything:
            await client.send(sent)
        await client.close()

    await asyncio.gather(*map(work, clients))
    return clients


def test_whatever_is_sent_has_an_answer(tmp_path: Path) -> None:
    with Webhook(tmp_path, "--profile", "restricted", "--deadline", "29") as webhook:
        clients = asyncio.run(_all(webhook, _REQUESTS))
        faults = [fault for client in clients for fault in client.faults]
        assert not faults, (len(faults), faults[:3])
        statuses = sum((client.statuses for client in clients), Counter())
        assert statuses[200] > _REQUESTS / 4
        assert statuses[400] > _REQUESTS / 50
        assert webhook.ask(body()).status == 200
        assert webhook.metric("govern_admission_children_ended") == 0
        assert "govern_admission_unjudged_total{" not in webhook.watched("/metrics").body.decode()
    logged = json.dumps(webhook.log)
    assert "Traceback" not in logged
    assert "Exception" not in logged
