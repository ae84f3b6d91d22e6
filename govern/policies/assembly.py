"""The shipped library, a profile, own policies, parameters and overrides → one PolicySet."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from govern.assets import assets_root
from govern.errors import UsageError
from govern.model import Kind
from govern.model.rule import SCANNER_RULES
from govern.policies.bundles.opening import BundleTrust, is_bundle, open_bundle
from govern.policies.loader import load
from govern.policies.policy_set import Override
from govern.policies.profiles import load_profile
from govern.policies.source import PolicySource

if TYPE_CHECKING:
    from collections.abc import Mapping

    from govern.model import JsonValue
    from govern.policies.policy_set import PolicySet

DEFAULT_PROFILE = "standard"
GATE_RULE = "A001"  # the rule without which nobody would count approvals
LIBRARY_NAME = "govern library"  # how reports name the shipped rules, wherever they are installed


@dataclass(frozen=True, slots=True)
class PolicySettings:
    """Which policies decide.

    Attributes:
        sources: Folders and `.rego` files beside the shipped library; all their rules apply. A
            path by itself is a source whose dialect is told by what it holds.
        builtin: Whether the shipped library is loaded.
        data: JSON or YAML files, or folders of them, merged into Rego's `data`.
        params: `data.params`, by group; single values win over the profile's.
        overrides: What to change about single rules, by id; they win over the profile's.
        profile: Which shipped rules apply, and with which parameters: a name or a file.
        trust: Whose bundles are taken, where a source is one.
        approvals: Whether the shipped rules about approvals apply, whatever the profile says.
    """

    sources: tuple[str | PolicySource, ...] = ()
    builtin: bool = True
    data: tuple[str, ...] = ()
    params: Mapping[str, Mapping[str, JsonValue]] = field(default_factory=dict)
    overrides: Mapping[str, Override] = field(default_factory=dict)
    profile: str = DEFAULT_PROFILE
    approvals: bool = False
    trust: BundleTrust = field(default_factory=BundleTrust)


def assemble(settings: PolicySettings) -> PolicySet:
    """Return the PolicySet that the settings describe.

    Raises:
        PolicyError: a policy, profile, parameter or override is wrong.
        UsageError: approvals are required, and the rule that counts them is left out.
    """
    if not settings.builtin:
        own = _loaded(settings, (), settings.params).with_overrides(_of_rules(settings.overrides))
        return _gated(own, own) if settings.approvals else own
    profile = load_profile(settings.profile)
    library = _library()
    whole = _loaded(settings, (library,), _joined(profile.params, settings.params))
    left_out = {
        rule.id: Override(enabled=False)
        for rule in whole.rules
        if rule.file.startswith(library) and not profile.selects(rule.id)
    }
    overrides = _of_rules({**profile.overrides, **settings.overrides})
    policies = whole.with_overrides({**left_out, **overrides})
    if not settings.approvals:
        return policies
    for rule in whole.rules:
        if rule.match.kind is Kind.CHANGE:
            left_out.pop(rule.id, None)
    return _gated(whole.with_overrides({**left_out, **overrides}), policies)


def _gated(policies: PolicySet, without: PolicySet) -> PolicySet:
    if not any(rule.id == GATE_RULE for rule in policies.rules):
        raise UsageError(
            f"approval is required, and {GATE_RULE}, which counts approvals, is left out",
            hint="leave it enabled, and use --require-approval without --no-builtin",
        )
    return replace(policies, inputs_revision=without.revision)


def every_rule(settings: PolicySettings) -> PolicySet:
    """Return all rules that could be selected, for looking them up; it is no set to decide with.

    Raises:
        PolicyError: a policy is wrong.
    """
    return _loaded(settings, (_library(),) if settings.builtin else (), settings.params)


def _of_rules(overrides: Mapping[str, Override]) -> dict[str, Override]:
    """Leave out what changes the findings of scanners, which no rule stands behind."""
    return {key: one for key, one in overrides.items() if not key.startswith(SCANNER_RULES)}


def _library() -> str:
    return str(assets_root() / "policies" / "rego")


def _loaded(
    settings: PolicySettings,
    library: tuple[str, ...],
    params: Mapping[str, Mapping[str, JsonValue]],
) -> PolicySet:
    shipped = [PolicySource(path, dialect="native") for path in library]
    own = [_opened(source, settings.trust) for source in settings.sources]
    whole = load((*shipped, *own), data_files=settings.data, params=params)
    names = dict.fromkeys(library, LIBRARY_NAME)
    names |= {one.path: one.bundle.label for one in own if one.bundle}
    named = tuple(names.get(source, source) for source in whole.sources)
    return replace(whole, sources=named)


def _opened(source: str | PolicySource, trust: BundleTrust) -> PolicySource:
    """Return a source with its bundle read and verified, where it is one.

    Raises:
        VerificationError: the bundle's signature does not hold.
    """
    one = PolicySource(source) if isinstance(source, str) else source
    if one.bundle is not None or not is_bundle(one.path):
        return one
    bundle = open_bundle(one.path, trust)
    return replace(one, path=bundle.path, bundle=bundle)


def _joined(
    profile: Mapping[str, Mapping[str, JsonValue]], own: Mapping[str, Mapping[str, JsonValue]]
) -> dict[str, dict[str, JsonValue]]:
    """Return the profile's parameters with single values replaced by the user's own."""
    return {group: {**profile.get(group, {}), **own.get(group, {})} for group in {*profile, *own}}
