"""`--require-approval`: options of the approval gate, and how it takes part in a run."""

from __future__ import annotations

import os
from contextlib import ExitStack
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from govern.cli.declaring import with_options
from govern.closing import Closing
from govern.configured import below_one
from govern.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from govern.config import Config
    from govern.evidence.recorder import Recorder
    from govern.facts.approvals.folder import SignedFile
    from govern.facts.approvals.source import ApprovalFacts
    from govern.model import Report
    from govern.pipeline import RunSettings

_Command = TypeVar("_Command", bound="Callable[..., object]")
_TIERS = ("low", "medium", "high", "critical")
_FOLDER, _ACTION = "approvals", "deploy"


@dataclass(frozen=True, slots=True)
class GateFlags:
    """What the command line says about approvals; None where it says nothing."""

    require_approval: str | None
    approvals: str | None
    people: str | None
    action: str | None
    root: str | None = None
    require_signed: bool = False

    @classmethod
    def taken_from(cls, options: dict[str, Any]) -> GateFlags:
        """Take the options of the gate out of what click collected."""
        return cls(*(options.pop(field.name) for field in fields(cls)[:4]))

    def joined(self, config: Config | None, base: Path) -> GateFlags:
        """Join flags and file: flags win where they say something."""
        if config is None:
            return self
        section = config.approvals
        return GateFlags(
            self.require_approval or section.require,
            self.approvals or below_one(base, section.folder),
            self.people or below_one(base, section.people),
            self.action or section.action,
            below_one(base, section.root),
            config.waivers.require_signed,
        )


class ApprovalGate(Closing):
    """The gate of one run, or none at all."""

    def __init__(self, flags: GateFlags, log: str | None) -> None:
        self._flags = flags
        self._log = log
        self._facts: ApprovalFacts | None = None
        self._waivers: tuple[SignedFile, ...] = ()
        self._open = ExitStack()

    def close(self) -> None:
        """Close the log, if it was opened."""
        self._open.close()

    def added_to(self, settings: RunSettings) -> RunSettings:
        """Return the settings of a run that is gated, when it is to be.

        Raises:
            UsageError: something that the gate needs is not named, or contradicts the rest.
        """
        flags = self._flags
        settings = self._with_waivers(settings)
        if flags.require_approval is None:
            return settings
        if not settings.environment:
            raise UsageError(
                "approval is for a place, and none is named", hint="name it with --environment"
            )
        if not flags.people:
            raise UsageError(
                "the directory of people is not named",
                hint="name it with --people, or as people in [approvals] of govern.toml",
            )
        if settings.tier not in (None, flags.require_approval):
            raise UsageError(
                f"--tier {settings.tier} and --require-approval {flags.require_approval} differ"
            )
        self._facts = self._source(flags.people, settings.environment)
        return replace(
            settings,
            policy=replace(settings.policy, approvals=True),
            tier=flags.require_approval,
            facts=(*settings.facts, self._facts),
        )

    def _with_waivers(self, settings: RunSettings) -> RunSettings:
        """Add signed waivers that count; say of the others why they do not."""
        flags = self._flags
        if flags.require_signed and settings.waiver_files:
            raise UsageError(
                "waivers in plain files are refused here",
                path=settings.waiver_files[0],
                hint="sign them with `govern waiver add`, or unset require_signed in [waivers]",
            )
        folder = flags.approvals or _FOLDER
        if not flags.people or not os.path.isdir(folder):  # noqa: PTH112 - a text
            return settings
        from govern.facts.approvals.people import read_people  # noqa: PLC0415 - few runs
        from govern.facts.approvals.waivers import read_signed_waivers  # noqa: PLC0415 - as above

        at = settings.at or datetime.now(UTC)
        found = read_signed_waivers(folder, read_people(flags.people), at)
        for one in found:
            if one.why_not:
                click.echo(
                    f"govern: waiver {one.waiver.id} does not count: {one.why_not}", err=True
                )
        self._waivers = tuple(file for one in found for file in one.files)
        signed = tuple(one.waiver for one in found if not one.why_not)
        return replace(settings, waivers=(*settings.waivers, *signed))

    def keep(self, report: Report, recorder: Recorder | None, *, use: bool) -> None:
        """Keep in the log what the run relied on; approvals that let it through are used up.

        Args:
            report: What was decided.
            recorder: Writes the log; None when nothing is recorded.
            use: Whether the decision is binding: otherwise nothing is used up.

        Raises:
            VerificationError: another run used them first.
        """
        if recorder is None or not (self._facts or self._waivers):
            return
        from govern.evidence.approvals import keeping  # noqa: PLC0415 - few runs are gated
        from govern.model import Verdict  # noqa: PLC0415 - as above

        now = datetime.now(UTC)
        keeping.keep_signed(recorder, self._waivers, now)
        if self._facts is None:
            return

        request = self._facts.request_in(report.facts)
        if request is None:
            return
        directory = self._facts.directory
        gate = keeping.Gate(
            request=request,
            files=self._facts.files_about(request),
            counted=keeping.counted_in(report.facts),
            directory_sha256=directory.sha256,
            directory=directory.data,
        )
        allowed = report.decision.verdict is Verdict.ALLOWED
        entry = keeping.keep(recorder, gate, now, use=use and allowed)
        if entry is not None:
            click.echo(f"govern: approvals are used up, entry {entry} of the log", err=True)

    def _source(self, people: str, environment: str) -> ApprovalFacts:
        from govern.attest.trust import TrustRoot  # noqa: PLC0415 - few runs are gated
        from govern.facts.approvals.request import Scope  # noqa: PLC0415 - few runs are gated
        from govern.facts.approvals.source import ApprovalFacts  # noqa: PLC0415 - as above

        scope = Scope(environment, self._flags.action or _ACTION)
        folder = self._flags.approvals or _FOLDER
        root = TrustRoot.read(Path(self._flags.root)) if self._flags.root else None
        from govern.evidence.approvals.keeping import uses_of  # noqa: PLC0415 - as above
        from govern.evidence.log.opening import existing_store  # noqa: PLC0415 - as above

        store = self._open.enter_context(existing_store(self._log))
        if store is None:
            return ApprovalFacts(folder, people, scope, root=root)

        def salt_of(digest: str) -> bytes | None:
            with store.reading() as reader:
                return reader.salt(digest)

        return ApprovalFacts(
            folder,
            people,
            scope,
            root=root,
            salt_of=salt_of,
            uses=lambda decision, where: uses_of(store, decision, where),
        )


def gate_options(command: _Command) -> _Command:
    """Add the options of the gate; `GateFlags.taken_from` collects them."""
    return with_options(command, _OPTIONS)


_OPTIONS = (
    click.option("--require-approval", type=click.Choice(_TIERS), metavar="TIER",
                 help="Demand signed approvals as this tier needs them (rules A001 to A005)."),
    click.option("--approvals", metavar="DIR", help="Where requests and approvals lie."),
    click.option("--people", metavar="FILE", help="The directory of people, keys and roles."),
    click.option("--action", metavar="NAME", help="What is approved; deploy unless told."),
)  # fmt: skip
