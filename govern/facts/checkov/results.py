"""Checks of Checkov → Results, with the same identity, places and words as those of own rules."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from govern.documents.terraform_plan.addresses import without_keys
from govern.documents.text import decode
from govern.errors import InputError, UsageError
from govern.facts.checkov.report import Check, Scan, read_scan
from govern.facts.checkov.severities import shipped_severities
from govern.model import Location, Outcome, Resource, Result, Severity
from govern.model.result import fingerprint
from govern.sources import filesystem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.documents.interface import Limits
    from govern.errors import Error
    from govern.model import JsonObject

SCAN_RULE = "govern:scan"  # the id under which a scan as a whole is reported
PARSING_RULE = "checkov:parsing"  # the id of a file that Checkov could not read
_TITLE = "Checkov was run over the inputs"
_LONGEST_REASON = 200  # characters of a skip's reason that are shown


@dataclass(frozen=True, slots=True)
class Place:
    """The input that a check is about, as govern knows it."""

    resource: Resource
    location: Location


def imported(paths: tuple[str, ...], limits: Limits) -> Iterator[Result]:
    """Yield the Results of reports that somebody else had Checkov write.

    A report that cannot be read is `undecided`, as an input would be.

    Raises:
        UsageError: a file does not exist.
    """
    for path in paths:
        if not Path(path).exists():
            raise UsageError("there is no such report of Checkov", path=path)
        try:
            source = filesystem.read(filesystem.Found(path, explicit=True), limits.max_bytes)
            scan = read_scan(decode(source.data, path), path, limits)
        except InputError as error:
            yield undecided(path, error)
        else:
            yield from results_of_scan(scan, path, source.sha256)


def results_of_scan(scan: Scan, path: str, sha256: str) -> Iterator[Result]:
    """Yield one Result for each check, one for each file not parsed, and one for the whole scan.

    Args:
        scan: What Checkov said.
        path: The report, which the Result about the whole is located in.
        sha256: The report's digest (hex), so that the decision can be traced to it.
    """
    yield about_the_scan(scan, path, sha256)
    for name in scan.unparsed:
        yield unparsed(name or path)
    for check in scan.checks:
        yield result_of(check, place_of(check))


def about_the_scan(scan: Scan, path: str, sha256: str) -> Result:
    """Return what tells that the scan took place, also where it found nothing to say."""
    passed, failed, skipped = scan.counts
    said = f"Checkov {scan.version}".strip()
    result = _own(
        path,
        Outcome.PASS if any(scan.counts) else Outcome.NOT_APPLICABLE,
        f"{said}: {passed} checks passed, {failed} failed, {skipped} were skipped in the source",
    )
    digest: JsonObject = {"sha256": sha256} if sha256 else {}
    return replace(result, details={"scanner": "checkov", **digest})


def undecided(path: str, error: Error) -> Result:
    """Return the Result for a scan that was asked for and gave no answer."""
    message = error.message + (f": {error.cause}" if error.cause else "")
    return _own(path, Outcome.UNDECIDED, message, error.hint or "", error.line)


def unparsed(path: str) -> Result:
    """Return the Result for a file that Checkov could not read."""
    resource = Resource(kind="input", name=path, address=path)
    return Result(
        rule_id=PARSING_RULE,
        title="Checkov can read the input",
        severity=Severity.HIGH,
        outcome=Outcome.UNDECIDED,
        message="Checkov could not parse this file, so none of its checks looked at it",
        resource=resource,
        location=Location(path),
        fingerprint=fingerprint(PARSING_RULE, path, resource, ""),
    )


def broken(check: str, path: str) -> Result:
    """Return the Result for a check that ended with an error of its own on a file."""
    rule_id = f"checkov:{check}"
    resource = Resource(kind="input", name=path, address=path)
    return Result(
        rule_id=rule_id,
        title=check,
        severity=shipped_severities().of(check, ""),
        outcome=Outcome.UNDECIDED,
        message="Checkov could not finish this check on the file",
        resource=resource,
        location=Location(path),
        fingerprint=fingerprint(rule_id, path, resource, ""),
        remediation="leave the check out in a profile, or try another version of Checkov",
    )


def result_of(check: Check, place: Place) -> Result:
    """Return the Result of one check at a place."""
    rule_id = f"checkov:{check.id}"
    location, resource = place.location, place.resource
    return Result(
        rule_id=rule_id,
        title=check.name,
        severity=shipped_severities().of(check.id, check.severity),
        outcome=check.outcome,
        message=_message(check),
        resource=resource,
        location=location,
        fingerprint=fingerprint(rule_id, location.path, resource, resource.pointer),
        details={"scanner": "checkov", "framework": check.framework},
    )


def place_of(check: Check) -> Place:
    """Return resource and location in Checkov's own words."""
    first, last = check.lines or (None, None)
    return Place(resource_of(check), Location(check.path, line=first, end_line=last))


def resource_of(check: Check) -> Resource:
    """Return the resource: an address of Terraform, `Kind.namespace.name`, or a file."""
    name = check.resource
    if not name:
        return Resource(kind="file", name=check.path, address=check.path)
    if check.framework in {"kubernetes", "helm", "kustomize"} and name.count(".") >= 2:
        kind, namespace, own = name.split(".", 2)
        return Resource(kind=kind, name=own, address=name, namespace=namespace)
    if check.framework.startswith("terraform"):
        words = without_keys(name).split(".")
        if len(words) >= 2:
            return Resource(kind=words[-2], name=words[-1], address=name)
    return Resource(kind=check.framework, name=name, address=name)


def _message(check: Check) -> str:
    """Return the check's name, which holds for every input, and never what it saw in this one."""
    if check.outcome is not Outcome.WARN:
        return check.name
    reason = " ".join(check.skip_reason.split())[:_LONGEST_REASON]
    return f"{check.name}: skipped in the source ({reason or 'no reason given'})"


def _own(
    path: str, outcome: Outcome, message: str, remediation: str = "", line: int | None = None
) -> Result:
    resource = Resource(kind="scan", name="checkov", address=f"checkov {path}".strip())
    return Result(
        rule_id=SCAN_RULE,
        title=_TITLE,
        severity=Severity.HIGH,
        outcome=outcome,
        message=message,
        resource=resource,
        location=Location(path, line=line),
        fingerprint=fingerprint(SCAN_RULE, path, resource, ""),
        remediation=remediation,
    )
