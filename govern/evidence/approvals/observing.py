"""Approvals given elsewhere, as GitHub and GitLab report them: observations, no signatures.

What is read is an answer of their API, as it was received; its digest goes along. Whoever reads it
signs what they saw, and needs the role `observer` in the directory of people.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from govern.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.facts.approvals.request import ApprovalRequest

KINDS = ("github-reviews", "github-environment", "gitlab-approvals")
_MOST_BYTES = 4 * 1024 * 1024
_REVIEWS = {"APPROVED": "approve", "CHANGES_REQUESTED": "reject"}
_DEPLOYMENTS = {"approved": "approve", "rejected": "reject"}


@dataclass(frozen=True, slots=True)
class Seen:
    """What one account said (`approve` or `reject`), about a commit or a run."""

    account: str
    verdict: str
    kind: str
    commit: str
    run: str
    payload: str

    def source(self) -> dict[str, Any]:
        """Return where it was seen, as an observation says it."""
        return {
            "account": self.account,
            "kind": self.kind,
            "commit": self.commit,
            "run": self.run,
            "payload": {"sha256": self.payload},
        }


def seen_in(data: bytes, kind: str, request: ApprovalRequest, commit: str = "") -> tuple[Seen, ...]:
    """Return what an answer of an API says about a request's commit, environment or run.

    Args:
        data: The answer, as received.
        kind: One of `KINDS`: the reviews of a pull request, the reviews of a run's deployments, or
            the approvals of a merge request.
        request: What was asked; its decision names the commit and the run.
        commit: The merge request's head (`sha`), which GitLab's answer does not hold.

    Raises:
        UsageError: it is no such answer, or is about nothing that was decided.
    """
    if len(data) > _MOST_BYTES:
        raise UsageError("the answer is too large to be one of this API")
    payload = hashlib.sha256(data).hexdigest()
    try:
        answer = json.loads(data)
        found = [
            Seen(account, verdict, kind, at, run, payload)
            for account, verdict, at, run in _READERS[kind](answer, request, commit)
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UsageError(
            f"this is no answer of the kind {kind}", cause=f"{type(error).__name__}: {error}"
        ) from error
    if not found:
        raise UsageError(
            "the answer holds no approval of what was decided",
            cause=f"the decision was made for {_origin(request) or 'no commit that is known'}",
        )
    return tuple(found)


def _reviews(answer: Any, request: ApprovalRequest, _commit: str) -> Iterator[tuple[str, ...]]:
    """Yield the last word of each reviewer: GET /repos/{o}/{r}/pulls/{n}/reviews, in its order."""
    last: dict[str, tuple[str, str]] = {}
    for review in answer:
        if review["state"] in (*_REVIEWS, "DISMISSED"):
            last[review["user"]["login"]] = (review["state"], review["commit_id"])
    for login, (state, commit) in last.items():
        if state in _REVIEWS and commit == request.ci.get("GITHUB_SHA"):
            yield f"github:{login}", _REVIEWS[state], commit, ""


def _environment(answer: Any, request: ApprovalRequest, _commit: str) -> Iterator[tuple[str, ...]]:
    """Yield reviews of deployments: GET /repos/{o}/{r}/actions/runs/{id}/approvals."""
    run = str(request.ci.get("GITHUB_RUN_ID", ""))
    for review in answer:
        names = [one["name"] for one in review["environments"]]
        if run and request.scope.environment in names and review["state"] in _DEPLOYMENTS:
            yield f"github:{review['user']['login']}", _DEPLOYMENTS[review["state"]], "", run


def _merge_request(answer: Any, request: ApprovalRequest, commit: str) -> Iterator[tuple[str, ...]]:
    """Yield approvals: GET /projects/{id}/merge_requests/{iid}/approvals."""
    for approval in answer["approved_by"]:
        if commit and commit == request.ci.get("CI_COMMIT_SHA"):
            yield f"gitlab:{approval['user']['username']}", "approve", commit, ""


def _origin(request: ApprovalRequest) -> str:
    names = ("GITHUB_SHA", "GITHUB_RUN_ID", "CI_COMMIT_SHA")
    return ", ".join(f"{name} {request.ci[name]}" for name in names if request.ci.get(name))


_READERS = {
    "github-reviews": _reviews,
    "github-environment": _environment,
    "gitlab-approvals": _merge_request,
}
