"""A private OPA: a child process on loopback that nobody else may talk to."""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from govern.engine.opa.client import OpaServer, Refused, TimedOut, Unavailable
from govern.errors import EngineError, PolicyError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from govern.engine.settings import EngineSettings
    from govern.model import JsonObject, Module

_START = 20.0  # seconds that OPA may take to compile the policies and listen
_STOP = 3.0  # seconds that it may take to stop
_ATTEMPTS = 3  # ports tried, since another process may take one before OPA does
# The shell outlives nobody: when our end of its standard input closes, however we ended, OPA ends.
_GUARDED = (
    'exec 3<&0; "$@" </dev/null 3<&- & child=$!; '
    '{ read -r _ <&3; kill "$child" 2>/dev/null; } & wait "$child"'
)
_AUTHORIZATION = """package system.authz

default allow := false

allow if input.identity == {token}
"""
_COMPLAINT = re.compile(r"m(\d{5})\.rego:(\d+): (\w+): ([^\n]*)")


class PrivateServer:
    """An OPA that has loaded the policies; `server` talks to it.

    Raises:
        EngineError: there is no `opa` on PATH, or it does not start.
        PolicyError: OPA refuses a module; the error has its file and line.
    """

    def __init__(
        self, modules: Sequence[Module], data: JsonObject, settings: EngineSettings
    ) -> None:
        program = shutil.which("opa")
        if program is None:
            raise EngineError(
                "there is no `opa` on PATH",
                hint="install OPA, name a server with --opa-url, or use the embedded engine",
            )
        self._modules = tuple(modules)
        self._folder = Path(tempfile.mkdtemp(prefix="govern-opa-"))
        self._process: subprocess.Popen[bytes] | None = None
        token = secrets.token_urlsafe(32)
        try:
            self._write_bundle(data, token)
            self.server = self._start(program, replace(settings, opa_token=token, opa_ca=None))
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Stop OPA and remove its files; harmless when that is done."""
        if self._process is not None:
            self._stop(self._process)
            self._process = None
        shutil.rmtree(self._folder, ignore_errors=True)

    def _write_bundle(self, data: JsonObject, token: str) -> None:
        bundle = self._folder / "bundle"
        bundle.mkdir(mode=0o700)
        versions = {}
        roots = {"system", *data}
        for index, module in enumerate(self._modules):
            name = f"m{index:05}.rego"
            (bundle / name).write_text(module.text, encoding="utf-8")
            versions[f"/{name}"] = module.rego_version
            roots.add(module.package.split(".")[0].split("[")[0])
        authorization = _AUTHORIZATION.format(token=json.dumps(token))
        (bundle / "authz.rego").write_text(authorization, encoding="utf-8")
        (bundle / "data.json").write_bytes(orjson.dumps(data))
        manifest = {
            "revision": "",
            "roots": sorted(roots),
            "rego_version": 1,
            "file_rego_versions": versions,
        }
        (bundle / ".manifest").write_bytes(orjson.dumps(manifest))

    def _start(self, program: str, settings: EngineSettings) -> OpaServer:
        for _ in range(_ATTEMPTS):
            port = _free_port()
            errors = self._folder / "errors"
            self._process = _spawn(program, port, self._folder / "bundle", errors)
            server = OpaServer(f"http://127.0.0.1:{port}", settings)
            if self._wait(self._process, server):
                return server
            server.close()
            words = errors.read_text(encoding="utf-8", errors="replace")
            if "address already in use" not in words:
                raise self._explained(words)
        raise EngineError("no free port was found for OPA")

    def _wait(self, process: subprocess.Popen[bytes], server: OpaServer) -> bool:
        """Wait until OPA answers; False when it has ended."""
        until = time.monotonic() + _START
        while process.poll() is None:
            with contextlib.suppress(Unavailable, TimedOut, Refused):
                server.health(1.0)
                return True
            if time.monotonic() > until:
                raise EngineError(f"OPA does not answer within {_START:g} s of its start")
            time.sleep(0.01)
        return False

    def _explained(self, words: str) -> EngineError | PolicyError:
        found = _COMPLAINT.search(words)
        if not found:
            last = words.strip().splitlines()[-1:] or ["it said nothing"]
            return EngineError("OPA does not start", cause=last[0][:500])
        module = self._modules[int(found[1])]
        return PolicyError(
            f"OPA refuses the policy: {found[4]}",
            path=module.path,
            line=int(found[2]),
            cause=found[3],
        )

    def _stop(self, process: subprocess.Popen[bytes]) -> None:
        if process.stdin is not None:
            process.stdin.close()
        try:
            process.wait(_STOP)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _spawn(program: str, port: int, bundle: Path, errors: Path) -> subprocess.Popen[bytes]:
    command = [
        *(program, "run", "--server", f"--addr=127.0.0.1:{port}", "--bundle"),
        *("--authentication=token", "--authorization=basic", "--log-level=error"),
        *("--skip-version-check", "--shutdown-grace-period=1", str(bundle)),
    ]
    with errors.open("wb") as file:
        return subprocess.Popen(
            ["/bin/sh", "-c", _GUARDED, "sh", *command],
            stdin=subprocess.PIPE,
            stdout=file,
            stderr=subprocess.STDOUT,
            env={"PATH": os.environ.get("PATH", ""), "HOME": str(bundle.parent)},  # no secrets
            start_new_session=True,  # an interrupt is for us; we stop it
        )
