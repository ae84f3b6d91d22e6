"""Fetches an answer of GitHub's or GitLab's API, for observations; the bytes stay as received."""

from __future__ import annotations

from urllib.parse import urlsplit

import urllib3

from govern.errors import Error, UsageError

MOST_BYTES = 4 * 1024 * 1024
_SECONDS = 30.0
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


class NoAnswerError(Error):
    """An API gave no answer, or not the whole of it."""


def fetch(url: str, kind: str, tokens: dict[str, str]) -> bytes:
    """Return the body of an answer.

    Args:
        url: Over TLS, except on this very machine.
        kind: Which API answers: `github-…` or `gitlab-…`.
        tokens: `github` and `gitlab` → access token; it goes to the host of the URL alone.

    Raises:
        UsageError: the URL is not over TLS.
        NoAnswerError: there is none, it is too large, or it goes on in another page.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        raise UsageError("an answer is fetched over TLS alone", path=_shown(url))
    answer, data = _answer(url, _headers(kind, tokens))
    if answer.status != 200:
        raise NoAnswerError(f"the API answered {answer.status}", path=_shown(url))
    if len(data) > MOST_BYTES:
        raise NoAnswerError(f"the answer has more than {MOST_BYTES} bytes", path=_shown(url))
    if 'rel="next"' in answer.headers.get("Link", ""):
        raise NoAnswerError(
            "the answer goes on in another page, which may hold a rejection",
            path=_shown(url),
            hint="ask for larger pages: per_page=100",
        )
    return data


def _answer(url: str, headers: dict[str, str]) -> tuple[urllib3.BaseHTTPResponse, bytes]:
    try:
        with urllib3.PoolManager(retries=False, timeout=_SECONDS) as pool:
            answer = pool.request(
                "GET", url, headers=headers, redirect=False, preload_content=False
            )
            data = answer.read(MOST_BYTES + 1)
            answer.release_conn()
    except (urllib3.exceptions.HTTPError, ValueError) as error:
        raise NoAnswerError(
            "the API gave no answer", path=_shown(url), cause=type(error).__name__
        ) from error
    return answer, data


def _headers(kind: str, tokens: dict[str, str]) -> dict[str, str]:
    headers = {"User-Agent": "govern", "Accept": "application/json"}
    service = kind.partition("-")[0]
    token = tokens.get(service)
    if token and service == "github":
        headers["Authorization"] = f"Bearer {token}"
    elif token:
        headers["PRIVATE-TOKEN"] = token
    return headers


def _shown(url: str) -> str:
    """Return a URL without what may be a secret in it: user, password and query."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname or ''}{port}{parts.path}"
