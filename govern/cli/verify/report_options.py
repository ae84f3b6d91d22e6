"""Options for reports handed in as files, and how they join with `[trust]` of `govern.toml`."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, TypeVar

import click

from govern.cli.declaring import with_options
from govern.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from govern.config import Config
    from govern.documents.interface import Limits
    from govern.facts.interface import FactSource

_Command = TypeVar("_Command", bound="Callable[..., object]")


@dataclass(frozen=True, slots=True)
class ReportFlags:
    """What the command line says about reports."""

    vulnerabilities: tuple[str, ...]
    vex: tuple[str, ...]
    attestation: tuple[str, ...]
    deployed: str | None

    @classmethod
    def taken_from(cls, options: dict[str, Any]) -> ReportFlags:
        """Take the report options out of what click collected."""
        return cls(*(options.pop(field.name) for field in fields(cls)))

    def sources(self, config: Config | None, base: Path, limits: Limits) -> tuple[FactSource, ...]:
        """Return the source of the facts in these files; none when no file is named.

        Raises:
            UsageError: a file cannot be read, or `--deployed` is no digest.
            Rejected: a trusted root is not the pinned one.
        """
        if not (self.vulnerabilities or self.vex or self.attestation):
            if self.deployed:
                raise UsageError("--deployed says what an --attestation has to be about")
            return ()
        # Only runs with reports pay for what verifies and reads them.
        from govern.attest.trust_store import TrustStore  # noqa: PLC0415 - see above
        from govern.facts.artefact import is_digest  # noqa: PLC0415 - see above
        from govern.facts.reports.given import GivenFile  # noqa: PLC0415 - see above
        from govern.facts.reports.source import ReportFacts, ReportFiles  # noqa: PLC0415 - see above

        if self.deployed is not None and not is_digest(self.deployed):
            raise UsageError("--deployed is not a digest", hint="sha256:<64 lower-case hex digits>")
        rule = TrustStore.load(config.trust, base).reports if config else None
        vulnerabilities, vex, attestations = (
            tuple(GivenFile.read(path, limits) for path in paths)
            for paths in (self.vulnerabilities, self.vex, self.attestation)
        )
        files = ReportFiles(vulnerabilities, vex, attestations, self.deployed)
        return (ReportFacts(files, rule, limits),)


def report_options(command: _Command) -> _Command:
    """Add the options that name reports; `ReportFlags.taken_from` collects them."""
    return with_options(command, _OPTIONS)


_OPTIONS = (
    click.option(
        "--vulnerabilities", multiple=True, metavar="FILE",
        help="A scan of Grype or Trivy (JSON) or SARIF, or a bundle with one attested. Repeatable.",
    ),
    click.option(
        "--vex", multiple=True, metavar="FILE",
        help="Signed VEX: OpenVEX or CycloneDX with FILE.sigstore.json beside it, or a bundle. "
             "Repeatable.",
    ),
    click.option(
        "--attestation", multiple=True, metavar="BUNDLE",
        help="A Sigstore bundle about an SBOM, or with a scan or VEX. Repeatable.",
    ),
    click.option(
        "--deployed", metavar="sha256:HEX", help="What an attested SBOM has to be about."
    ),
)  # fmt: skip
