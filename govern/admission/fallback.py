"""What is answered when nobody could judge in time: by each rule's own failure policy.

The API server's own words for a webhook that is late help nobody, and its failurePolicy knows one
answer for all rules. So govern always answers itself, before the API server gives up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.admission.exchange import Exchange, Reply
from govern.admission.judge import Judge, JudgeSettings
from govern.admission.recorded import recording
from govern.engine.interface import Failure, FailureKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from govern.admission.judge import Lane
    from govern.engine.interface import Answer, Question
    from govern.policies.policy_set import PolicySet


class _Silent:
    """Has no answer for any rule (govern.admission.judge.Evaluator)."""

    def __init__(self) -> None:
        self.reason = ""

    def evaluate(self, questions: Iterable[Question]) -> Iterator[tuple[Answer, ...]]:
        for question in questions:
            yield (Failure(FailureKind.UNAVAILABLE, self.reason),) * len(question.rules)


class Fallback:
    """Answers reviews as if no rule could be decided."""

    def __init__(self, policies: PolicySet, settings: JudgeSettings) -> None:
        self._silent = _Silent()
        kept = recording(policies, "none", "", settings.keeping)
        judge = Judge(policies, self._silent, settings)
        self._exchange = Exchange(judge, policies.revision, recording=kept)

    def reply(self, body: bytes, lane: Lane, reason: str) -> Reply:
        """Return the answer to a request's body; `reason` says why nobody judged it."""
        self._silent.reason = reason
        return self._exchange.reply(body, lane)
