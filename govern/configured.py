"""`govern.toml` and what a caller says → settings: the caller wins, and lists add up.

The command line and the Python API read the file in the same way, which is here.
"""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govern.errors import UsageError
from govern.model.result import FailOn
from govern.policies.assembly import PolicySettings
from govern.policies.bundles.opening import REMOTE, BundleTrust
from govern.policies.policy_set import Override
from govern.policies.source import PolicySource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.config import Config, PolicySection
    from govern.pipeline import RunSettings

FILE_NAME = "govern.toml"
DATABASE = re.compile(r"postgres(?:ql)?://")  # a log that is in no file


def read_config(named: str | None) -> tuple[Config | None, Path]:
    """Return the configuration and the folder that its paths are relative to.

    Raises:
        UsageError: the named file does not exist, or its content is wrong.
    """
    if named == "none":
        return None, Path()
    path = Path(named) if named else nearest_config(Path.cwd())
    if path is None:
        return None, Path()
    if not path.is_file():
        raise UsageError(
            "there is no such configuration file",
            path=named,
            hint="name one that exists, or `none`; `govern init` writes one",
        )
    from govern import config  # noqa: PLC0415 - loads pydantic, which a run without a file spares

    # Relative paths read better in messages, and keep reports the same on every machine.
    path = Path(os.path.relpath(path))
    return config.load(path), path.parent


def nearest_config(start: Path) -> Path | None:
    """Return the nearest `govern.toml`: in `start` or above it, up to the repository's root."""
    for folder in (start, *start.parents):
        if (folder / FILE_NAME).is_file():
            return folder / FILE_NAME
        if (folder / ".git").exists():
            return None
    return None


def policies_in(config: Config | None, base: Path) -> PolicySettings:
    """Return which policies the file names; the defaults without a file."""
    if config is None:
        return PolicySettings()
    overrides = {
        rule_id: Override(section.severity, section.enforcement, section.enabled)
        for rule_id, section in config.rules.items()
    }
    return PolicySettings(
        sources=tuple(_sources(base, config.policy)),
        builtin=config.policy.builtin,
        data=below(base, config.policy.data),
        params=config.params,
        overrides=overrides,
        trust=BundleTrust(keys=below(base, config.policy.keys)),
        **given(profile=_profile(base, config.profile)),
    )


def settings_in(config: Config | None, base: Path) -> RunSettings:
    """Return what the file says of a whole run; the defaults without a file."""
    from govern.documents.interface import Limits  # noqa: PLC0415 - most commands run no engine
    from govern.documents.render.mode import RenderMode  # noqa: PLC0415 - as above
    from govern.engine.factory import EngineSettings  # noqa: PLC0415 - as above
    from govern.facts.checkov.scan import ScanSettings  # noqa: PLC0415 - as above
    from govern.pipeline import RunSettings  # noqa: PLC0415 - as above

    if config is None:
        return RunSettings()
    inputs = config.inputs
    scan = given(
        checkov=None if inputs.scan is None else inputs.scan == "checkov",
        seconds=inputs.scan_deadline,
    )
    return RunSettings(
        policy=policies_in(config, base),
        engine=EngineSettings(**config.engine.model_dump(exclude_none=True)),
        limits=Limits(**config.limits.model_dump(exclude_none=True)),
        scan=ScanSettings(**scan),
        exclude=below(base, inputs.exclude),
        waiver_files=below(base, config.waivers.files),
        **given(
            fail_on=FailOn(config.fail_on) if config.fail_on else None,
            at=_aware(config.at) if config.at else None,
            environment=config.context.environment,
            tier=config.context.tier,
            render=RenderMode(inputs.render) if inputs.render else None,
            baseline=below_one(base, config.waivers.baseline),
            source_root=below_one(base, inputs.source_root),
        ),
    )


def instant(text: str, name: str) -> datetime:
    """Return a point in time; UTC where the text names no zone.

    Raises:
        UsageError: it is no time; the message calls it by `name`.
    """
    try:
        return _aware(datetime.fromisoformat(text))
    except ValueError as error:
        raise UsageError(
            f"{name} {text!r} is not a time",
            cause=str(error),
            hint="write it as in RFC 3339: 2027-01-01T00:00:00Z",
        ) from error


def _aware(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _sources(base: Path, section: PolicySection) -> Iterator[PolicySource]:
    for one in section.sources:
        if isinstance(one, str):
            yield PolicySource(_source_path(base, one))
        else:
            says = one.model_dump(exclude={"path"}, exclude_none=True)
            yield PolicySource(_source_path(base, one.path), **says)


def _source_path(base: Path, path: str) -> str:
    return path if path.startswith(REMOTE) else below(base, (path,))[0]


def _profile(base: Path, named: str | None) -> str | None:
    """Return a profile's name as it is, and its path relative to where the user stands."""
    if named and ("/" in named or named.endswith((".yaml", ".yml"))):
        return below(base, (named,))[0]
    return named


def given(**values: Any) -> dict[str, Any]:
    """Return only what was given, so that defaults stay in one place."""
    return {name: value for name, value in values.items() if value is not None}


def below(base: Path, paths: tuple[str, ...]) -> tuple[str, ...]:
    """Return the paths of a configuration file relative to where the user stands."""
    return tuple((base / path).as_posix() for path in paths)


def below_one(base: Path, path: str | None) -> str | None:
    """Return one such path, or None."""
    return (base / path).as_posix() if path else None


def log_below(base: Path, place: str | None) -> str | None:
    """Return where a configuration file says that the log is: a URL as it is, or such a path."""
    if place is None or DATABASE.match(place):
        return place
    return below_one(base, place.removeprefix("file:"))
