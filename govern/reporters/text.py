"""The report for people at a terminal: grouped by input and resource, the decision last."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from govern.model.result import Outcome, Result
from govern.reporters.escape import cut, inert, visible
from govern.reporters.text_style import Style, underlined
from govern.reporters.wording import (
    OPEN_OUTCOMES,
    acceptance,
    counts,
    outcome_word,
    provenance,
    resurfaced,
    rules_by_id,
    softened,
    waiver_notes,
    where,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from govern.model import Report, Rule
    from govern.reporters.interface import TextOptions

_MIN_WIDTH = 40
_MAX_MESSAGE = 2000  # characters
_SKIPPED_SHOWN = 5  # without --verbose
_BLANKS = re.compile(r"\n{3,}")
_LABEL = 10  # columns of `controls`, `fix` and their like


class TextReporter:
    """Renders text; `TextOptions` says how."""

    def __init__(self, options: TextOptions) -> None:
        self._options = options
        self._style = Style(options.color)
        self._width = max(options.width, _MIN_WIDTH)

    def render(self, report: Report) -> str:
        """Return the text; nothing in it can steer a terminal or a CI runner."""
        lines = list(self._findings(report))
        if not self._options.quiet:
            lines += self._inputs(report) if self._options.verbose else ()
            lines += self._skipped(report)
            lines += self._notes(report)
            lines += ["", *self._wrap(counts(report), 0), *self._wrap(provenance(report), 0)]
        lines += ["", self._decision(report), ""]
        return inert(_BLANKS.sub("\n\n", "\n".join(lines).lstrip("\n")))

    def _shown(self, result: Result) -> bool:
        if self._options.quiet:
            return result.blocking
        return self._options.verbose or result.outcome in {*OPEN_OUTCOMES, Outcome.WAIVED}

    def _findings(self, report: Report) -> Iterator[str]:
        rules = rules_by_id(report)
        for path, resources in self._grouped(report).items():
            yield ""
            yield self._style.paint(visible(path) or "(no input)", "strong")
            for address, results in resources.items():
                if address and address != path:
                    yield f"  {visible(address)}"
                for result in results:
                    yield from self._finding(result, rules)

    def _grouped(self, report: Report) -> Mapping[str, Mapping[str, list[Result]]]:
        """Return path → resource address → results, each in the order of the decision."""
        grouped: dict[str, dict[str, list[Result]]] = {}
        for result in filter(self._shown, report.decision.results):
            resources = grouped.setdefault(result.location.path, {})
            resources.setdefault(result.resource.address, []).append(result)
        return grouped

    def _finding(self, result: Result, rules: Mapping[str, Rule]) -> Iterator[str]:
        yield self._head(result, rules.get(result.rule_id))
        if result.outcome is Outcome.WAIVED:
            yield from self._wrap(acceptance(result), 6)
        if result.outcome not in OPEN_OUTCOMES:
            return
        yield f"      {visible(where(result.location))}"
        if result.message != result.title:
            yield from self._wrap(cut(result.message, _MAX_MESSAGE), 6)
        yield from self._snippet(result)
        if result.origin is not None:
            yield from self._labelled("source", where(result.origin))
        yield from self._labelled("controls", ", ".join(result.controls))
        yield from self._labelled("fix", result.remediation)
        yield from self._labelled("expired", resurfaced(result))
        yield ""

    def _head(self, result: Result, rule: Rule | None) -> str:
        # The widest word is set apart, so that severities and ids stand in columns.
        word = outcome_word(result.outcome).upper()
        paint = self._style.paint
        why = softened(result, rule)
        return (
            f"    {paint(f'{word:<9}', result.outcome)} "
            f"{paint(f'{result.severity.value:<8}', result.severity)} "
            f"{paint(visible(result.rule_id), 'strong')}  {visible(result.title)}"
            + (f"  ({why})" if why else "")
        )

    def _snippet(self, result: Result) -> Iterator[str]:
        if result.snippet is None or result.location.line is None:
            return
        number = str(result.location.line)
        gutter = " " * len(number)
        line, carets = underlined(result.snippet, self._width - 11 - len(number))
        yield f"        {self._style.paint(f'{number} |', 'faint')} {line}"
        if carets:
            painted = carets.lstrip(" ")
            blank = carets[: -len(painted)]
            bar = self._style.paint(f"{gutter} |", "faint")
            yield f"        {bar} {blank}{self._style.paint(painted, result.outcome)}"

    def _labelled(self, label: str, text: str) -> Iterator[str]:
        if text.strip():
            first, *rest = self._wrap(text, 6 + _LABEL)
            head = self._style.paint(f"{label:<{_LABEL}}", "faint")
            yield f"      {head}{first.lstrip(' ')}"
            yield from rest

    def _wrap(self, text: str, indent: int) -> list[str]:
        blank = " " * indent
        return textwrap.wrap(
            visible(text),
            self._width,
            initial_indent=blank,
            subsequent_indent=blank,
            break_long_words=False,
            break_on_hyphens=False,
        )

    def _inputs(self, report: Report) -> Iterator[str]:
        if report.inputs:
            yield from ("", self._style.paint("inputs", "strong"))
        for record in report.inputs:
            kind = f"{record.kind}, {record.format}" if record.format else record.kind
            yield f"  {visible(record.path)} ({visible(kind)}) sha256:{record.sha256}"

    def _skipped(self, report: Report) -> Iterator[str]:
        shown = report.skipped if self._options.verbose else report.skipped[:_SKIPPED_SHOWN]
        if shown:
            yield from ("", self._style.paint("skipped", "strong"))
        for item in shown:
            yield from self._wrap(f"{item.path}: {item.reason}", 2)
        more = len(report.skipped) - len(shown)
        if more:
            yield f"  and {more} more; --verbose lists them all"

    def _notes(self, report: Report) -> Iterator[str]:
        notes = [*waiver_notes(report), *report.notes]
        if notes:
            yield from ("", self._style.paint("notes", "strong"))
        for note in notes:
            yield from self._wrap(note, 2)

    def _decision(self, report: Report) -> str:
        verdict = report.decision.verdict
        return f"{self._style.paint(verdict.value, verdict)}: {visible(report.decision.reason)}"
