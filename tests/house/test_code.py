"""Rules of the house that no linter knows."""

from __future__ import annotations

import ast
import re
import tokenize
from typing import TYPE_CHECKING

import pytest

from tests.surroundings import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PACKAGE = sorted((ROOT / "govern").rglob("*.py"))
_SCRIPTS = [*sorted((ROOT / "benchmarks").rglob("*.py")), *sorted((ROOT / "tools").rglob("*.py"))]
_TESTS = sorted((ROOT / "tests").rglob("*.py"))
# Tests of Rego are samples written as data; nobody reads them from top to bottom.
_REGO = sorted(
    path for path in (ROOT / "policies").rglob("*.rego") if not path.name.endswith("_test.rego")
)

_LONGEST_MODULE = 400  # lines
_LONGEST_FUNCTION = 40  # lines, without decorators and docstring

# Words that say nothing (docs/glossary.md has the ones that do), and promises to finish later.
_EMPTY_WORDS = re.compile(r"\b(utils?|\w*Manager|\w*Helper)\b")
_PROMISES = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
_SUPPRESSION = re.compile(r"#\s*(noqa\b|type:\s*ignore|pragma:\s*no cover|pylint:|mypy:)")
_REASON = re.compile(
    r"#\s*(?:noqa(?::\s*[A-Z]+[0-9]+(?:,\s*[A-Z]+[0-9]+)*)?\s+-\s+\S.+"
    r"|type:\s*ignore\[[\w, -]+\]\s+(?:#|-)\s*\S.+"
    r"|pragma:\s*no cover\s+-\s+\w.+)"
)


def _named(paths: list[Path]) -> list[object]:
    return [pytest.param(path, id=path.relative_to(ROOT).as_posix()) for path in paths]


def _comments(path: Path) -> Iterator[tuple[int, str]]:
    with path.open("rb") as file:
        for token in tokenize.tokenize(file.readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0], token.string


def _functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


@pytest.mark.parametrize("path", _named(_PACKAGE + _SCRIPTS + _REGO))
def test_no_module_is_too_long_to_read(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= _LONGEST_MODULE


@pytest.mark.parametrize("path", _named(_PACKAGE))
def test_every_function_fits_on_a_screen(path: Path) -> None:
    long = {f.name: _length(f) for f in _functions(path) if _length(f) > _LONGEST_FUNCTION}
    assert not long


@pytest.mark.parametrize("path", _named(_PACKAGE + _SCRIPTS))
def test_names_say_what_a_thing_is(path: Path) -> None:
    assert not _EMPTY_WORDS.search(path.stem)
    names = {
        node.name
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert not {name for name in names if _EMPTY_WORDS.search(name)}


@pytest.mark.parametrize("path", _named(_PACKAGE + _SCRIPTS + _TESTS))
def test_no_comment_promises_to_finish_later(path: Path) -> None:
    assert not [line for line, text in _comments(path) if _PROMISES.search(text)]


@pytest.mark.parametrize("path", _named(_PACKAGE + _SCRIPTS + _TESTS))
def test_every_suppression_gives_its_reason(path: Path) -> None:
    silent = [
        f"{line}: {text}"
        for line, text in _comments(path)
        if _SUPPRESSION.search(text) and not _REASON.search(text)
    ]
    assert not silent


def test_every_ignored_lint_rule_and_dependency_gives_its_reason() -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("dependencies = ["))
    end = next(i for i, line in enumerate(lines) if i > start and line == "]")
    bare = [line for line in lines[start + 1 : end] if line.strip() and "#" not in line]
    codes = [line for line in lines if re.match(r'\s+"[A-Z]+[0-9]*",', line) and "#" not in line]
    assert not bare + codes


def test_suppressions_are_told_from_reasons() -> None:
    assert _SUPPRESSION.search("# noqa: S105")
    assert not _REASON.search("# noqa: S105")
    assert not _REASON.search("# noqa")
    assert not _REASON.search("# type: ignore[attr-defined]")
    assert _REASON.search("# noqa: S105 - an outcome, not a password")
    assert _REASON.search("# type: ignore[attr-defined]  # C code, public by use")
