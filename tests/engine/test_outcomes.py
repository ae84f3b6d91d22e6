from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from govern.engine.interface import Answer, Failure, FailureKind, Undefined, Value
from govern.engine.outcomes import questions_for, results_of
from govern.model import (
    Document,
    Kind,
    Location,
    Match,
    Outcome,
    Resource,
    Result,
    Rule,
    Severity,
    Source,
)
from govern.model.document import OpenRedactor
from govern.model.result import fingerprint

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


@dataclass(frozen=True)
class Places:
    """Every pointer is on the line that it has slashes, plus one."""

    def locate(self, pointers: Collection[str]) -> Mapping[str, Location]:
        return {p: Location("plan.json", p.count("/") + 1, 1, pointer=p) for p in pointers}


@dataclass(frozen=True)
class Hides:
    secret: str
    withholds_values: bool = False

    def scrub(self, text: str) -> str:
        return text.replace(self.secret, "(sensitive)")


BUCKET = Resource("aws_s3_bucket", "b", "aws_s3_bucket.b", pointer="/resource_changes/0")
OTHER = Resource("aws_s3_bucket", "c", "aws_s3_bucket.c", pointer="/resource_changes/1")
QUEUE = Resource("aws_sqs_queue", "q", "aws_sqs_queue.q", pointer="/resource_changes/2")
PLAN = Resource("terraform_plan", "plan.json", "plan.json")


def document(redactor: OpenRedactor | Hides | None = None) -> Document:
    return Document(
        source=Source.of("plan.json", b"{}"),
        kind=Kind.TERRAFORM_PLAN,
        name="plan.json",
        content={},
        resources=(PLAN, BUCKET, OTHER, QUEUE),
        positions=Places(),
        redactor=redactor or OpenRedactor(),
    )


def rule(*verbs: str, resources: tuple[str, ...] = ()) -> Rule:
    return Rule(
        id="T900",
        title="Buckets are private",
        severity=Severity.HIGH,
        match=Match(Kind.TERRAFORM_PLAN, resources),
        package="org.t900",
        entrypoints={verb: f"data.org.t900.{verb}" for verb in verbs or ("deny",)},
    )


def told(
    asked: Rule, *answers: Answer, redactor: OpenRedactor | Hides | None = None
) -> list[Result]:
    return list(results_of(document(redactor), [asked], answers))


def at(*path: str | int, msg: str = "it is public") -> Value:
    return Value([{"msg": msg, "path": list(path)}])


def test_a_rule_without_selectors_passes_the_document_once() -> None:
    (result,) = told(rule(), Value([]))
    assert (result.outcome, result.resource) == (Outcome.PASS, PLAN)
    (undefined,) = told(rule(), Undefined())
    assert undefined == result


def test_a_finding_belongs_to_the_resource_that_its_path_leads_to() -> None:
    failed, *passed = told(
        rule(resources=("aws_s3_*",)), at("resource_changes", 0, "change", "after", "acl")
    )
    assert (failed.outcome, failed.resource) == (Outcome.FAIL, BUCKET)
    assert failed.location.pointer == "/resource_changes/0/change/after/acl"
    assert failed.location.line == 6
    assert [(result.outcome, result.resource) for result in passed] == [(Outcome.PASS, OTHER)]


def test_a_finding_about_the_whole_document_leaves_nothing_that_passed() -> None:
    (failed,) = told(rule(resources=("aws_s3_*",)), Value(["no bucket is private"]))
    assert (failed.outcome, failed.resource) == (Outcome.FAIL, PLAN)


def test_each_verb_has_its_outcome() -> None:
    results = told(
        rule("deny", "warn", "undecided"),
        at("a", msg="one"),
        at("b", msg="two"),
        at("c", msg="three"),
    )
    assert [(result.outcome, result.message) for result in results] == [
        (Outcome.FAIL, "one"),
        (Outcome.WARN, "two"),
        (Outcome.UNDECIDED, "three"),
    ]


def test_a_failure_is_undecided_with_its_reason_and_place_in_the_policy() -> None:
    failure = Failure(FailureKind.TIMEOUT, "no answer within 5 s", "t900.rego", 7)
    (result,) = told(rule(), failure)
    assert result.outcome is Outcome.UNDECIDED
    assert result.message == ("the rule could not be evaluated: no answer within 5 s (t900.rego:7)")
    assert result.details == {"failure": "timeout"}


def test_a_misshapen_answer_is_undecided_never_lost() -> None:
    (result,) = told(rule(), Value([{"message": "typo"}]))
    assert result.outcome is Outcome.UNDECIDED


def test_secrets_leave_neither_in_messages_nor_in_details() -> None:
    answer = Value([{"msg": "it is hunter22", "details": {"a": ["hunter22", {"b": "hunter22"}]}}])
    (result,) = told(rule(), answer, redactor=Hides("hunter22"))
    assert "hunter22" not in repr(result)
    assert result.details == {"a": ["(sensitive)", {"b": "(sensitive)"}]}


def test_a_document_that_withholds_values_shows_no_word_of_the_policy() -> None:
    answer = Value(
        [{"msg": "it is hunter22", "path": ["resource_changes", 0], "details": {"x": 7}}]
    )
    (result,) = told(rule(), answer, redactor=Hides("-", withholds_values=True))
    assert "hunter22" not in repr(result)
    assert result.details == {}
    assert "aws_s3_bucket.b" in result.message


def test_a_fingerprint_survives_the_move_of_a_resource_in_its_document() -> None:
    moved = Resource("aws_s3_bucket", "b", "aws_s3_bucket.b", pointer="/resource_changes/9")
    inner = "/change/after/acl"
    assert fingerprint("T900", "plan.json", BUCKET, BUCKET.pointer + inner) == fingerprint(
        "T900", "plan.json", moved, moved.pointer + inner
    )
    assert fingerprint("T900", "a", BUCKET, "") != fingerprint("T901", "a", BUCKET, "")


def test_questions_and_answers_have_one_order() -> None:
    assert questions_for([rule("deny", "undecided")]) == (
        "data.org.t900.deny",
        "data.org.t900.undecided",
    )


def test_a_failure_over_a_withholding_document_quotes_nothing() -> None:
    failure = Failure(FailureKind.EVALUATION, "cannot add hunter22", "t900.rego", 7)
    (result,) = told(rule(), failure, redactor=Hides("-", withholds_values=True))
    assert result.outcome is Outcome.UNDECIDED
    assert "hunter22" not in repr(result)


def test_a_secret_key_is_not_shown_in_the_pointer() -> None:
    (result,) = told(rule(), at("tags", "hunter22"), redactor=Hides("hunter22"))
    assert result.location.pointer == "/tags/(sensitive)"
