"""Runs `govern check` with policies of other dialects, in this process."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from govern.engine.factory import EngineSettings
from govern.model import Outcome
from govern.pipeline import RunSettings, check
from govern.policies.assembly import PolicySettings

if TYPE_CHECKING:
    from govern.model import Report, Result
    from govern.policies.source import PolicySource

AT = datetime(2027, 1, 1, tzinfo=UTC)


def checked(
    policies: Path | PolicySource | tuple[str, ...],
    inputs: Path,
    *,
    engine: str = "embedded",
    data: tuple[str, ...] = (),
) -> Report:
    """Decide on `inputs` with these policies alone."""
    sources = policies if isinstance(policies, tuple) else (policies,)
    settings = RunSettings(
        policy=PolicySettings(
            sources=tuple(str(one) if isinstance(one, Path) else one for one in sources),
            builtin=False,
            data=data,
        ),
        engine=EngineSettings(name=engine, workers=1),
        at=AT,
    )
    return check([str(inputs)], settings)


def findings(report: Report) -> list[Result]:
    """Return what is neither a pass nor not applicable."""
    quiet = {Outcome.PASS, Outcome.NOT_APPLICABLE}
    return [result for result in report.decision.results if result.outcome not in quiet]


def said(report: Report) -> list[tuple[str, str]]:
    """Return outcome and message of every finding, sorted."""
    return sorted((result.outcome.value, result.message) for result in findings(report))


def write(folder: Path, files: dict[str, str]) -> Path:
    """Write files below a folder, and return the folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
