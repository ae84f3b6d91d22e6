"""Asks a time-stamp authority over HTTP (RFC 3161 section 3.4).

Many authorities speak plain HTTP: the token is signed, and the request is a digest and a nonce.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import urllib3

from govern.attest.timestamp import MOST_BYTES
from govern.errors import Error

if TYPE_CHECKING:
    from govern.attest.timestamp import TimestampRequest

_SECONDS = 30.0


class AuthorityError(Error):
    """A time-stamp authority gave no answer."""


def ask_authority(url: str, request: TimestampRequest) -> bytes:
    """Return the authority's response (DER).

    Raises:
        AuthorityError: it cannot be reached, or answers with something else.
    """
    headers = {"Content-Type": "application/timestamp-query", "User-Agent": "govern"}
    try:
        with urllib3.PoolManager(retries=False, timeout=_SECONDS) as pool:
            answer = pool.request(
                "POST", url, body=request.der, headers=headers, redirect=False,
                preload_content=False,
            )  # fmt: skip
            data = answer.read(MOST_BYTES + 1)
            answer.release_conn()
    except (urllib3.exceptions.HTTPError, ValueError) as error:
        words = type(error).__name__
        raise AuthorityError("the time-stamp authority gave no answer", cause=words) from error
    if answer.status not in (200, 201):
        raise AuthorityError(f"the time-stamp authority answered {answer.status}")
    return data
