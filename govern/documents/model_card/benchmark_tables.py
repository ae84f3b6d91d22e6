"""Benchmark tables in a card's text: one row a metric, its value in the last column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.documents.model_card.draft import PROSE
from govern.documents.model_card.markdown import plain, read_tables
from govern.documents.model_card.metrics import metric_item
from govern.documents.model_card.sections import body_place

if TYPE_CHECKING:
    from govern.documents.model_card.draft import Draft
    from govern.documents.model_card.markdown import Table
    from govern.documents.model_card.places import Place
    from govern.documents.model_card.sections import Part

_SECTIONS = frozenset({"evaluation", "metrics"})
_NAMES = frozenset({"metric", "metrics", "benchmark", "benchmarks", "measure"})


def fill_from_benchmarks(draft: Draft, parts: list[Part], body: Place) -> None:
    """Add the metrics of benchmark tables, when the card has none in a structured form.

    Only tables with one column of values are read: of several columns, a reader cannot tell which
    one is the model at hand.
    """
    if draft.knows("/metrics"):
        return
    for part in parts:
        if part.slug not in _SECTIONS:
            continue
        for section in (part.section, *part.absorbed):
            for table in read_tables(section):
                _table(draft, table, part.slug, body)


def _table(draft: Draft, table: Table, slug: str, body: Place) -> None:
    headings = [plain(cell.text).casefold() for cell in table.header]
    at = next((column for column, text in enumerate(headings) if text in _NAMES), None)
    if at is None or at != len(headings) - 2:
        return
    for row in table.rows:
        name, value = plain(row[at].text), row[at + 1]
        item = metric_item({"name": name, "value": plain(value.text)})
        if name and item["value"] is not None:
            draft.add("/metrics", item, body_place(body, value.pointer, slug), PROSE)
