from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govern.documents.model_card.headings import canonical_slug, is_distinctive, slug_of
from govern.documents.model_card.markdown import (
    link_in,
    plain,
    read_blocks,
    read_labels,
    read_sections,
    read_tables,
)
from govern.documents.model_card.sections import parts_of, title_of


def titles(text: str) -> list[tuple[int, str, str]]:
    return [(s.level, s.title, s.pointer) for s in read_sections(text)]


def test_headings_of_both_kinds_with_their_lines() -> None:
    text = "# One #\n\nTwo\n===\n\nThree\n-----\n####### no\n#no\n## **Four** [l](u) ##\n"
    assert titles(text) == [
        (1, "One", "/1/1/8"),
        (1, "Two", "/3/1/4"),
        (2, "Three", "/6/1/6"),
        (2, "Four l", "/10/1/22"),
    ]


@pytest.mark.parametrize("after", ["===", "---", "===\n---\n==="])
def test_an_underline_serves_one_heading_only(after: str) -> None:
    assert titles(f"a\n---\n{after}\n")[0] == (2, "a", "/1/1/2")
    assert len(titles(f"a\n---\n{after}\n")) == 1 + after.count("\n") // 2
    assert titles(f"# a\n{after}\n")[0] == (1, "a", "/1/1/4")


@given(st.text("a#=-|`~ \n", max_size=40))
def test_any_lines_give_sections(text: str) -> None:
    for section in read_sections(text):
        assert section.first_line <= text.count("\n") + 2


def test_code_comments_tables_and_rules_hold_no_headings() -> None:
    text = (
        "# A\n```python\n# not\n~~~\n```\n<!-- # not\n## not -->\n"
        "| a |\n|---|\n| b |\n\n- item\n---\n\n---\n~~~\n# not\n"
    )
    assert [title for _, title, _ in titles(text)] == ["A"]


def test_line_ends_of_all_kinds_count() -> None:
    assert titles("a\r\n\r# B\n\n## C")[1:] == [(1, "B", "/3/1/4"), (2, "C", "/5/1/5")]


def test_tables_know_their_cells_and_columns() -> None:
    text = (
        "| Attribute | Details |\n| :-- | --: |\n| **License** | MIT \\| X |\n|  Size|1|2|\n"
        "| lone\n\nField | Response\n:---|:---\na | b\n"
    )
    first, second = read_tables(read_sections(text)[0])
    assert [cell.text for cell in first.header] == ["Attribute", "Details"]
    assert [[cell.text for cell in row] for row in first.rows] == [
        ["**License**", "MIT | X"],
        ["Size", "1"],
        ["lone", ""],
    ]
    assert first.rows[0][1].pointer == "/3/17/25"
    assert [cell.text for cell in second.rows[0]] == ["a", "b"]


def labels(text: str) -> dict[str, str]:
    return {label.label: label.value.text for label in read_labels(read_sections(text)[0])}


def test_labelled_lines() -> None:
    text = (
        "- **Developed by:** Team A\n  of B\n* __License__: MIT\n**Uses:** including:\n\n- one\n"
        "- two\n\n**Empty:**\n\ntext **bold:** inside\n**Size (MB):** <br>\n"
    )
    assert labels(text) == {
        "Developed by": "Team A\n  of B",
        "License": "MIT",
        "Uses": "including:\n- one\n- two",
        "Empty": "",
        "Size (MB)": "<br>",
    }


def test_blocks_are_paragraphs_and_items_without_code_and_tables() -> None:
    text = (
        "One\nline.\n\n- a\n- b\n  more\n\n```\ncode\n```\n| t |\n|---|\n1. c\n\n"
        "**Label:**\n\n![i](u)\n"
    )
    section = read_sections(text)[0]
    assert [block.text for block in read_blocks(section)] == ["One line.", "a", "b more", "c"]
    assert [block.pointer for block in read_blocks(section)][:2] == ["/1/1/4", "/4/3/4"]


def test_inline_markup_is_taken_away() -> None:
    assert plain("**a** _b_ `c` [d](e) ![f](g) <b>h</b> snake_case<br>i") == (
        "a b c d h snake_case\ni"
    )
    assert link_in("[MIT](LICENSE) x") == "LICENSE"
    assert link_in("see https://a.example/x.") == "https://a.example/x."
    assert link_in("none") is None


def test_headings_have_canonical_slugs() -> None:
    for heading, slug in {
        "Bias, Risks, and Limitations": "bias-risks-limitations",
        "Out-of-Scope Use": "out-of-scope-use",
        "Downstream Use [optional]": "downstream-use",
        "Intended uses & limitations": "intended-uses-and-limitations",
        "Model Card Contact": "contact",
        "License/Terms of Use:": "license",
        "Testing Data, Factors & Metrics": "evaluation-data",
        "How to Get Started with the Model": "getting-started",
    }.items():
        assert canonical_slug(heading) == slug
    assert canonical_slug("Installation") is None
    assert slug_of("Install it!") == "install-it"
    assert slug_of("\u65e5\u672c\u8a9e") == "untitled"
    assert is_distinctive("Intended use")
    assert not is_distinctive("Uses")
    assert not is_distinctive("License")


def test_sections_without_a_slug_belong_to_the_one_above() -> None:
    text = (
        "# Model Card for X\nintro\n## Limitations\n### Rain\nwet\n### Bias\nunfair\n"
        "#### Detail\nmore\n## Uses\n### Direct Use\n[More Information Needed]\n"
    )
    parts = {part.section.title: part for part in parts_of(read_sections(text))}
    assert parts["Limitations"].text == "Rain\nwet"
    assert parts["Bias"].text == "unfair\n\nDetail\nmore"
    assert parts["Model Card for X"].slug == "overview"
    assert (parts["Uses"].is_placeholder, parts["Direct Use"].is_placeholder) == (False, True)


def test_the_title_is_told_from_sections_of_the_first_level() -> None:
    assert title_of(read_sections("# Overview\nx\n# Datasets\n")) is None
    title = title_of(read_sections("# Model Card: W\n# Uses\n"))
    assert title is not None
    assert title.title == "Model Card: W"
    assert title_of(read_sections("## Uses\n# Late\n")) is None


@pytest.mark.parametrize("line", [
    "# a" + " " * 200_000 + "b", "[" * 100_000, "**a" * 60_000, "<a" * 100_000, "|" * 100_000,
    "- " * 100_000, "`" * 100_000, "<!--" * 50_000, "\r\n" * 100_000, "<br" + " " * 200_000,
    "*_" * 100_000, "![a](" * 50_000, "#" * 200_000, " " * 200_000 + "#",
])  # fmt: skip
def test_hostile_lines_take_linear_time(line: str) -> None:
    started = time.perf_counter()
    for section in read_sections(f"{line}\n|---|---|\n{line}\n"):
        list(read_tables(section))
        list(read_labels(section))
        list(read_blocks(section))
    assert time.perf_counter() - started < 5


@given(st.text(alphabet="#-=*_`~|<>!&[]():. \t\r\nabA\\", max_size=80))
def test_any_text_has_sections_with_places(text: str) -> None:
    lines = text.count("\n") + text.count("\r") + 1
    for section in read_sections(text):
        found = [*read_blocks(section), *(label.value for label in read_labels(section))]
        found += [cell for table in read_tables(section) for row in table.rows for cell in row]
        for piece in found:
            line, column, end = (int(part) for part in piece.pointer.split("/")[1:])
            assert 1 <= line <= lines
            assert 1 <= column <= end
