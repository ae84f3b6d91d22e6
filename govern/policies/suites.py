"""The test suites of `gator verify` (kind Suite of test.gatekeeper.sh): what they ask."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govern.documents.interface import Limits
from govern.documents.yaml_reader import read_yaml
from govern.errors import InputError, PolicyError
from govern.policies.files import read_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SUITE = re.compile(rb"""^["']?apiVersion["']?:[ \t]*["']?test\.gatekeeper\.sh/""", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Assertion:
    """How many violations are expected: exactly `count`, or at least one where it is None."""

    count: int | None
    message: re.Pattern[str]

    @property
    def words(self) -> str:
        """What is expected, for people."""
        count = "at least 1" if self.count is None else str(self.count)
        like = f" like {self.message.pattern!r}" if self.message.pattern else ""
        return f"{count} violations{like}"

    def holds(self, messages: Sequence[str]) -> bool:
        """Tell whether these messages are what is expected."""
        found = sum(1 for message in messages if self.message.search(message))
        return found > 0 if self.count is None else found == self.count


@dataclass(frozen=True, slots=True)
class SuiteCase:
    """One case of a suite, with paths as they are opened.

    Attributes:
        refused: Why it cannot be run here; empty for one that can.
    """

    suite: str
    name: str
    template: str
    constraint: str
    object: str
    inventory: tuple[str, ...]
    assertions: tuple[Assertion, ...]
    skipped: bool = False
    refused: str = ""


def find_suites(sources: Sequence[str]) -> list[str]:
    """Return the files below folders, or named themselves, that hold suites."""
    return sorted({path for source in sources for path in _yaml_of(source) if _is_suite(path)})


def cases_of(path: str) -> Iterator[SuiteCase]:
    """Yield the cases of a suite, in order.

    Raises:
        PolicyError: it is no suite.
    """
    try:
        suite = read_yaml(read_text(path), path, Limits())
    except InputError as error:
        raise PolicyError(error.message, path=path, line=error.line, cause=error.cause) from error
    base = Path(path).parent
    for test in _objects(suite, "tests", path):
        for case in _objects(test, "cases", path):
            yield SuiteCase(
                suite=path,
                name=f"{test.get('name', '')}/{case.get('name', '')}",
                template=_path(base, test, "template", path),
                constraint=_path(base, test, "constraint", path),
                object=_path(base, case, "object", path),
                inventory=tuple(
                    (base / str(one)).as_posix() for one in case.get("inventory") or ()
                ),
                assertions=tuple(
                    _assertion(one, path) for one in _objects(case, "assertions", path)
                ),
                skipped=any(bool(one.get("skip")) for one in (suite, test, case)),  # type: ignore[union-attr]  # `_objects` has found it to be a mapping
                refused="expansion is done by `gator verify` alone" if "expansion" in test else "",
            )


def _yaml_of(source: str) -> Iterator[str]:
    if source.endswith((".yaml", ".yml")):
        yield source
    for folder, folders, names in os.walk(source):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            if name.endswith((".yaml", ".yml")):
                yield (Path(folder) / name).as_posix()


def _is_suite(path: str) -> bool:
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise PolicyError("cannot be read", path=path, cause=error.strerror) from error
    return _SUITE.search(data) is not None


def _objects(holder: Any, key: str, path: str) -> list[dict[str, Any]]:
    found = holder.get(key) if isinstance(holder, dict) else None
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found) or not found:
        raise PolicyError(f"the suite has no list of `{key}`", path=path)
    return found


def _path(base: Path, holder: dict[str, Any], key: str, path: str) -> str:
    value = holder.get(key)
    if not isinstance(value, str):
        raise PolicyError(f"`{key}` of {holder.get('name', 'a test')} must be a path", path=path)
    return (base / value).as_posix()


def _assertion(value: dict[str, Any], path: str) -> Assertion:
    said = value.get("violations", "yes")
    words: dict[Any, int | None] = {"yes": None, "no": 0, True: None, False: 0}
    if isinstance(said, bool) or said in ("yes", "no"):
        count = words[said]
    elif isinstance(said, int) and said >= 0:
        count = said
    else:
        raise PolicyError("`violations` is yes, no or a number", path=path)
    try:
        return Assertion(count, re.compile(str(value.get("message") or "")))
    except re.error as error:
        raise PolicyError(
            f"`message` {value['message']!r} is no regular expression", path=path, cause=str(error)
        ) from error
