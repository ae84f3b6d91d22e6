"""Requests and responses, apart from the library that carries them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from govern.sources.oci.addresses import Origin


@dataclass(frozen=True, slots=True)
class Response:
    """An answer that was read whole; header names are in lower case."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    data: bytes = field(repr=False)
    url: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Request:
    """What to send.

    Attributes:
        most_bytes: Bound on the answer.
        near: The registry on whose behalf this is sent; only it is trusted to be private.
        follow: Whether redirects are followed; `Authorization` never leaves its origin.
    """

    method: str
    url: str
    most_bytes: int
    near: Origin
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)
    follow: bool = True
