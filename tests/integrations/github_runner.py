"""Runs the steps of a composite action as GitHub's runner does, and starts no other action.

Expressions are the few that action.yml uses; another one is an error here, so that the action
does not come to rest on something that this runner only pretends to know.
"""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
_TERM = re.compile(r"([\w.-]+)\s*(==|!=)\s*'([^']*)'")


@dataclass
class Job:
    """What happened: each step's log, the outputs, and whether the job failed."""

    logs: dict[str, str] = field(default_factory=dict)
    uses: dict[str, dict[str, str]] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    summary: str = ""
    code: int = 0


class Runner:
    def __init__(
        self, action: Path, workspace: Path, temp: Path, contexts: Mapping[str, str]
    ) -> None:
        self._action = yaml.safe_load((action / "action.yml").read_text(encoding="utf-8"))
        self._workspace = workspace
        self._temp = temp
        self._values = {"github.action_path": str(action), **contexts}

    def run(self, **inputs: str) -> Job:
        """Run all steps until one fails; names of inputs are written with `_` for `-`."""
        declared = self._action["inputs"]
        given = {name.replace("_", "-"): value for name, value in inputs.items()}
        assert set(given) <= set(declared)
        job = Job()
        values = dict(self._values)
        for name, one in declared.items():
            values[f"inputs.{name}"] = given.get(name, self._text(one["default"], values))
        for index, step in enumerate(self._action["runs"]["steps"]):
            name = step.get("name", step.get("uses", ""))
            if "if" in step and not self._holds(step["if"], values):
                job.skipped.append(name)
                continue
            if "uses" in step:
                with_ = {key: self._text(value, values) for key, value in step["with"].items()}
                job.uses[step["uses"].partition("@")[0]] = with_
                continue
            job.code = self._script(step, name, index, values, job)
            if job.code != 0:
                break
        for name, one in self._action["outputs"].items():
            job.outputs[name] = self._text(one["value"], values)
        return job

    def _script(
        self, step: dict[str, Any], name: str, index: int, values: dict[str, str], job: Job
    ) -> int:
        assert step["shell"] == "bash"
        script = self._temp / f"{index}.sh"
        script.write_text(step["run"], encoding="utf-8")
        output, summary = self._temp / f"{index}.output", self._temp / f"{index}.summary"
        output.touch()
        summary.touch()
        own = {key: self._text(value, values) for key, value in step.get("env", {}).items()}
        folder = self._workspace / self._text(step.get("working-directory", "."), values)
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            cwd=folder,
            env={
                "PATH": os.environ["PATH"],
                "HOME": os.environ.get("HOME", "/"),
                "GITHUB_ACTIONS": "true",
                "GITHUB_REPOSITORY": "acme/shop",
                "GITHUB_API_URL": values.get("github.api_url", "http://127.0.0.1:9"),
                "RUNNER_TEMP": str(self._temp),
                "GITHUB_OUTPUT": str(output),
                "GITHUB_STEP_SUMMARY": str(summary),
                **own,
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        job.logs[name] = done.stdout + done.stderr
        job.summary += summary.read_text(encoding="utf-8")
        for line in output.read_text(encoding="utf-8").splitlines():
            key, _, value = line.partition("=")
            values[f"steps.{step['id']}.outputs.{key}"] = value
        return done.returncode

    def _text(self, text: str, values: Mapping[str, str]) -> str:
        return _EXPRESSION.sub(lambda found: self._value(found[1], values), text)

    @staticmethod
    def _value(name: str, values: Mapping[str, str]) -> str:
        assert re.fullmatch(r"(inputs|steps|github)\.[\w.-]+", name), name
        return values.get(name, "")  # an unknown property is empty, as GitHub has it

    def _holds(self, condition: str, values: Mapping[str, str]) -> bool:
        terms = [_TERM.fullmatch(term.strip()) for term in condition.split("&&")]
        assert all(terms), condition
        return all(
            (self._value(term[1], values) == term[3]) is (term[2] == "==") for term in terms if term
        )
