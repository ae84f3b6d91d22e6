"""Where a tracking server is, and who asks it: MLflow's own environment variables."""

from __future__ import annotations

import base64
import ipaddress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from govern.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

URI = "MLFLOW_TRACKING_URI"
TOKEN = "MLFLOW_TRACKING_TOKEN"  # noqa: S105 - the name of a variable
USER, PASSWORD = "MLFLOW_TRACKING_USERNAME", "MLFLOW_TRACKING_PASSWORD"
CA_FILE = "MLFLOW_TRACKING_SERVER_CERT_PATH"


@dataclass(frozen=True, slots=True)
class Address:
    """A tracking server.

    Attributes:
        is_tls: Whether it is spoken to by HTTPS.
        prefix: What its paths begin with; empty, or `/…` without a slash at the end.
        authorization: The header that says who asks; empty for nobody. Never shown.
        ca_file: Authorities that sign its certificate; None for those of the system.
    """

    is_tls: bool
    host: str
    port: int
    prefix: str = ""
    authorization: str = field(default="", repr=False)
    ca_file: str | None = None

    @property
    def origin(self) -> str:
        """The server as people would write it, without any secret."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        scheme, usual = ("https", 443) if self.is_tls else ("http", 80)
        port = "" if self.port == usual else f":{self.port}"
        return f"{scheme}://{host}{port}{self.prefix}"

    @classmethod
    def of(
        cls, uri: str | None, environment: Mapping[str, str], *, allow_http: bool = False
    ) -> Address:
        """Return the server that a URI names, or else the environment.

        Raises:
            UsageError: none is named, the URI is no web address, or the way to it is not safe.
        """
        text = uri or environment.get(URI, "")
        if not text:
            raise UsageError(
                "the MLflow server is not named", hint=f"--tracking-uri https://…, or {URI}"
            )
        parts, port = _split(text)
        is_tls = parts.scheme == "https"
        host = parts.hostname or ""
        if not (is_tls or allow_http or _is_loopback(host)):
            raise UsageError(
                "the MLflow server would be asked without TLS",
                cause=f"{parts.scheme}://{host} is not this machine",
                hint="use https://, or --allow-http where the network itself is trusted",
            )
        return cls(
            is_tls=is_tls,
            host=host,
            port=port or (443 if is_tls else 80),
            prefix=parts.path.rstrip("/"),
            authorization=_authorization(environment),
            ca_file=environment.get(CA_FILE) or None,
        )


def _split(text: str) -> tuple[SplitResult, int | None]:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise UsageError("the MLflow server's address is none", cause=str(error)) from error
    if parts.username or parts.password:  # the address itself is not shown
        raise UsageError(
            "the MLflow server's address holds a user or password",
            hint=f"give them as {USER} and {PASSWORD}, or {TOKEN}",
        )
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise UsageError(
            "the MLflow server is named by a web address",
            cause=f"{text[:200]!r} is none that govern can ask",
            hint="https://mlflow.example.com, with a path if it is served below one",
        )
    if not f"{parts.hostname}{parts.path}".isascii() or any(one <= " " for one in text):
        raise UsageError("the MLflow server's address holds characters that addresses have not")
    return parts, port


def _authorization(environment: Mapping[str, str]) -> str:
    """Return the header for a user and password, or else for a token, as MLflow's clients do."""
    user, password = environment.get(USER, ""), environment.get(PASSWORD, "")
    token = environment.get(TOKEN, "")
    if user and password:
        pair = base64.b64encode(f"{user}:{password}".encode()).decode()
        return f"Basic {pair}"
    if token and not (token.isascii() and token.isprintable()):
        raise UsageError(f"{TOKEN} holds characters that no token has")
    return f"Bearer {token}" if token else ""


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
