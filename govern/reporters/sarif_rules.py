"""The rules of a SARIF run (section 3.49): all that were loaded, and what govern itself reports."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from govern.model.rule import Enforcement, Severity
from govern.reporters.escape import markdown, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from govern.model import Result, Rule
    from govern.reporters.json_text import Reportable

_MAX_TAGS = 20  # GitHub refuses more
# GitHub reads 9.0 and above as critical, 7.0 and above as high, 4.0 and above as medium.
_SECURITY_SEVERITY = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.LOW: "2.0",
}
_LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
}
_WORD = re.compile(r"[A-Za-z0-9]+")


def default_level(severity: Severity, enforcement: Enforcement) -> str:
    """Return the level of a rule's findings before any threshold: `error`, `warning` or `note`."""
    if enforcement is Enforcement.DRYRUN:
        return "note"
    level = _LEVELS[severity]
    return "warning" if enforcement is Enforcement.WARN and level == "error" else level


@dataclass(frozen=True, slots=True)
class RuleTable:
    """Rule ids in the order of `rules[]`, each with its descriptor."""

    _entries: Mapping[str, Reportable]
    _indexes: Mapping[str, int]

    @classmethod
    def of(cls, rules: Iterable[Rule], results: Iterable[Result]) -> RuleTable:
        """Describe the loaded rules, and from their results those that have no Rule."""
        entries: dict[str, Reportable] = {rule.id: _descriptor(rule) for rule in rules}
        for result in results:
            if result.rule_id not in entries:
                entries[result.rule_id] = _own_descriptor(result)
        ordered = dict(sorted(entries.items()))
        return cls(ordered, {rule_id: index for index, rule_id in enumerate(ordered)})

    def index(self, rule_id: str) -> int:
        """Return the place of a rule in `rules[]`; -1, as SARIF says it, when it is not there."""
        return self._indexes.get(rule_id, -1)

    def descriptors(self) -> list[Reportable]:
        """Return `rules[]`."""
        return list(self._entries.values())


def _descriptor(rule: Rule) -> Reportable:
    name = "".join(word.capitalize() for word in _WORD.findall(rule.package.rpartition(".")[2]))
    parsed = urlsplit(rule.help_uri)
    tags = list(dict.fromkeys(["security", rule.match.kind_name, *rule.controls]))
    is_link = parsed.scheme in {"https", "http"} and parsed.netloc
    return {
        "id": rule.id,
        **({"name": name} if name else {}),
        "shortDescription": {"text": visible(rule.title)},
        "fullDescription": {"text": visible(rule.description or rule.title)},
        **({"helpUri": rule.help_uri} if is_link else {}),
        "help": {"text": _help(rule), "markdown": _markdown_help(rule)},
        "defaultConfiguration": {"level": default_level(rule.severity, rule.enforcement)},
        "properties": {
            "tags": tags[:_MAX_TAGS],
            "security-severity": _SECURITY_SEVERITY[rule.severity],
            "precision": "high",
            "controls": list(rule.controls),
        },
    }


def _own_descriptor(result: Result) -> Reportable:
    return {
        "id": result.rule_id,
        "shortDescription": {"text": visible(result.title)},
        "fullDescription": {"text": visible(result.title)},
        "help": {"text": visible(result.remediation or result.title)},
        "defaultConfiguration": {"level": default_level(result.severity, result.enforcement)},
        "properties": {"security-severity": _SECURITY_SEVERITY[result.severity]},
    }


def _help(rule: Rule) -> str:
    controls = f"Controls: {', '.join(rule.controls)}." if rule.controls else ""
    parts = (rule.description or rule.title, rule.remediation, controls)
    return visible(" ".join(part for part in parts if part))


def _markdown_help(rule: Rule) -> str:
    lines = [f"**{markdown(rule.id)}: {markdown(rule.title)}**"]
    if rule.description:
        lines.append(markdown(rule.description))
    if rule.remediation:
        lines.append(f"**Remediation:** {markdown(rule.remediation)}")
    if rule.controls:
        lines.append("**Controls:** " + ", ".join(markdown(control) for control in rule.controls))
    return "\n\n".join(lines)
