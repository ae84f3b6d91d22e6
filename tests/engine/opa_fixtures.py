"""Real OPA servers and servers that only look like one."""

from __future__ import annotations

import contextlib
import json
import subprocess
import time
import urllib.request
from typing import TYPE_CHECKING, Any

from tests import surroundings
from tests.http_server import Handler, served

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator
    from pathlib import Path


@contextlib.contextmanager
def running_opa(
    program: Path, *extra: str, scheme: str = "http", context: ssl.SSLContext | None = None
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Yield the URL and the process of an OPA server that others could use, too."""
    port = surroundings.free_port()
    command = [str(program), "run", "--server", f"--addr=127.0.0.1:{port}", "--skip-version-check"]
    process = subprocess.Popen(
        [*command, "--log-level=error", *extra],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"{scheme}://127.0.0.1:{port}"
    try:
        _wait(process, f"{url}/health", context)
        yield url, process
    finally:
        process.kill()
        process.wait()


def _wait(process: subprocess.Popen[bytes], url: str, context: ssl.SSLContext | None) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        assert process.poll() is None, "OPA has ended"
        try:
            with urllib.request.urlopen(url, timeout=2, context=context):  # noqa: S310 - ours
                return
        except urllib.error.HTTPError as error:
            error.close()
            return  # it answers, though not to us
        except OSError:
            time.sleep(0.02)
    raise TimeoutError(url)


def get(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310 - our own server
        return json.load(response)


@contextlib.contextmanager
def pretender(answer: Callable[[str, bytes], tuple[int, bytes]]) -> Iterator[str]:
    """Yield the URL of a server that answers (path, body) with (status, body)."""

    class Answering(Handler):
        protocol_version = "HTTP/1.1"
        timeout = 3  # seconds: a client that gave up may leave its connection open

        def serve(self) -> None:
            status, body = answer(self.path, self.received())
            with contextlib.suppress(ConnectionError):
                self.reply(body, status)

    with served(Answering, waits=True) as url:
        yield url
