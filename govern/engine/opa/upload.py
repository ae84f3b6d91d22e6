"""Policies and data on a server that others use as well: below a prefix, and removed afterwards."""

from __future__ import annotations

import contextlib
import hashlib
import secrets
from typing import TYPE_CHECKING

import orjson

from govern.engine.opa.client import Refused, TimedOut, Unavailable
from govern.errors import EngineError, PolicyError
from govern.policies.rego_names import prefixed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from govern.engine.opa.client import OpaServer
    from govern.model import JsonObject, Module


class Upload:
    """What has been put on a server. `prefix` is the name below `data` that everything is at.

    Raises:
        PolicyError: OPA refuses a module, or one is of Rego version 0.
        EngineError: the server cannot be used.
    """

    def __init__(self, server: OpaServer, modules: Sequence[Module], data: JsonObject) -> None:
        self._server = server
        self._names: list[str] = []
        self._has_data = False
        digest = hashlib.sha256(orjson.dumps(data, option=orjson.OPT_SORT_KEYS))
        for module in modules:
            digest.update(hashlib.sha256(module.text.encode()).digest())
        # Another run may put the same policies on the same server at the same time.
        self.prefix = f"govern_{digest.hexdigest()[:16]}_{secrets.token_hex(4)}"
        try:
            self._put_data(data)
            self._put_modules(modules)
        except (Unavailable, TimedOut) as error:
            self.remove()
            raise EngineError(
                "the policies cannot be put on the OPA server",
                cause=f"{error.message}: {error.cause}" if error.cause else error.message,
            ) from error
        except BaseException:
            self.remove()
            raise

    def add(self, name: str, text: str) -> None:
        """Put one more module, written for the prefix already."""
        name = f"{self.prefix}/{name}"
        self._server.put_policy(name, text)
        self._names.append(name)

    def remove(self) -> None:
        """Remove everything again; a server that is gone keeps nothing that matters."""
        with contextlib.suppress(Unavailable, TimedOut, Refused):
            # A module that others use can only go after them.
            for name in reversed(self._names):
                self._server.delete_policy(name)
            if self._has_data:
                self._server.delete_data((self.prefix,))
        self._names, self._has_data = [], False

    def _put_data(self, data: JsonObject) -> None:
        try:
            self._server.put_data((self.prefix,), orjson.dumps(data))
        except Refused as error:
            raise EngineError("OPA refuses the data", cause=error.message) from error
        self._has_data = True

    def _put_modules(self, modules: Sequence[Module]) -> None:
        """Put modules, those first that others need: OPA refuses a call of what is not there."""
        waiting = list(enumerate(modules))
        while waiting:
            left: list[tuple[int, Module]] = []
            refused: PolicyError | None = None
            for index, module in waiting:
                error = self._put(f"m{index:05}.rego", module)
                if error is not None:
                    refused = refused or error
                    left.append((index, module))
            if refused is not None and len(left) == len(waiting):
                raise refused
            waiting = left

    def _put(self, name: str, module: Module) -> PolicyError | None:
        if module.rego_version == 0:
            return PolicyError(
                "a module of Rego version 0 cannot be put on an OPA server",
                path=module.path,
                hint="leave out --opa-url: a private OPA can load it",
            )
        try:
            self.add(name, prefixed(module.text, self.prefix, module.path))
        except Refused as error:
            reason = error.reasons[0]
            return PolicyError(
                f"OPA refuses the policy: {reason.message}", path=module.path, line=reason.line
            )
        return None
