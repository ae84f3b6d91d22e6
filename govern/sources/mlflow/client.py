"""HTTP to a tracking server: bounded in time and size, without redirects, secrets never shown."""

from __future__ import annotations

import hashlib
import json
import ssl
import time
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import quote, urlencode

from govern.closing import Closing
from govern.errors import RegistryError, UsageError
from govern.sources.mlflow.answers import text_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from http.client import HTTPResponse
    from pathlib import Path

    from govern.model import JsonObject
    from govern.sources.mlflow.address import Address

API = "/api/2.0/mlflow/"
_MOST_JSON = 16 * 1024 * 1024  # bytes of one answer
_CHUNK = 1024 * 1024
_SILENCE = 60.0  # seconds without a byte
# What the server says when something that was named is not there.
ABSENT = frozenset({"RESOURCE_DOES_NOT_EXIST", "ENDPOINT_NOT_FOUND"})


class Client(Closing):
    """Asks one server over one connection; use as a context.

    Args:
        address: Where it is, and who asks.
        seconds: For everything that is asked, in all.
    """

    def __init__(self, address: Address, seconds: float) -> None:
        self.address = address
        self._seconds = seconds
        self._ends = time.monotonic() + seconds
        self._connection = _connection(address)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def begin(self) -> None:
        """Start the clock anew, for one that asks for a long time."""
        self._ends = time.monotonic() + self._seconds

    def get(self, endpoint: str, /, **query: str) -> JsonObject:
        """Return what an endpoint of the REST API answers.

        Raises:
            RegistryError: there is no answer, or none to be used; `reason` is `absent` where the
                server says that there is no such thing.
        """
        return self._json("GET", f"{API}{endpoint}", query, None)

    def pages(self, endpoint: str, /, **query: str) -> Iterator[JsonObject]:
        """Yield what an endpoint answers that answers page by page.

        Raises:
            RegistryError: as of `get`.
        """
        token = ""
        while True:
            page = {"page_token": token} if token else {}
            answer = self.get(endpoint, **query, **page)
            yield answer
            token = text_in(answer, "next_page_token")
            if not token:
                return

    def send(self, endpoint: str, body: Mapping[str, str], method: str = "POST") -> JsonObject:
        """Change something, and return the answer.

        Raises:
            RegistryError: as of `get`; what became of the change is then not known.
        """
        return self._json(method, f"{API}{endpoint}", {}, json.dumps(dict(body)).encode())

    def download(self, path: str, query: Mapping[str, str], target: Path, most: int) -> str:
        """Write an answer of at most `most` bytes to a file, and return its sha256 (hex).

        Raises:
            RegistryError: there is no answer, or it is larger.
        """
        answer = self._answer("GET", path, query, None)
        digest, size = hashlib.sha256(), 0
        try:
            with target.open("wb") as file:
                while part := answer.read(_CHUNK):
                    size += len(part)
                    if size > most:
                        self._refuse("too_large", f"a file has more than {most} bytes")
                    self._in_time()
                    digest.update(part)
                    file.write(part)
            if answer.length:
                self._refuse("unreachable", "the answer ends too early")
        except (HTTPException, TimeoutError, ssl.SSLError, ConnectionError) as error:
            self._refuse("unreachable", type(error).__name__, error)
        return digest.hexdigest()

    def _json(
        self, method: str, path: str, query: Mapping[str, str], body: bytes | None
    ) -> JsonObject:
        answer = self._answer(method, path, query, body)
        try:
            data = answer.read(_MOST_JSON + 1)
        except (HTTPException, OSError) as error:
            self._refuse("unreachable", type(error).__name__, error)
        if len(data) > _MOST_JSON:
            self._refuse("too_large", f"an answer has more than {_MOST_JSON} bytes")
        if answer.length:  # http.client tells of a short body for reads without a size alone
            self._refuse("unreachable", "the answer ends too early")
        return self._object(data)

    def _object(self, data: bytes) -> JsonObject:
        try:
            value = json.loads(data)
        except (ValueError, RecursionError) as error:
            self._refuse("not_mlflow", "the answer is not JSON", error)
        if not isinstance(value, dict):
            self._refuse("not_mlflow", "the answer is not an object")
        return value

    def _answer(
        self, method: str, path: str, query: Mapping[str, str], body: bytes | None
    ) -> HTTPResponse:
        """Ask once, and once more over a new connection where the server closed an idle one."""
        target = self.address.prefix + quote(path) + (f"?{urlencode(query)}" if query else "")
        idle = self._connection.sock is not None
        try:
            answer = self._ask(method, target, body)
        except (HTTPException, OSError) as error:
            self._connection.close()
            if not idle or isinstance(error, TimeoutError):
                self._refuse("unreachable", _words(error), error)
            try:
                answer = self._ask(method, target, body)
            except (HTTPException, OSError) as second:
                self._refuse("unreachable", _words(second), second)
        if answer.status != 200:
            self._refuse_status(answer)
        return answer

    def _ask(self, method: str, target: str, body: bytes | None) -> HTTPResponse:
        self._in_time()
        headers = {"Accept": "application/json", "User-Agent": "govern"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        if self.address.authorization:
            headers["Authorization"] = self.address.authorization
        self._connection.request(method, target, body, headers)
        return self._connection.getresponse()

    def _refuse_status(self, answer: HTTPResponse) -> NoReturn:
        try:
            data = answer.read(64 * 1024)
        except (HTTPException, OSError) as error:
            self._refuse("unreachable", _words(error), error)
        self._connection.close()  # the rest of a long answer is not read
        code, words = _error_in(data)
        said = f"it answered {answer.status}" + (f" {code}: {words}" if code else "")
        if answer.status in {401, 403}:
            raise RegistryError(
                "the MLflow server refuses",
                reason="denied",
                path=self.address.origin,
                cause=said,
                hint="set MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and _PASSWORD",
            )
        absent = code in ABSENT or answer.status == 404
        self._refuse("absent" if absent else "refused", said)

    def _in_time(self) -> None:
        left = self._ends - time.monotonic()
        if left <= 0:
            self._refuse("timeout", f"it took longer than {self._seconds:g} seconds")
        self._connection.timeout = min(left, _SILENCE)
        if self._connection.sock is not None:
            self._connection.sock.settimeout(self._connection.timeout)

    def _refuse(self, reason: str, cause: str, error: BaseException | None = None) -> NoReturn:
        self._connection.close()
        raise RegistryError(
            "the MLflow server gave no answer that can be used",
            reason=reason,
            path=self.address.origin,
            cause=cause,
        ) from error


def _connection(address: Address) -> HTTPConnection:
    if not address.is_tls:
        return HTTPConnection(address.host, address.port, timeout=_SILENCE)
    try:
        context = ssl.create_default_context(cafile=address.ca_file)
    except (OSError, ssl.SSLError) as error:
        raise UsageError(
            "the authorities of the MLflow server cannot be read",
            path=address.ca_file,
            cause=str(error),
        ) from error
    return HTTPSConnection(address.host, address.port, timeout=_SILENCE, context=context)


def _error_in(data: bytes) -> tuple[str, str]:
    """Return MLflow's code and words for an error; empty texts for anything else."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return "", ""
    if not isinstance(value, dict):
        return "", ""
    words = "".join(one if one.isprintable() else " " for one in str(value.get("message", "")))
    return str(value.get("error_code", ""))[:60], words[:300]


def _words(error: BaseException) -> str:
    """Return what an error of the connection says; it knows addresses, and no headers."""
    return f"{type(error).__name__}: {error}"[:300]
