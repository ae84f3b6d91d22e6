"""Writes a Markdown report as a comment on a pull request; a later run replaces its own comment.

    post_comment.py NUMBER FILE

Reads GITHUB_TOKEN, GITHUB_REPOSITORY and GITHUB_API_URL, as GitHub Actions sets them. A comment
that cannot be written is a warning: whether the change is allowed does not depend on it.
"""

from __future__ import annotations

import json
import os
import re
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

_MARKER = "<!-- govern:check -->"  # how our own comment is known; the report begins with it
_PAGES = 30  # of 100 comments
_SECONDS = 30


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Never carries the token to another place."""

    def redirect_request(self, *_args: object) -> None:
        return None


class _Comments:
    """The comments of one pull request (REST API, issues/comments)."""

    def __init__(self, number: int) -> None:
        self._api = os.environ.get("GITHUB_API_URL", "https://api.github.com").rstrip("/")
        repository = os.environ["GITHUB_REPOSITORY"]
        self._of_repository = f"{self._api}/repos/{repository}/issues"
        self._of_request = f"{self._of_repository}/{number}/comments"

    def own(self) -> int | None:
        """Return the id of the comment that an earlier run wrote."""
        for page in range(1, _PAGES + 1):
            found = self._send("GET", f"{self._of_request}?per_page=100&page={page}")
            for one in found:
                if one["body"].startswith(_MARKER) and one["user"]["type"] == "Bot":
                    return int(one["id"])
            if len(found) < 100:
                break
        return None

    def write(self, body: str) -> str:
        """Write the comment, in place of the earlier one; return its address."""
        own = self.own()
        if own is None:
            written = self._send("POST", self._of_request, {"body": body})
        else:
            written = self._send("PATCH", f"{self._of_repository}/comments/{own}", {"body": body})
        return str(written["html_url"])

    def _send(self, method: str, url: str, content: object = None) -> Any:
        request = urllib.request.Request(  # noqa: S310 - the address is GitHub's own, from the runner
            url,
            method=method,
            data=None if content is None else json.dumps(content).encode(),
            headers={
                "Accept": "application/vnd.github+json",
                "Authorization": f"Bearer {os.environ['GITHUB_TOKEN']}",
                "Content-Type": "application/json",
                "X-GitHub-Api-Version": "2022-11-28",
            },
        )
        opener = urllib.request.build_opener(_NoRedirect)
        with opener.open(request, timeout=_SECONDS) as answer:
            return json.load(answer)


def main() -> int:
    """Write the comment, or say why not."""
    number, file = sys.argv[1:]
    if not re.fullmatch(r"[1-9][0-9]*", number):
        print(f"post_comment.py: {number!r} is no number of a pull request", file=sys.stderr)
        return 2
    try:
        print(f"govern: {_Comments(int(number)).write(Path(file).read_text(encoding='utf-8'))}")
    except (urllib.error.URLError, TimeoutError, ValueError, KeyError) as error:
        print(
            f"::warning title=govern::the comment was not written: {type(error).__name__}: {error}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
