"""`govern init`: a configuration, a CI job, and a first policy with its test."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import click

import govern
from govern.cli.outputs import replace_file
from govern.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

_EPILOG = """\b
Examples:
  govern init                      configuration, policy, and a GitHub Actions job
  govern init --ci gitlab infra/   for GitLab, in another folder
"""
_CI_FILES = {
    "github": ("github.yml", ".github/workflows/govern.yml"),
    "gitlab": ("gitlab.yml", "ci/govern.gitlab-ci.yml"),
}


@click.command("init", epilog=_EPILOG)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=".")
@click.option("--ci", type=click.Choice(["github", "gitlab", "none"]), default="github",
              help="Which CI to write a job for.")  # fmt: skip
@click.option("--force", is_flag=True, help="Replace files that exist.")
def command(folder: Path, ci: str, force: bool) -> None:
    """Write a commented govern.toml, a CI job, and a first policy with its test."""
    wanted = dict(_wanted(ci))
    existing = [path for path in wanted if (folder / path).exists()]
    if existing and not force:
        raise UsageError(
            f"would replace {', '.join(existing)}",
            path=str(folder),
            hint="nothing was written; use --force to replace them",
        )
    for path, text in wanted.items():
        target = folder / path
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(
                "the folder cannot be made", path=str(target.parent), cause=error.strerror
            ) from error
        replace_file(target, text)
        click.echo(f"wrote {target.as_posix()}")
    click.echo("next: govern check .   and   govern explain ORG001")


def _wanted(ci: str) -> Iterator[tuple[str, str]]:
    yield "govern.toml", _template("govern.toml")
    yield "policies/team_label.rego", _template("team_label.rego")
    yield "policies/team_label_test.rego", _template("team_label_test.rego")
    if ci in _CI_FILES:
        template, path = _CI_FILES[ci]
        yield path, _template(template)


def _template(name: str) -> str:
    text = files("govern.cli").joinpath("templates", name).read_text(encoding="utf-8")
    return text.replace("@VERSION@", govern.__version__)
