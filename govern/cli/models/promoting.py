"""What `promote` and `serve-mlflow` share: deciding on a registered version."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from govern.cli.options import policy_settings
from govern.configured import settings_in
from govern.model import Kind
from govern.pipeline import check
from govern.promotion.history import Decided
from govern.reporters import reporter_for

if TYPE_CHECKING:
    from pathlib import Path

    from govern.cli.approvals.gating import ApprovalGate
    from govern.cli.evidence.recording import Recording
    from govern.cli.options import PolicyFlags
    from govern.config import Config
    from govern.model import Report
    from govern.pipeline import RunSettings
    from govern.sources.mlflow.version_folder import VersionFolder

_PROFILE = "ml-production"  # for who names none


def promotion_settings(policy: PolicyFlags, config: Config | None, base: Path) -> RunSettings:
    """Return how registered versions are decided on, before further flags are heeded."""
    rules = policy_settings(policy, config, base)
    named = policy.profile or (config and config.profile)
    return replace(
        settings_in(config, base),
        policy=rules if named else replace(rules, profile=_PROFILE),
        kind=Kind.MODEL_CARD,
    )


def decided_on(
    folder: VersionFolder,
    settings: RunSettings,
    records: Recording,
    gate: ApprovalGate | None = None,
    *,
    dry_run: bool = False,
) -> tuple[Report, Decided]:
    """Decide on a version that was fetched, and record that.

    Raises:
        Error: as of `govern check`.
    """
    at = records.time_of_run(settings.at) or datetime.now(UTC)
    settings = replace(settings, at=at)
    report = check((folder.card,), settings, watch=records.watch)
    if gate is not None and not dry_run:
        gate.keep(report, records.recorder, use=True)
    recorded = records.keep(report, settings, "dry-run" if dry_run else "enforce")
    text = reporter_for("json").render(report)
    decided = Decided(
        verdict=report.decision.verdict.value,
        decision=recorded.sha256 if recorded else hashlib.sha256(text.encode()).hexdigest(),
        policy_revision=report.policy.revision,
        content=report.inputs[0].sha256,
        at=at,
    )
    return report, decided
