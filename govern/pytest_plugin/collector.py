"""Collects how tests end, and writes it down once the run has ended by itself."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

import pytest

from govern.attest.digest import Digest
from govern.attest.signing import bundle_of, open_signer
from govern.attest.statement import STATEMENT_V1
from govern.cli.outputs import replace_file
from govern.errors import Error, UsageError
from govern.evidence.canonical import require_libraries
from govern.evidence.test_results import (
    TEST_RESULT,
    Grade,
    TestRun,
    bounded,
    subjects_of,
)

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from govern.evidence.test_results import Subject
    from govern.model import JsonObject


class Collector:
    """A plugin of pytest for one run.

    Args:
        config: Of the run; its options say what is tested, and where evidence goes.

    Raises:
        UsageError: what is tested cannot be told, or the key cannot be opened.
    """

    def __init__(self, config: pytest.Config) -> None:
        require_libraries()
        option, self._config = config.option, config
        self._here = config.invocation_params.dir
        self._statement = self._place(option.govern_evidence)
        self._predicate = self._place(option.govern_predicate)
        if option.collectonly:
            raise UsageError("--collect-only runs no test, so there is no evidence of one")
        self._signer = open_signer(option.govern_key) if option.govern_key else None
        self._subjects = self._look()
        self._left_out = 0
        self._run = TestRun(configuration=self._configuration())

    def pytest_deselected(self, items: list[pytest.Item]) -> None:
        """Count tests that are left out: nobody should take them for passed."""
        self._left_out += len(items)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Take files that could not be collected, or that skip themselves."""
        if report.outcome != "passed":
            self._run.add(report.nodeid, _grade(report.outcome))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take one phase of one test."""
        if hasattr(report, "wasxfail") and report.outcome != "failed":
            self._run.add(report.nodeid, Grade.WARNED)  # was expected to fail, and did or not
        elif report.outcome != "passed" or report.when == "call":
            self._run.add(report.nodeid, _grade(report.outcome))

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None, object, object]:
        """Write, after every other plugin had its say about how the run ended."""
        done = yield
        for item in getattr(session, "items", ()):
            self._run.expect(item.nodeid)
        try:
            self._write(succeeded=session.exitstatus == pytest.ExitCode.OK)
        except (Error, OSError) as error:
            session.exitstatus = pytest.ExitCode.INTERNAL_ERROR
            words = error.diagnostics() if isinstance(error, Error) else str(error)
            self._say(f"govern: no evidence was written: {words}")
        return done

    def _write(self, *, succeeded: bool) -> None:
        unchanged = self._look() == self._subjects
        self._run.about = self._about()
        predicate = self._run.predicate(succeeded=succeeded and unchanged)
        if self._statement:
            replace_file(self._statement, self._signed(predicate).decode() + "\n")
        if self._predicate:
            replace_file(self._predicate, bounded(predicate).decode() + "\n")
        why = "" if unchanged else ", since what is tested changed meanwhile"
        self._say(f"govern: evidence of the run: {predicate['result']}{why}")

    def _signed(self, predicate: JsonObject) -> bytes:
        statement = bounded(
            {
                "_type": STATEMENT_V1,
                "subject": [one.value() for one in self._subjects],
                "predicateType": TEST_RESULT,
                "predicate": predicate,
            }
        )
        return bundle_of(statement, self._signer) if self._signer else statement

    def _look(self) -> tuple[Subject, ...]:
        return subjects_of(self._config.option.govern_subject, self._here, self._config.rootpath)

    def _place(self, path: str | None) -> Path | None:
        """Return where to write; what an earlier run left there is no evidence of this one."""
        if not path:
            return None
        place = self._here / path
        try:
            if place.is_file():
                place.unlink()
            elif not place.parent.is_dir():
                raise UsageError("there is no such folder", path=str(place.parent))
        except OSError as error:
            raise UsageError("cannot be written", path=str(place), cause=error.strerror) from error
        return place

    def _configuration(self) -> dict[str, str]:
        top = self._config.rootpath
        found = {}
        for file in (self._config.inipath, top / "conftest.py"):
            if file is not None and file.is_file():
                inside = file.is_relative_to(top)
                name = file.relative_to(top).as_posix() if inside else file.name
                found[name] = Digest.of_file(file).hex
        return found

    def _about(self) -> dict[str, str]:
        return {
            "pytest": pytest.__version__,
            "python": platform.python_version(),
            "platform": platform.system(),
            "deselected": str(self._left_out),
        }

    def _say(self, words: str) -> None:
        terminal = self._config.pluginmanager.get_plugin("terminalreporter")
        if terminal is not None:
            terminal.write_line(words)


def _grade(outcome: str) -> Grade:
    """Return what pytest's word means; a skip or a second try is no pass."""
    if outcome == "failed":
        return Grade.FAILED
    return Grade.PASSED if outcome == "passed" else Grade.WARNED
