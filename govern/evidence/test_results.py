"""A run of tests as in-toto evidence: https://in-toto.io/attestation/test-result/v0.1."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING

from govern.attest.digest import Digest
from govern.errors import LimitExceeded, UsageError
from govern.evidence.canonical import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from govern.model import JsonObject, JsonValue

TEST_RESULT = "https://in-toto.io/attestation/test-result/v0.1"
_MOST_BYTES = 16 * 1024 * 1024  # what verifiers of attestations accept
_HEX = re.compile(r"[0-9a-f]{64}")
_SECONDS = 60


class Grade(IntEnum):
    """How a test ended; of several answers, the worst counts."""

    PASSED = 0
    WARNED = 1
    FAILED = 2


_WORDS = {Grade.PASSED: "PASSED", Grade.WARNED: "WARNED", Grade.FAILED: "FAILED"}


@dataclass(frozen=True, slots=True)
class Subject:
    """What was tested: a file by its sha256, or a repository by its commit."""

    name: str
    algorithm: str
    digest: str

    def value(self) -> JsonObject:
        """Return the subject as a statement says it."""
        return {"name": self.name, "digest": {self.algorithm: self.digest}}


@dataclass(slots=True)
class TestRun:
    """Collects how the tests of one run ended.

    Attributes:
        grades: By test id; a test that began and never ended has failed.
        configuration: Files that said how to test: path → sha256 (hex).
        about: What else a reader should know: versions, how many tests were left out.
    """

    __test__ = False  # pytest looks for classes of this name

    grades: dict[str, Grade] = field(default_factory=dict)
    configuration: dict[str, str] = field(default_factory=dict)
    about: dict[str, str] = field(default_factory=dict)

    def add(self, test: str, grade: Grade) -> None:
        """Add an answer about a test."""
        self.grades[test] = max(grade, self.grades.get(test, grade))

    def expect(self, test: str) -> None:
        """Say that a test was to run: when nobody told how it ended, it has failed."""
        self.grades.setdefault(test, Grade.FAILED)

    def result(self, *, succeeded: bool) -> Grade:
        """Return how the run ended; PASSED needs a run that says so itself, and a test in it."""
        if not succeeded or not self.grades:
            return Grade.FAILED
        return max(self.grades.values())

    def predicate(self, *, succeeded: bool) -> JsonObject:
        """Return what is said about the run (in-toto attestation, test-result v0.1)."""
        runner: JsonObject = {
            "name": "pytest",
            "uri": f"pkg:pypi/pytest@{self.about.get('pytest', '')}",
            "annotations": dict(self.about),
        }
        configuration: list[JsonValue] = [runner]
        for name, digest in sorted(self.configuration.items()):
            configuration.append({"name": name, "digest": {"sha256": digest}})
        return {
            "result": _WORDS[self.result(succeeded=succeeded)],
            "configuration": configuration,
            "passedTests": self._ending(Grade.PASSED),
            "warnedTests": self._ending(Grade.WARNED),
            "failedTests": self._ending(Grade.FAILED),
        }

    def _ending(self, wanted: Grade) -> list[JsonValue]:
        return [*sorted(test for test, grade in self.grades.items() if grade is wanted)]


def bounded(value: Mapping[str, object]) -> bytes:
    """Return canonical JSON that a verifier will still read.

    Raises:
        LimitExceeded: it would be larger than verifiers accept.
    """
    data = canonical(value)
    if len(data) > _MOST_BYTES:
        raise LimitExceeded(
            f"the evidence would have {len(data)} bytes, and verifiers accept {_MOST_BYTES}",
            hint="run fewer tests at once",
        )
    return data


def subjects_of(named: Iterable[str], here: Path, top: Path) -> tuple[Subject, ...]:
    """Return what a run is about: files or digests that are named, or else the git commit.

    Args:
        named: Paths of files, or `NAME=sha256:HEX`.
        here: The folder that paths are relative to.
        top: The folder of the project.

    Raises:
        UsageError: a file cannot be read; or nothing is named, and the folder is no commit.
    """
    found = tuple(_named(one, here) for one in named)
    return found or (_commit(top),)


def _named(text: str, here: Path) -> Subject:
    name, marked, digest = text.rpartition("=sha256:")
    if marked:
        if not name or not _HEX.fullmatch(digest):
            raise UsageError(f"{text!r} names no subject", hint="NAME=sha256:HEX, or a file")
        return Subject(name, "sha256", digest)
    return Subject(Path(text).name, "sha256", Digest.of_file(here / text).hex)


def _commit(top: Path) -> Subject:
    """Return the commit, if the files are what it holds: a statement about it would else lie."""
    hint = "name what is tested: --govern-subject dist/app.whl, or NAME=sha256:HEX"
    commit = _git(top, hint, "rev-parse", "HEAD").strip()
    changed = _git(top, hint, "status", "--porcelain").splitlines()
    if changed:
        raise UsageError(
            "the files are not those of the commit, so this run says nothing about it",
            path=str(top),
            cause=f"{len(changed)} changed or unknown, the first: {changed[0][3:]}",
            hint="commit or ignore them, or " + hint,
        )
    return Subject(top.name, "gitCommit", commit)


def _git(top: Path, hint: str, *arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", "-C", str(top), *arguments],
            capture_output=True,
            text=True,
            check=True,
            timeout=_SECONDS,
        )
    except (OSError, subprocess.SubprocessError) as error:
        words = getattr(error, "stderr", None) or str(error)
        raise UsageError(
            "the commit that is tested cannot be told",
            path=str(top),
            cause=words.strip().splitlines()[0] if words.strip() else None,
            hint=hint,
        ) from error
    return done.stdout
