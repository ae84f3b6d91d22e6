"""The Python API: what `govern check` does, for programs (docs/python-api.md).

`import govern` is enough: its names are taken from here when they are first used.
"""

from __future__ import annotations

import os
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from govern import pipeline, reporters
from govern.configured import given, instant, read_config, settings_in
from govern.documents.render.mode import RenderMode
from govern.errors import UsageError
from govern.model import Kind
from govern.model.document import READ_KINDS
from govern.model.result import FailOn

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from govern.engine.factory import EngineSettings
    from govern.model import JsonValue, Report
    from govern.pipeline import RunSettings
    from govern.policies.assembly import PolicySettings

PathLike: TypeAlias = str | os.PathLike[str]
_Choice = TypeVar("_Choice", bound=StrEnum)


def check(  # noqa: PLR0913 - by keyword only, and each has the name of its option
    paths: PathLike | Iterable[PathLike],
    *,
    config: PathLike | None = None,
    profile: str | None = None,
    policies: PathLike | Iterable[PathLike] = (),
    builtin: bool = True,
    data: PathLike | Iterable[PathLike] = (),
    params: Mapping[str, Mapping[str, JsonValue]] | None = None,
    kind: Kind | str | None = None,
    fail_on: FailOn | str | None = None,
    at: datetime | str | None = None,
    waivers: PathLike | Iterable[PathLike] = (),
    baseline: PathLike | None = None,
    exclude: Iterable[str] = (),
    source_root: PathLike | None = None,
    render: RenderMode | str | None = None,
    environment: str | None = None,
    tier: str | None = None,
    engine: str | None = None,
    deadline: float | None = None,
) -> Report:
    """Decide whether inputs are allowed; a denial is a Report, not an exception.

    Args:
        paths: Files and folders: Kubernetes manifests, Terraform plans, model cards, SBOMs.
        config: A `govern.toml`. Unlike the command, a program reads no file that it does not name.
        profile: Which shipped rules apply: a name, or the path of a file.
        policies: Further policies: folders, `.rego` files and bundles.
        builtin: Whether the rules that ship with govern are loaded.
        data: JSON or YAML files, or folders of them, merged into Rego's `data`.
        params: Parameters of rules by group; single values win over those of profile and file.
        kind: What every input is, instead of looking.
        fail_on: The lowest severity that denies; `warn` makes warnings deny too.
        at: Decide as of this time (aware, or RFC 3339) instead of now.
        waivers: Waiver files.
        baseline: A file whose findings are accepted.
        exclude: Patterns of paths to leave out when folders are walked.
        source_root: Folder of the .tf files of the plans.
        render: Whether Kustomize folders and Helm charts are rendered.
        environment: What rules see as `input.context.environment`.
        tier: What rules see as `input.context.tier`.
        engine: `embedded` or `opa`.
        deadline: Longest evaluation of one document, in seconds.

    Raises:
        UsageError: a path does not exist, or an argument is wrong.
        PolicyError: a policy, its data, or a waiver or baseline file is wrong.
        EngineError: the engine cannot be started.
    """
    inside = settings_in(*read_config(_path(config) or "none"))
    settings = replace(
        inside,
        policy=_policies(inside.policy, profile, _paths(policies), builtin, _paths(data), params),
        engine=_engine(inside.engine, engine, deadline),
        waiver_files=(*inside.waiver_files, *_paths(waivers)),
        exclude=(*inside.exclude, *exclude),
        **given(
            kind=_kind(kind),
            fail_on=_choice(FailOn, fail_on, "fail_on"),
            at=_time(at),
            render=_choice(RenderMode, render, "render"),
        ),
        **given(baseline=_path(baseline), source_root=_path(source_root)),
        **given(environment=environment, tier=tier),
    )
    return _checked(_paths(paths), settings)


def render(report: Report, form: str) -> str:
    """Return a report in one of the formats of `govern check --output`, such as `sarif`.

    Raises:
        UsageError: there is no such format.
    """
    return reporters.reporter_for(form).render(report)


def _checked(paths: tuple[str, ...], settings: RunSettings) -> Report:
    if not paths:
        raise UsageError("nothing to check", hint="name files or folders")
    if "-" in paths:
        raise UsageError(
            "a program's standard input is its own", hint="name files or folders, and not `-`"
        )
    return pipeline.check(paths, settings)


def _path(path: PathLike | None) -> str | None:
    return os.fspath(path) if path else None


def _paths(given_paths: PathLike | Iterable[PathLike]) -> tuple[str, ...]:
    """Return paths as text; one alone stands for a list of one."""
    if isinstance(given_paths, str | os.PathLike):
        return (os.fspath(given_paths),)
    return tuple(os.fspath(path) for path in given_paths)


def _policies(
    inside: PolicySettings,
    profile: str | None,
    sources: tuple[str, ...],
    builtin: bool,
    data: tuple[str, ...],
    params: Mapping[str, Mapping[str, JsonValue]] | None,
) -> PolicySettings:
    own = params or {}
    joined = {
        group: {**inside.params.get(group, {}), **own.get(group, {})}
        for group in {*inside.params, *own}
    }
    return replace(
        inside,
        sources=(*inside.sources, *sources),
        builtin=builtin and inside.builtin,
        data=(*inside.data, *data),
        params=joined,
        **given(profile=profile),
    )


def _engine(inside: EngineSettings, name: str | None, deadline: float | None) -> EngineSettings:
    if name not in {None, "embedded", "opa"}:
        raise UsageError(f"engine {name!r} is none of embedded, opa")
    if deadline is not None and not 0 < deadline <= 3600:
        raise UsageError(f"deadline {deadline!r} is not between 0 and 3600 seconds")
    return replace(inside, **given(name=name, deadline=deadline))


def _kind(kind: Kind | str | None) -> Kind | None:
    chosen = _choice(Kind, kind, "kind")
    if chosen is not None and chosen not in READ_KINDS:
        raise UsageError(f"kind {chosen.value!r} is nothing that is read from files")
    return chosen


def _choice(choices: type[_Choice], value: _Choice | str | None, name: str) -> _Choice | None:
    if value is None:
        return None
    try:
        return choices(value)
    except ValueError as error:
        known = ", ".join(one.value for one in choices)
        raise UsageError(f"{name} {value!r} is none of {known}") from error


def _time(at: datetime | str | None) -> datetime | None:
    if at is None:
        return None
    if isinstance(at, str):
        return instant(at, "at")
    if at.tzinfo is None:
        raise UsageError(
            f"at {at.isoformat()} has no time zone", hint="datetime(…, tzinfo=UTC), for example"
        )
    return at
