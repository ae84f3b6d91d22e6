"""How much of each rule its samples hold: change a rule a little, and see whether a sample notices.

    python -m benchmarks.rule_mutation            # every rule, about a quarter of an hour
    python -m benchmarks.rule_mutation K020 T003  # some
    python -m benchmarks.rule_mutation lib/images # what rules share, by the samples of all of them

A mutant is a rule with one condition deleted, negated or turned around, or with one of its `deny`,
`warn` and `undecided` removed. It is killed when any finding on any sample changes (verdict,
message or place) or can no longer be made. Mutants that do not compile do not count. Shown too are
the lines that make the `denied` sample denied: without them it is let pass. The exit code is 1
when a rule has no such lines or keeps less than 90 %.
"""

from __future__ import annotations

import json
import re
import sys
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from govern.errors import Error
from tests.rego.harness import judge, library, samples_of, verdict_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.model import Rule
    from tests.rego.harness import Sample

_FLOOR = 0.9
_TURNS = (
    (r" == ", " != "),
    (r" != ", " == "),
    (r" > ", " <= "),
    (r" < ", " >= "),
    (r" >= ", " < "),
    (r" <= ", " > "),
    (r"\bnot ", ""),
    (r"\bif (?!not |\{)", "if not "),
    (r"^(\t+)(?!not |some |every |[\w\[\], ]+ := |\})(?=[a-z_].*[\w)\]}\"]$)", r"\1not "),
    (r" \+ ", " - "),
    (r"\bcount\(([^()]*)\) == 0", r"count(\1) == 1"),
)
_BODY = re.compile(r"(\bif \{|\bevery .* \{|\|)$")


def main(arguments: list[str]) -> int:
    """Judge the rules named, or all, and say what the samples miss."""
    shared = [name.removeprefix("lib/") for name in arguments if name.startswith("lib/")]
    rules = [rule for rule in library().rules if not arguments or rule.id in arguments]
    weak = []
    total = killed = 0
    examined = ((rule.id, _examine(rule)) for rule in rules)
    of_shared = ((f"lib/{name}", _examine_shared(name)) for name in shared)
    for name, (mutants, survivors, decisive) in chain(examined, of_shared):
        total, killed = total + mutants, killed + mutants - len(survivors)
        share = 1 - len(survivors) / mutants if mutants else 1.0
        print(f"{name:6} {mutants - len(survivors):3}/{mutants:3} killed {share:6.1%}  {decisive}")
        for line, text in survivors:
            print(f"         survives, line {line}: {text.strip()[:100]}")
        if share < _FLOOR or not decisive:
            weak.append(name)
    print(f"\n{killed} of {total} mutants killed, {killed / max(total, 1):.1%}")
    if weak:
        print(f"below {_FLOOR:.0%}, or without a line that decides: {', '.join(weak)}")
    return 1 if weak else 0


def _examine(rule: Rule) -> tuple[int, list[tuple[int, str]], str]:
    """Return how many mutants there are, the survivors, and the line that denies."""
    text = Path(rule.file).read_text(encoding="utf-8")
    samples = samples_of(rule)
    truth = _said(samples, text)
    denied = next(one.name for one in samples if one.path.stem == "denied")
    mutants, survivors = 0, []
    for line, shown, mutant in [*_mutants(text), *_removals(text)]:
        said = _said(samples, mutant)
        if said is None:
            continue
        mutants += 1
        if said == truth:
            survivors.append((line, shown))
    return mutants, survivors, _decisive(text, [one for one in samples if one.name == denied])


def _examine_shared(name: str) -> tuple[int, list[tuple[int, str]], str]:
    """Return the same of a module that rules share, by the samples of every rule that uses it."""
    package = f"govern.lib.{name}"
    module = next(one for one in library().modules if one.package == package)
    users = [samples_of(rule) for rule in library().rules if package in _needs(rule.package)]
    truth = [_said(samples, module.text, package) for samples in users]
    mutants, survivors = 0, []
    for line, shown, mutant in _mutants(module.text):
        found = [_said(samples, mutant, package) for samples in users]
        if None in found:
            continue
        mutants += 1
        if found == truth:
            survivors.append((line, shown))
    return mutants, survivors, f"used by {len(users)} rules"


