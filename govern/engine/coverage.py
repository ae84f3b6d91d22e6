"""Which lines of policies their tests evaluate, as each engine counts them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from govern.policies.rego_tests import TEST_FILE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from govern.engine.settings import EngineSettings
    from govern.policies.policy_set import PolicySet
    from govern.policies.rego_tests import RegoTest


@dataclass(frozen=True, slots=True)
class FileCoverage:
    """One policy file: 1-based lines, in order, that were evaluated, and that were not.

    A line without an expression (a comment, a lone brace) is in neither.
    """

    path: str
    covered: tuple[int, ...]
    missed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What tests evaluate of the policies; the tests' own lines do not count."""

    files: tuple[FileCoverage, ...]

    @property
    def percent(self) -> float:
        """Covered lines in a hundred; 100 when there is no line to cover."""
        covered = sum(len(one.covered) for one in self.files)
        missed = sum(len(one.missed) for one in self.files)
        return 100.0 * covered / (covered + missed) if covered + missed else 100.0


def measure(policies: PolicySet, tests: Sequence[RegoTest], settings: EngineSettings) -> Coverage:
    """Run tests once more and note which lines they evaluate.

    The two engines differ by a few lines: OPA counts heads of rules, for example.

    Raises:
        EngineError: the engine gave no answer in the time it has.
    """
    by_file: dict[str, list[str]] = {}
    for test in tests:
        if not test.skipped and not test.refused:
            by_file.setdefault(test.file, []).append(test.rule)
    groups = list(by_file.values())
    if settings.name == "opa":
        from govern.engine.opa.coverage import lines_of  # noqa: PLC0415 - one engine a run
    else:
        from govern.engine.embedded.coverage import lines_of  # noqa: PLC0415 - as above
    found = lines_of(policies.modules, policies.data, groups, settings)
    return Coverage(
        tuple(
            FileCoverage(path, tuple(sorted(covered)), tuple(sorted(missed - covered)))
            for path, (covered, missed) in sorted(found.items())
            if not path.endswith(TEST_FILE)
        )
    )
