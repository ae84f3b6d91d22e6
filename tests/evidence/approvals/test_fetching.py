"""Answers of an API, fetched from a real HTTP server on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from govern.errors import UsageError
from govern.evidence.approvals.fetching import MOST_BYTES, NoAnswerError, fetch
from tests.http_server import Handler, served

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKENS = {"github": "gh-secret", "gitlab": "gl-secret"}


class _Api(Handler):
    asked: list[dict[str, str]]

    def serve(self) -> None:
        self.asked.append(dict(self.headers))
        place = self.path.partition("?")[0]
        status = {"/moved": 302, "/gone": 404}.get(place, 200)
        body = b"x" * (MOST_BYTES + 1) if place == "/large" else b'[{"state": "APPROVED"}]\n'
        more = {
            "/moved": {"Location": "/reviews"},
            "/paged": {"Link": '<http://x/?page=2>; rel="next"'},
        }
        self.reply(body, status, more.get(place))


@pytest.fixture
def api() -> Iterator[tuple[str, list[dict[str, str]]]]:
    asked: list[dict[str, str]] = []
    handler = type("Api", (_Api,), {"asked": asked})
    with served(handler) as url:
        yield url, asked


@pytest.mark.parametrize(
    ("kind", "header", "value"),
    [
        ("github-reviews", "Authorization", "Bearer gh-secret"),
        ("gitlab-approvals", "PRIVATE-TOKEN", "gl-secret"),
    ],
)
def test_the_bytes_come_as_they_are_and_the_token_goes_along(
    api: tuple[str, list[dict[str, str]]], kind: str, header: str, value: str
) -> None:
    url, asked = api
    assert fetch(f"{url}/reviews?per_page=100", kind, _TOKENS) == b'[{"state": "APPROVED"}]\n'
    assert asked[0][header] == value
    others = {"Authorization", "PRIVATE-TOKEN"} - {header}
    assert not others & asked[0].keys()


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("/moved", "answered 302"),
        ("/gone", "answered 404"),
        ("/large", "more than"),
        ("/paged", "another page"),
    ],
)
def test_half_an_answer_is_none(
    api: tuple[str, list[dict[str, str]]], place: str, words: str
) -> None:
    url, _ = api
    with pytest.raises(NoAnswerError, match=words) as caught:
        fetch(f"{url}{place}?private_token=secret", "github-reviews", {})
    assert "secret" not in caught.value.diagnostics()


def test_nobody_there_is_said() -> None:
    with pytest.raises(NoAnswerError, match="gave no answer"):
        fetch("http://127.0.0.1:1/x", "github-reviews", {})


def test_a_token_never_goes_over_plain_http_to_another_machine() -> None:
    with pytest.raises(UsageError, match="over TLS alone"):
        fetch("http://api.example.com/reviews", "github-reviews", _TOKENS)
