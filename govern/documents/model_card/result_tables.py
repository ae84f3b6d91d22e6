"""Result tables in a card's text: benchmarks row by row, and slices of the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.documents.model_card.draft import PROSE
from govern.documents.model_card.markdown import plain, read_tables
from govern.documents.model_card.metrics import metric_item
from govern.documents.model_card.sections import body_place

if TYPE_CHECKING:
    from govern.documents.model_card.draft import Draft
    from govern.documents.model_card.markdown import Table, Text
    from govern.documents.model_card.places import Place
    from govern.documents.model_card.sections import Part
    from govern.model import JsonObject

_SECTIONS = frozenset({"evaluation", "metrics", "fairness", "factors"})
_NAMES = frozenset({"metric", "metrics", "benchmark", "benchmarks", "measure"})
_SLICES = frozenset({"slice", "group", "subgroup", "segment", "subset", "population", "cohort"})
_WHOLE = frozenset({"all", "overall", "total", "everything", "everybody"})


def fill_from_result_tables(draft: Draft, parts: list[Part], body: Place) -> None:
    """Add the metrics of result tables, the overall ones only when the card has no others.

    Read are tables with one column of values (`Benchmark | Score`) and tables of slices
    (`Group | Recall | Precision`). Of any other, a reader cannot tell which column is the model.
    """
    wants_overall = not draft.knows("/metrics")
    for part in parts:
        if part.slug not in _SECTIONS:
            continue
        for section in (part.section, *part.absorbed):
            for table in read_tables(section):
                for item, value in _rows(table):
                    if wants_overall or item["slice"] is not None:
                        place = body_place(body, value.pointer, part.slug)
                        draft.add("/metrics", item, place, PROSE)


def _rows(table: Table) -> list[tuple[JsonObject, Text]]:
    headings = [plain(cell.text) for cell in table.header]
    folded = [text.casefold() for text in headings]
    if folded[0] in _SLICES and len(folded) > 1:
        return [
            found
            for row in table.rows
            for name, value in zip(headings[1:], row[1:], strict=True)
            if (found := _metric(name, value, plain(row[0].text))) is not None
        ]
    at = next((column for column, text in enumerate(folded) if text in _NAMES), None)
    if at is None or at != len(folded) - 2:
        return []
    pairs = (_metric(plain(row[at].text), row[at + 1], None) for row in table.rows)
    return [found for found in pairs if found is not None]


def _metric(name: str, value: Text, slice_name: str | None) -> tuple[JsonObject, Text] | None:
    """Return a metric and where its value stands; None when it is not a number."""
    item = metric_item({"name": name, "value": plain(value.text)})
    if not name or item["value"] is None or slice_name == "":
        return None
    is_whole = slice_name is None or slice_name.casefold() in _WHOLE
    item["slice"] = None if is_whole else {"name": None, "value": slice_name}
    return item, value
