"""Which tests policies have: rules named `test_…`, as OPA finds them."""

from __future__ import annotations

import os
import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from govern.assets import assets_root
from govern.errors import PolicyError
from govern.model import Module
from govern.policies.files import DATA_NAMES, read_text
from govern.policies.loader import load
from govern.policies.rego_text import heads, package_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from govern.policies.policy_set import PolicySet
    from govern.policies.rego_text import Head

TEST_FILE = "_test.rego"
_NAME = re.compile(r"(?:\.[A-Za-z_]\w*)*")  # what may follow the first name of a head
_PREFIXES = ("test_", "todo_test_")
_OWN = re.compile(r"\bdata\.govern\b")  # what refers to the shipped library


@dataclass(frozen=True, slots=True)
class RegoTest:
    """One test.

    Attributes:
        package: With `data.`.
        name: As OPA shows it: a second test of one name is `test_x#01`.
        rule: The path to ask the engine for.
        file: Where it stands.
        line: 1-based line of its head.
        skipped: It is marked to be written later: `todo_test_…`.
        refused: Why it cannot be run; empty for one that can.
    """

    package: str
    name: str
    rule: str
    file: str
    line: int
    skipped: bool = False
    refused: str = ""

    @property
    def full_name(self) -> str:
        """What `--run` is matched against."""
        return f"{self.package}.{self.name}"


@dataclass(frozen=True, slots=True)
class TestedPolicies:
    """Policies with their tests loaded beside them, and the tests, by file and line."""

    __test__ = False  # else pytest would look for tests in here

    policies: PolicySet
    tests: tuple[RegoTest, ...]


def find_tests(
    sources: Sequence[str], *, data_files: Sequence[str] = (), others: bool = False
) -> TestedPolicies:
    """Load policies together with their tests.

    The shipped library comes along where something refers to `data.govern` and does not bring it.

    Args:
        sources: Folders (read as OPA bundle roots, `*_test.rego` included) and `.rego` files.
        data_files: JSON or YAML merged into `data` at its root.
        others: The sources have tests of another kind, so that one may hold no Rego at all.

    Raises:
        PolicyError: a file is missing or wrong.
    """
    texts: dict[str, str] = {}
    named = []
    for source in dict.fromkeys(sources):
        tests, has_more = _tests_of(source)
        texts |= {path: read_text(path) for path in tests}
        if has_more or not (tests or others):
            named.append(source)
    written = [Module(path, text, package=_package(path, text)) for path, text in texts.items()]
    policies = load(named, data_files=data_files, any_rego=True)
    modules = [*policies.modules, *written]
    if _needs_library(modules):
        library = str(assets_root() / "policies" / "rego")
        policies = load([library, *named], data_files=data_files, any_rego=True)
        modules = [*policies.modules, *written]
    seen: Counter[str] = Counter()
    changed: list[Module] = []
    found: list[RegoTest] = []
    for module in sorted(modules, key=lambda one: one.path):
        some, text = _of_module(module, seen)
        found += some
        changed.append(replace(module, text=text))
    return TestedPolicies(replace(policies, modules=tuple(changed)), tuple(found))


def _tests_of(source: str) -> tuple[list[str], bool]:
    """Return the test files of a source, and whether it has anything else to load."""
    if not Path(source).is_dir():
        return ([source], False) if source.endswith(TEST_FILE) else ([], True)
    found = []
    more = False
    for folder, folders, names in os.walk(source):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name != "testdata"
        )
        found += [(Path(folder) / name).as_posix() for name in sorted(names) if _is_test(name)]
        more = more or any(
            name in DATA_NAMES or (name.endswith(".rego") and not _is_test(name)) for name in names
        )
    return found, more


def _is_test(name: str) -> bool:
    return name.endswith(TEST_FILE)


def _package(path: str, text: str) -> str:
    found = package_of(text)
    if found is None:
        raise PolicyError("the file declares no package", path=path, line=1)
    return found[0]


def _needs_library(modules: Sequence[Module]) -> bool:
    """Tell whether the library is referred to by policies that have nothing of it."""
    if any(module.package.split(".")[0] == "govern" for module in modules):
        return False
    return any(_OWN.search(module.text) for module in modules)


def _of_module(module: Module, seen: Counter[str]) -> tuple[list[RegoTest], str]:
    """Return a module's tests, and its text, in which tests of one name have names of their own.

    `seen` counts the names of all modules so far.
    """
    lines = module.text.split("\n")
    found = []
    for head in heads(module.text):
        tail = _NAME.match(head.rest)
        path = head.name + (tail[0] if tail else "")
        last = path.rpartition(".")[2]
        rest = head.rest[len(path) - len(head.name) :].lstrip()
        if not last.startswith(_PREFIXES) or head.default or rest.startswith("("):
            continue
        key = f"data.{module.package}.{path}"
        count = seen[key]
        seen[key] += 1
        name = f"{path}#{count:02}" if count else path
        if count:
            lines[head.line - 1] = _renamed(lines[head.line - 1], path, count)
        found.append(_test(module, head, name, rest, count))
    return found, "\n".join(lines)


def _test(module: Module, head: Head, name: str, rest: str, count: int) -> RegoTest:
    path = name.partition("#")[0]
    package = f"data.{module.package}"
    rule = f"{package}.{path}__{count:02}" if count else f"{package}.{path}"
    table = "a table of cases (`test_x[case]`) is run by `opa test` alone"
    return RegoTest(
        package=package,
        name=name,
        rule=rule,
        file=module.path,
        line=head.line,
        skipped=path.rpartition(".")[2].startswith("todo_"),
        refused=table if rest.startswith("[") else "",
    )


def _renamed(line: str, path: str, count: int) -> str:
    return line.replace(path, f"{path}__{count:02}", 1)