def _needs(package: str) -> set[str]:
    """Return the packages of the library that a package imports, and those that these import."""
    texts = {module.package: module.text for module in library().modules}
    found, waiting = set[str](), [package]
    while waiting:
        for needed in re.findall(r"^import data\.([\w.]+)", texts[waiting.pop()], re.MULTILINE):
            if needed in texts and needed not in found:
                found.add(needed)
                waiting.append(needed)
    return found


def _decisive(text: str, denied: list[Sample]) -> str:
    """Name the `deny` that speak of the denied sample, if it is let pass without them."""
    speaking = [
        (line, mutant)
        for line, shown, mutant in _removals(text)
        if shown.startswith("- deny") and _said(denied, mutant) != _said(denied, text)
    ]
    without = text
    for line, _ in speaking:
        without = _without(without.splitlines(), line - 1)
    said = json.loads(_said(denied, without) or "null")
    passes = isinstance(said, dict) and verdict_of(said[denied[0].name]) != "denied"
    return f"denied by line {', '.join(str(line) for line, _ in speaking)}" if passes else ""


def _removals(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield a mutant for each `deny`, `warn` and `undecided` of a rule, without it."""
    lines = text.splitlines()
    for at, line in enumerate(lines):
        if re.match(r"(deny|warn|undecided) contains ", line):
            yield at + 1, f"- {line}", _without(lines, at)


def _without(lines: list[str], at: int) -> str:
    """Blank out the rule that starts at a line; one with a body ends at its closing brace."""
    last = "}" if lines[at].endswith("{") else ""
    end = next((i + 1 for i in range(at + 1, len(lines)) if lines[i] == last), len(lines))
    return "\n".join([*lines[:at], *[""] * (end - at), *lines[end:]]) + "\n"


def _said(samples: list[Sample], text: str, package: str | None = None) -> str | None:
    """Return all findings as text, or the engine's failure; None when the rule does not load."""
    try:
        return json.dumps(judge(samples, text, package), sort_keys=True)
    except Error:
        return None
    except AssertionError as failure:  # the harness expects a value of every answer
        return json.dumps(str(failure))


def _mutants(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield line number, a description and the text of each mutant; METADATA and data are left."""
    lines = text.splitlines()
    start = next(at for at, line in enumerate(lines) if line.startswith("package "))
    for at, in_body in _code(lines, start):
        line = lines[at]
        if in_body and not re.match(r"\t+some |.* := ", line):  # those bind, and decide nothing
            yield at + 1, f"- {line}", _with(lines, at, "")
        for pattern, turned in _TURNS:
            for match in re.finditer(pattern, line):
                changed = line[: match.start()] + match.expand(turned) + line[match.end() :]
                yield at + 1, f"> {changed}", _with(lines, at, changed)


def _code(lines: list[str], start: int) -> Iterator[tuple[int, bool]]:
    """Yield each line of logic, and whether it is a condition of its own in a body."""
    openers: list[str] = []
    for at in range(start + 1, len(lines)):
        line = lines[at].split(" #")[0].rstrip()
        bare = re.sub(r'"(?:[^"\\]|\\.)*"|`[^`]*`', '""', line)
        closes = len(re.findall(r"[)\]}]", bare)) - len(re.findall(r"[(\[{]", bare))
        for _ in range(max(closes, 0)):
            openers.pop()
        logic = bool(openers and _BODY.search(openers[-1])) or bool(re.search(r"\bif\b", bare))
        if line and not line.lstrip().startswith(("import ", "#")) and logic:
            inside = bool(openers) and not re.fullmatch(r"[\t\])},]*", line)
            yield at, inside and bool(_BODY.search(openers[-1]))
        openers.extend([line] * -closes)


def _with(lines: list[str], at: int, new: str) -> str:
    return "\n".join([*lines[:at], new, *lines[at + 1 :]]) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
