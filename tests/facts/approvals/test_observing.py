from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from govern.errors import UsageError
from govern.evidence.approvals.answering import Answer, answer_statement
from govern.evidence.approvals.observing import seen_in
from tests.facts.approvals.world import HOUR, NOW, World

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from govern.facts.approvals.request import ApprovalRequest

    Judge = Callable[..., list[tuple[str, ...]]]

pytestmark = pytest.mark.server("ssh-keygen")


def _review(login: str, state: str, commit: str = "c0ffee") -> dict[str, Any]:
    return {"id": 1, "user": {"login": login}, "state": state, "commit_id": commit}


def _seen(request: ApprovalRequest, *reviews: dict[str, Any]) -> dict[str, str]:
    found = seen_in(json.dumps(reviews).encode(), "github-reviews", request)
    return {one.account: one.verdict for one in found}


def test_the_last_review_of_the_decided_commit_is_what_counts(world: World) -> None:
    request = world.request()
    reviews = [
        _review("grace-gh", "CHANGES_REQUESTED"),
        _review("edsger-gh", "APPROVED"),
        _review("grace-gh", "APPROVED"),
        _review("alan-gh", "APPROVED", "0ddba11"),
        _review("barbara-gh", "APPROVED"),
        _review("barbara-gh", "DISMISSED"),
        _review("sam-gh", "COMMENTED"),
    ]
    assert _seen(request, *reviews) == {"github:grace-gh": "approve", "github:edsger-gh": "approve"}


def test_environments_and_merge_requests_are_read(world: World) -> None:
    request = world.request()
    runs = [
        {"state": "approved", "environments": [{"name": "prod"}], "user": {"login": "grace-gh"}},
        {"state": "rejected", "environments": [{"name": "prod"}], "user": {"login": "alan-gh"}},
        {"state": "approved", "environments": [{"name": "dev"}], "user": {"login": "sam-gh"}},
    ]
    found = seen_in(json.dumps(runs).encode(), "github-environment", request)
    assert [(one.account, one.verdict, one.run) for one in found] == [
        ("github:grace-gh", "approve", "42"),
        ("github:alan-gh", "reject", "42"),
    ]
    gitlab = json.dumps({"approved_by": [{"user": {"username": "grace"}}]}).encode()
    with pytest.raises(UsageError, match="no approval of what was decided"):
        seen_in(gitlab, "gitlab-approvals", request, "c0ffee")  # the decision was GitHub's


@pytest.mark.parametrize("text", ["", "{}", "[1]", '[{"state": "APPROVED"}]', "null", "[[]]"])
def test_what_is_no_answer_is_refused(world: World, text: str) -> None:
    with pytest.raises(UsageError):
        seen_in(text.encode(), "github-reviews", world.request())


@pytest.mark.parametrize(
    ("tier", "signer", "account", "words"),
    [
        ("medium", "importer", "grace-gh", ""),
        ("high", "importer", "grace-gh", "grace as owner (only_observed)"),
        ("medium", "edsger", "grace-gh", "grace as owner (role_not_held)"),
        ("medium", "importer", "nobody-gh", "as owner (identity_mismatch)"),
        ("medium", "importer", "ada-gh", "ada as owner (self_approval)"),
    ],
)
def test_an_observation_counts_where_the_tier_takes_it_from_an_observer(
    world: World, judge: Judge, tmp_path: Path, tier: str, signer: str, account: str, words: str
) -> None:
    request = world.request(tier="high")
    (seen,) = seen_in(
        json.dumps([_review(account, "APPROVED")]).encode(), "github-reviews", request
    )
    answer = Answer(verdict=seen.verdict, role="owner")
    statement = json.loads(answer_statement(request, answer, NOW - HOUR, seen.source()))
    files = [world.sign(statement, signer)]
    (messages,) = judge(world.facts(request, files, tmp_path / "a"), tier=tier)
    assert not messages if not words else words in " ".join(messages)


def test_an_observation_of_another_commit_does_not_count(
    world: World, judge: Judge, tmp_path: Path
) -> None:
    request = world.request()
    (seen,) = seen_in(
        json.dumps([_review("grace-gh", "APPROVED")]).encode(), "github-reviews", request
    )
    source = {**seen.source(), "commit": "0ddba11"}
    answer = Answer(verdict="approve", role="owner")
    statement = json.loads(answer_statement(request, answer, NOW - HOUR, source))
    facts = world.facts(request, [world.sign(statement, "importer")], tmp_path / "a")
    (messages,) = judge(facts, tier="medium")
    assert "(claim_mismatch)" in " ".join(messages)
