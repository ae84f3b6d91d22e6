"""Rules and data loaded together."""

from __future__ import annotations

import difflib
import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import orjson

from govern.errors import PolicyError
from govern.policies.patterns import matches

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from govern.model import Enforcement, JsonObject, JsonValue, Module, Rule, Severity


@dataclass(frozen=True, slots=True)
class Override:
    """What a user changes about one rule; None leaves it as the rule says."""

    severity: Severity | None = None
    enforcement: Enforcement | None = None
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class PolicySet:
    """Rules, modules and data, fixed.

    Attributes:
        rules: Sorted by id.
        modules: Every Rego file, libraries included, in a fixed order.
        data: What Rego sees as `data`, `params` included.
        revision: sha256 (hex) over Rego, data, parameters and overrides. Paths are no part of
            it: the same set has the same revision on every machine.
        sources: The paths it was loaded from, for people.
        inputs_revision: The revision without the rules that an approval gate adds: what judges
            inputs is the same before approval and after it. Empty: as `revision`.
    """

    rules: tuple[Rule, ...]
    modules: tuple[Module, ...] = field(repr=False)
    data: JsonObject = field(repr=False)
    revision: str
    sources: tuple[str, ...] = ()
    inputs_revision: str = ""

    def rule(self, rule_id: str) -> Rule:
        """Return the rule with this id.

        Raises:
            PolicyError: there is none; the error names the nearest ids.
        """
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise self._unknown(rule_id)

    def with_overrides(self, overrides: Mapping[str, Override]) -> PolicySet:
        """Return the set with rules changed or left out; the revision changes with them.

        Raises:
            PolicyError: an override names no rule.
        """
        for rule_id in overrides:
            self.rule(rule_id)
        rules = tuple(
            _overridden(rule, overrides.get(rule.id, _UNCHANGED))
            for rule in self.rules
            if overrides.get(rule.id, _UNCHANGED).enabled
        )
        if rules == self.rules:
            return self
        effect = {rule.id: [rule.severity, rule.enforcement] for rule in rules}
        revision = hashlib.sha256(
            orjson.dumps([self.revision, effect], option=orjson.OPT_SORT_KEYS)
        ).hexdigest()
        return replace(self, rules=rules, revision=revision)

    def only(self, patterns: Sequence[str]) -> PolicySet:
        """Return the set with the rules whose id matches a pattern (`K*`, `MC001`).

        Raises:
            PolicyError: a pattern matches no rule.
        """
        for pattern in patterns:
            if not any(matches(pattern, rule.id) for rule in self.rules):
                raise self._unknown(pattern)
        keep = {rule.id for rule in self.rules if any(matches(p, rule.id) for p in patterns)}
        return self.with_overrides(
            {rule.id: Override(enabled=False) for rule in self.rules if rule.id not in keep}
        )

    def _unknown(self, rule_id: str) -> PolicyError:
        near = difflib.get_close_matches(rule_id, [rule.id for rule in self.rules], n=3, cutoff=0.5)
        hint = f"did you mean {' or '.join(near)}?" if near else "`govern policy list` shows them"
        return PolicyError(f"no rule has the id {rule_id!r}", hint=hint)


_UNCHANGED = Override()


def _overridden(rule: Rule, override: Override) -> Rule:
    if override.severity is None and override.enforcement is None:
        return rule
    return replace(
        rule,
        severity=override.severity or rule.severity,
        enforcement=override.enforcement or rule.enforcement,
    )


def data_digest(value: JsonValue) -> str:
    """Return the sha256 (hex) of data or parameters, whatever the order of their keys."""
    return hashlib.sha256(orjson.dumps(value, option=orjson.OPT_SORT_KEYS)).hexdigest()


def revision_of(modules: Iterable[Module], data: JsonObject) -> str:
    """Return the revision of a set: sha256 (hex) over what decides, and over nothing else."""
    content = sorted(
        [module.package, module.rego_version, hashlib.sha256(module.text.encode()).hexdigest()]
        for module in modules
    )
    options = orjson.OPT_SORT_KEYS
    return hashlib.sha256(
        orjson.dumps(
            {"format": "govern.policy-set/v1", "modules": content, "data": data}, option=options
        )
    ).hexdigest()
