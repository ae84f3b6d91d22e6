"""OPA's own compliance cases, run by an engine: equal, refused or wrong.

The cases come from the published inputs (opa-compliance): `cases[]` with a query, modules, data,
an input, and the result or error that OPA gives. All cases of an OPA are judged by

    python -m tests.engine.compliance \\
        "$(go env GOMODCACHE)/github.com/open-policy-agent/opa@v1.20.2/v1/test/cases/testdata/v1"
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import yaml

from govern.engine.embedded.engine import EmbeddedEngine
from govern.engine.interface import Failure, Undefined
from govern.engine.settings import EngineSettings
from govern.errors import Error
from govern.model import Module
from govern.policies.rego_text import package_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from govern.engine.interface import Answer

# The cases expect what OPA said when they were written; OPA 1.20.2 says what we say.
OUTDATED = frozenset({"reachable_paths/cycle_1022_3"})


class _Yaml(yaml.CSafeLoader):
    """What looks like a time is a text."""


_Yaml.add_constructor(  # type: ignore[type-var]  # a method of a parent
    "tag:yaml.org,2002:timestamp", _Yaml.construct_scalar
)


class Verdict(StrEnum):
    EQUAL = "equal"
    REFUSED = "refused"
    WRONG = "wrong"


@dataclass(frozen=True)
class Judged:
    folder: str
    note: str
    verdict: Verdict
    said: str


@dataclass
class Table:
    judged: list[Judged] = field(default_factory=list)

    def count(self, verdict: Verdict) -> int:
        return sum(one.verdict is verdict for one in self.judged)

    def rows(self) -> Iterator[tuple[str, Counter[Verdict]]]:
        folders: dict[str, Counter[Verdict]] = {}
        for one in self.judged:
            folders.setdefault(one.folder, Counter())[one.verdict] += 1
        yield from sorted(folders.items())


def run_all(root: Path) -> Table:
    return judge_all(sorted((root / "opa-compliance" / "v1").glob("*/*.json")))


def judge_all(files: Iterable[Path]) -> Table:
    table = Table()
    for file in files:
        for case in _read(file)["cases"]:
            if not case.get("ignore"):
                verdict, said = judge(case)
                table.judged.append(Judged(file.parent.name, case["note"], verdict, said))
    return table


def _read(file: Path) -> Any:
    text = file.read_text(encoding="utf-8")
    return orjson.loads(text) if file.suffix == ".json" else _Yaml(text).get_single_data()


def judge(case: dict[str, Any]) -> tuple[Verdict, str]:
    """Return the verdict, and what the engine said if it is not equal."""
    try:
        answer = _answer(case)
    except Error as error:
        answer = None
        failure = error.diagnostics()
    else:
        failure = answer.message if isinstance(answer, Failure) else ""
    wants_error = bool(case.get("want_error") or case.get("want_error_code"))
    if failure:
        return (Verdict.EQUAL, "") if wants_error else (Verdict.REFUSED, failure)
    assert answer is not None
    if wants_error:
        return Verdict.WRONG, f"no error: {answer}"
    if "want_result" not in case or case["note"] in OUTDATED:
        return Verdict.EQUAL, ""
    sort = bool(case.get("sort_bindings"))
    got = {_canonical(_sorted(one) if sort else one) for one in _bindings(answer)}
    want = {_canonical(_sorted(one) if sort else one) for one in case["want_result"]}
    return (Verdict.EQUAL, "") if got == want else (Verdict.WRONG, str(answer))


def _answer(case: dict[str, Any]) -> Answer:
    modules = [
        Module(f"module{index}.rego", text, package=(package_of(text) or ("", 0))[0])
        for index, text in enumerate(case.get("modules") or [])
    ]
    query = case["query"]
    if "input_term" in case:
        query = f"{query} with input as {case['input_term']}"
    given = orjson.dumps(case["input"]) if "input" in case else b""
    settings = EngineSettings(deadline=5, workers=1)
    with EmbeddedEngine(modules, case.get("data") or {}, settings) as engine:
        return engine.query(query, given)


def _bindings(answer: Answer) -> list[dict[str, Any]]:
    if isinstance(answer, Undefined):
        return []
    assert not isinstance(answer, Failure)
    value = answer.value
    if isinstance(value, list) and value and isinstance(value[0], dict) and "bindings" in value[0]:
        return [one["bindings"] for one in value]  # type: ignore[index,call-overload,misc]  # bindings are a list of mappings
    return [{}]


def _sorted(bindings: dict[str, Any]) -> dict[str, Any]:
    return {
        key: sorted(value, key=lambda one: repr(_canonical(one)))
        if isinstance(value, list)
        else value
        for key, value in bindings.items()
    }


def _canonical(value: Any) -> Any:
    """Return something hashable in which 1 and 1.0 are equal, and 1 and true are not."""
    if isinstance(value, bool) or value is None:
        return ("literal", value)
    if isinstance(value, float) and value.is_integer():
        return ("number", int(value))
    if isinstance(value, int | float):
        return ("number", value)
    if isinstance(value, str):
        return ("text", value)
    if isinstance(value, list):
        return ("list", tuple(map(_canonical, value)))
    return ("object", tuple(sorted((key, _canonical(one)) for key, one in value.items())))


def render(table: Table) -> str:
    """Return the page docs/engine-parity.md's generated part."""
    total = len(table.judged)
    lines = [
        "| | equal | refused | wrong |",
        "|---|---|---|---|",
        *(
            f"| {folder} | {count[Verdict.EQUAL]} | {count[Verdict.REFUSED] or ''} "
            f"| {count[Verdict.WRONG] or ''} |"
            for folder, count in table.rows()
        ),
        f"| **all {total}** | {' | '.join(f'**{table.count(one)}**' for one in Verdict)} |",
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Judge the cases in the folder that is named; print the table and what is wrong."""
    os.environ["GOVERN_NO_CACHE"] = "1"
    table = judge_all(sorted(Path(sys.argv[1]).glob("*/*.yaml")))
    sys.stdout.write(render(table))
    wrong = [one for one in table.judged if one.verdict is Verdict.WRONG]
    for one in wrong:
        sys.stdout.write(f"wrong: {one.note}: {one.said}\n")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
