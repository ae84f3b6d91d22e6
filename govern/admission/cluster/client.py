"""The only module that touches the Kubernetes client; its exceptions stop here."""

from __future__ import annotations

import json
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from govern.errors import Error, UsageError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping

    from govern.model import JsonObject

_SECONDS = 30
_LONGEST_LINE = 16 * 1024 * 1024  # of a watch; etcd's objects have at most 1.5 MiB
_LONGEST_REFUSAL = 64 * 1024
_BUSY = (429, 502, 503, 504)  # answers after which asking again makes sense
_TRIES = 3


class ClusterError(Error):
    """The API server could not be reached, or refused what was asked.

    Attributes:
        status: The HTTP status; 0 where there was no answer.
    """

    def __init__(self, message: str, *, status: int = 0, **about: Any) -> None:
        super().__init__(message, **about)
        self.status = status


class ClusterClient:
    """An API server, as the kubeconfig or the pod's service account names it."""

    def __init__(self, kubeconfig: str | None = None, context: str | None = None) -> None:
        """Read how to connect.

        Raises:
            UsageError: the extra is not installed, or there is no usable configuration.
        """
        try:
            from kubernetes import client, config  # noqa: PLC0415 - 1 s to import, and an extra
        except ModuleNotFoundError as error:
            raise UsageError(
                f"this needs {error.name}", hint="pip install govern-engine[cluster]"
            ) from error
        self._client: Any = client
        self._pool: Any = None
        try:
            config.load_config(  # type: ignore[no-untyped-call]  # the client has no types
                config_file=kubeconfig, context=context
            )
        except (config.ConfigException, OSError) as error:
            raise UsageError(
                "there is no usable configuration of a cluster",
                path=kubeconfig,
                cause=str(error),
                hint="give --kubeconfig and --context, or run in a pod",
            ) from error

    @property
    def server(self) -> str:
        """The address of the API server."""
        return str(self._client.Configuration.get_default_copy().host)

    def read(self, path: str, query: Mapping[str, str | int] | None = None) -> bytes:
        """Return what the API server has at a path, as the bytes that it sent.

        A busy API server is asked again, a few times.

        Raises:
            ClusterError: it has nothing there, or does not give it.
        """
        from urllib3 import Retry  # noqa: PLC0415 - comes with the client

        # Old connections of a busy server break, and nothing is changed by asking twice.
        retries = Retry(_TRIES, status_forcelist=_BUSY, backoff_factor=0.2, raise_on_status=False)
        where = f"{path}?{urlencode(query)}" if query else path
        return self._request("GET", where, None, retries)

    def lines(self, path: str, query: Mapping[str, str | int], seconds: float) -> Generator[bytes]:
        """Return the lines of an answer as they come, until the API server ends it.

        Args:
            path: What is read.
            query: Its parameters.
            seconds: Longest time without a byte.

        Raises:
            ClusterError: it is refused; or the connection breaks, while lines are read.
        """
        answer = self._open(
            "GET", f"{path}?{urlencode(query)}", None,
            retries=False, timeout=seconds, preload_content=False,
        )  # fmt: skip
        if answer.status >= 300:
            with answer, self._translated(f"the API server breaks off GET {path}"):
                raise _refusal("GET", path, answer.status, answer.read(_LONGEST_REFUSAL))
        return self._lines(answer, path)

    def _lines(self, answer: Any, path: str) -> Generator[bytes]:
        try:
            rest = b""
            parts = closing(answer.stream(65_536))
            with self._translated(f"the API server breaks off GET {path}"), parts as read:
                for part in read:
                    *whole, rest = (rest + part).split(b"\n")
                    yield from (line for line in whole if line)
                    if len(rest) > _LONGEST_LINE:
                        raise ClusterError("the API server sends a line without end", path=path)
        finally:
            answer.close()

    def send(self, method: str, path: str, value: JsonObject | None = None) -> None:
        """Create (POST), replace (PUT) or remove (DELETE) one object; never tried twice.

        Raises:
            ClusterError: it was not done, or there was no answer.
        """
        body = None if value is None else json.dumps(value).encode()
        self._request(method, path, body, retries=False)

    def _request(self, method: str, where: str, body: bytes | None, retries: Any) -> bytes:
        answer = self._open(method, where, body, retries=retries, timeout=_SECONDS)
        if answer.status >= 300:
            raise _refusal(method, where.partition("?")[0], answer.status, answer.data)
        return bytes(answer.data)

    def _open(self, method: str, where: str, body: bytes | None, **how: Any) -> Any:
        configuration = self._client.Configuration.get_default_copy()
        if self._pool is None:
            self._pool = self._client.ApiClient(configuration).rest_client.pool_manager
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        token = configuration.auth_settings().get("BearerToken")
        if token is not None:
            headers["Authorization"] = token["value"]
        path = where.partition("?")[0]
        with self._translated(f"the API server does not answer {method} {path}"):
            address = configuration.host.rstrip("/") + where
            return self._pool.request(method, address, headers=headers, body=body, **how)

    def delete_configuration(self, name: str) -> bool:
        """Delete a ValidatingWebhookConfiguration; return whether there was one.

        No webhook can stand in the way: such configurations are never sent to webhooks.

        Raises:
            ClusterError: it is still there.
        """
        api = self._client.AdmissionregistrationV1Api()
        with self._translated(f"the webhook configuration {name} cannot be deleted"):
            try:
                api.delete_validating_webhook_configuration(name, _request_timeout=_SECONDS)
            except self._client.ApiException as error:
                if error.status == 404:
                    return False
                raise
        return True

    @contextmanager
    def _translated(self, message: str) -> Iterator[None]:
        from urllib3.exceptions import HTTPError  # noqa: PLC0415 - comes with the client

        try:
            yield
        except self._client.ApiException as error:
            raise ClusterError(message, cause=f"{error.status} {error.reason}") from error
        except (HTTPError, OSError) as error:
            raise ClusterError(message, cause=str(error)[:300]) from error


def _refusal(method: str, path: str, status: int, data: bytes) -> ClusterError:
    return ClusterError(
        f"the API server refuses {method} {path}",
        status=status,
        cause=f"{status} {_reason(data)}".strip(),
    )


def _reason(data: bytes) -> str:
    """Return what a `Status` says; the API server names what it refuses, and no content."""
    try:
        message = json.loads(data)["message"]
    except (ValueError, KeyError, TypeError):
        return ""
    return str(message)[:300]
