"""One Report with everything that a report can hold, for golden files and schema checks."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from govern.model import (
    Enforcement,
    InputRecord,
    Kind,
    Location,
    Match,
    Outcome,
    Resource,
    Severity,
    Snippet,
)
from govern.model.baseline import Baseline
from tests.builders import (
    AT,
    a_fingerprint,
    a_report,
    a_resource,
    a_result,
    a_rule,
    a_waiver,
    skipped,
)

if TYPE_CHECKING:
    from govern.model import Report, Result, Rule

PLAN = "plans/gpu-cluster.json"
BUCKET = a_resource("module.data.aws_s3_bucket.raw[0]", "/resource_changes/3")


def everything() -> Report:
    """Return a denied Report in which every outcome and every note occurs."""
    results = _results()
    accepted = next(result for result in results if result.rule_id == "T003")
    return a_report(
        results,
        rules=_rules(),
        waivers=(
            a_waiver("W-1", resource="*/payments/worker", ticket="PAY-1204"),
            a_waiver(
                "W-2",
                rules=("K021",),
                line=12,
                reason="needs the host network until the move",
                expires=datetime(2026, 10, 1, tzinfo=UTC),
            ),
            a_waiver("W-3", rules=("K02*",), resource="*/legacy/*", line=21),
        ),
        baseline=Baseline(
            Counter([accepted.fingerprint, a_fingerprint("gone")]), "govern-baseline.json"
        ),
        inputs=(
            InputRecord("deploy/api.yaml", "kubernetes", a_fingerprint("api"), 2, "yaml"),
            InputRecord(
                "models/fraud/README.md", "model_card", a_fingerprint("card"), 1, "huggingface"
            ),
            InputRecord(PLAN, "terraform_plan", a_fingerprint("plan"), 1, "1.2"),
        ),
        skipped=skipped("deploy/notes.txt", "deploy/logo.png"),
        notes=("deploy/chart/Chart.yaml: a Helm chart, not rendered; use --render",),
        at=AT.isoformat(),
    )


def _rules() -> tuple[Rule, ...]:
    return (
        a_rule("K020"),
        a_rule(
            "K021",
            title="Pods do not share the host's network",
            severity=Severity.CRITICAL,
            help_uri="https://example.org/rules/K021",
            remediation="Remove hostNetwork.",
        ),
        a_rule("K023", title="Containers have limits", severity=Severity.LOW),
        a_rule(
            "MC001",
            title="The model card names a licence",
            severity=Severity.MEDIUM,
            match=Match(Kind.MODEL_CARD),
            effective_on=datetime(2027, 1, 1, tzinfo=UTC),
        ),
        a_rule("MC007", title="Metrics were measured", match=Match(Kind.MODEL_CARD)),
        a_rule("T003", title="Buckets are private", match=Match(Kind.TERRAFORM_PLAN)),
        a_rule("T008", title="Disks are encrypted", match=Match(Kind.TERRAFORM_PLAN)),
        a_rule("S001", title="SBOMs name a supplier", match=Match(Kind.SBOM), remediation=""),
    )


def _results() -> list[Result]:
    image = '          image: "nginx:1.25"  # latest stable'
    worker = a_resource("apps/v1/Deployment/payments/worker")
    card = a_resource("model.fraud")
    readme = Location("models/fraud/README.md", 2, 1, 2, 15, "/license")
    return [
        a_result(snippet=Snippet(image, 18, 30), details={"image": "nginx:1.25", "wide": 2**70}),
        a_result(
            "K021",
            title="Pods do not share the host's network",
            severity=Severity.CRITICAL,
            message="hostNetwork is true",
            remediation="Remove hostNetwork.",
            location=Location("deploy/api.yaml", 18, 20, 18, 23, "/spec/template/spec/hostNetwork"),
            snippet=Snippet("      hostNetwork: yes", 20, 23),
            controls=("nist-800-53:SC-7",),
        ),
        a_result(
            "K020", resource=worker, location=Location("deploy/api.yaml", 61, 16, 61, 26, "/spec")
        ),
        a_result(
            "K023",
            title="Containers have limits",
            severity=Severity.LOW,
            enforcement=Enforcement.DRYRUN,
            message='container "api" has no memory limit',
            location=Location("deploy/api.yaml", 22, 11, None, None, "/spec/template/spec"),
        ),
        a_result("K023", Outcome.PASS, title="Containers have limits", resource=worker),
        a_result(
            "MC001",
            title="The model card names a licence",
            severity=Severity.MEDIUM,
            message="the card says `license: other` without a link",
            resource=card,
            location=readme,
            snippet=Snippet("license: other", 10, 15),
        ),
        a_result(
            "MC007",
            Outcome.UNDECIDED,
            title="Metrics were measured",
            message="the rule could not be evaluated: the deadline of 2 s has passed",
            resource=card,
            location=replace(readme, line=None, column=None, end_line=None, end_column=None),
        ),
        a_result(
            "T003",
            title="Buckets are private",
            message="the bucket's ACL is public-read",
            resource=BUCKET,
            location=Location(PLAN, 210, 20, 210, 33, "/resource_changes/3/change/after/acl"),
            origin=Location("infra/data/main.tf", 12, 3),
        ),
        a_result(
            "T008",
            title="Disks are encrypted",
            message="the volume is not encrypted",
            resource=a_resource("aws_ebs_volume.scratch", "/resource_changes/5"),
            location=Location(PLAN, 301, 15, 301, 20, "/resource_changes/5/change/after/encrypted"),
            origin=Location("infra/main.tf", 40, 3),
            remediation="Set encrypted = true.",
        ),
        a_result(
            "govern:input",
            Outcome.UNDECIDED,
            title="The input can be read",
            message="not valid JSON: unexpected end of data",
            resource=Resource(kind="input", name="plans/broken.json", address="plans/broken.json"),
            location=Location("plans/broken.json", 7, 1),
            controls=(),
            remediation="",
        ),
        a_result(
            "S001",
            Outcome.NOT_APPLICABLE,
            title="SBOMs name a supplier",
            message="no input matched this rule",
            resource=Resource(kind="", name="", address=""),
            location=Location(""),
        ),
    ]


# What somebody would write to steer a terminal, a CI runner, a comment or a page.
HOSTILE = (
    "\x1b[2J\x1b]8;;https://evil.example\x07 \x9b31m \u202etxt.exe \u200b \ud800 \ufffe \0 "
    "\r\n::error file=x::fake\n  ::stop-commands::x\n##[add-mask]y ##vso[task.complete]z "
    "%0A::warning::no </td><script>alert(1)</script> ]]> {{7*7}} {% raw %} "
    "| `code` ``` @octocat #1 GH-2 :tada: [link](https://evil.example) www.evil.example "
    "![i](x) **bold** _it_ <img src=x onerror=alert(2)> &lt;b&gt; $x$ \"' \\| end"
)


def hostile() -> Report:
    """Return a denied Report in which every text that a stranger can write is HOSTILE."""
    resource = Resource(
        kind=HOSTILE, name=HOSTILE, address=f"a {HOSTILE}", namespace=HOSTILE, actions=(HOSTILE,)
    )
    texts: dict[str, Any] = {
        "title": HOSTILE,
        "message": HOSTILE,
        "remediation": HOSTILE,
        "controls": (HOSTILE,),
        "resource": resource,
        "snippet": Snippet(HOSTILE, 5, 30),
    }
    rule_id = f"X1 {HOSTILE}"
    place = Location(f"deploy/{HOSTILE}.yaml", 3, 5, 3, 30, f"/{HOSTILE}")
    return a_report(
        [
            a_result(rule_id, location=place, origin=replace(place, path=HOSTILE), **texts),
            a_result(
                rule_id, Outcome.UNDECIDED, location=place, details={HOSTILE: [HOSTILE]}, **texts
            ),
            a_result("X2", location=place, **texts),
            a_result("X3", location=place, **texts),
            a_result("X4", location=place, enforcement=Enforcement.DRYRUN, **texts),
        ],
        rules=(
            a_rule(
                rule_id,
                title=HOSTILE,
                description=HOSTILE,
                remediation=HOSTILE,
                controls=(HOSTILE,),
                help_uri="javascript:alert(3)",
            ),
        ),
        waivers=(
            a_waiver(
                HOSTILE,
                rules=("X2",),
                resource="*end",
                owner=HOSTILE,
                reason=HOSTILE,
                ticket=HOSTILE,
            ),
            a_waiver(
                f"2{HOSTILE}",
                rules=("X3",),
                resource="*end",
                owner=HOSTILE,
                expires=AT,
                file=HOSTILE,
            ),
        ),
        inputs=(InputRecord(place.path, HOSTILE, a_fingerprint("x"), 1, HOSTILE),),
        skipped=skipped(HOSTILE, reason=HOSTILE),
        notes=(HOSTILE,),
    )
