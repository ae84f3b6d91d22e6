"""What profile and govern.toml change about results that no rule of ours gave."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from govern.model.rule import SCANNER_RULES
from govern.policies.patterns import matches
from govern.policies.policy_set import Override
from govern.policies.profiles import Profile, load_profile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from govern.model import Result
    from govern.policies.assembly import PolicySettings


def chosen(results: Iterable[Result], settings: PolicySettings) -> Iterator[Result]:
    """Yield the results of scanners that are selected, graded as profile and overrides say.

    A profile that names no scanner takes all they say; one that does (`checkov:CKV_AWS_*` in
    `rules`) takes that alone. `without` leaves out again. Overrides may be patterns; the longest
    that matches counts, and the user's own before the profile's.

    Raises:
        PolicyError: the profile is wrong.
    """
    profile = load_profile(settings.profile) if settings.builtin else None
    for result in results:
        if not result.rule_id.startswith(SCANNER_RULES):
            yield result
            continue
        if profile is not None and not _selects(profile, result.rule_id):
            continue
        own = _override(settings.overrides, result.rule_id)
        given = _override(profile.overrides if profile else {}, result.rule_id)
        if own.enabled:
            yield replace(
                result,
                severity=own.severity or given.severity or result.severity,
                enforcement=own.enforcement or given.enforcement or result.enforcement,
            )


def _selects(profile: Profile, rule_id: str) -> bool:
    named = [pattern for pattern in profile.rules if pattern.startswith(SCANNER_RULES)]
    selected = not named or any(matches(pattern, rule_id) for pattern in named)
    return selected and not any(matches(pattern, rule_id) for pattern in profile.without)


def _override(overrides: Mapping[str, Override], rule_id: str) -> Override:
    patterns = [
        pattern
        for pattern in overrides
        if pattern.startswith(SCANNER_RULES) and matches(pattern, rule_id)
    ]
    return overrides[max(patterns, key=len)] if patterns else Override()
