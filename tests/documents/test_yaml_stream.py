from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from govern.documents.yaml_stream import Chunk, split_stream


def cut(text: str) -> list[tuple[str, int]]:
    return [(chunk.text, chunk.first_line) for chunk in split_stream(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("\n# nothing\n---\n# here\n---", []),
        ("a: 1", [("a: 1", 1)]),
        ("a: 1\n---\nb: 2\n", [("a: 1\n", 1), ("---\nb: 2\n", 2)]),
        ("---\na: 1\n---", [("---\na: 1\n", 1)]),
        ("a: 1\n--- # comment\nb: 2", [("a: 1\n", 1), ("--- # comment\nb: 2", 2)]),
        ("--- value\n--- >\n text\n", [("--- value\n", 1), ("--- >\n text\n", 2)]),
        ("---\ta: 1\n", [("---\ta: 1\n", 1)]),
        ("a: 1\r\n---\r\nb: 2\r\n", [("a: 1\r\n", 1), ("---\r\nb: 2\r\n", 2)]),
        ("a: 1\n...\nb: 2\n", [("a: 1\n...\n", 1), ("b: 2\n", 3)]),
        ("a: 1\n...\n...\n", [("a: 1\n...\n", 1)]),
        ("a: 1\n... # end\n# c\n---\nb: 2", [("a: 1\n... # end\n", 1), ("# c\n---\nb: 2", 3)]),
        ("%YAML 1.1\n---\na: 1\n", [("%YAML 1.1\n---\na: 1\n", 1)]),
        ("%YAML 1.1\n", [("%YAML 1.1\n", 1)]),
        ("# c\n\n---\na: 1\n", [("# c\n\n---\na: 1\n", 1)]),
        ("a: |\n  x\n  ---\n  y\n", [("a: |\n  x\n  ---\n  y\n", 1)]),
        ("a: |\n  x\n---\ny: 1\n", [("a: |\n  x\n", 1), ("---\ny: 1\n", 3)]),
        ("a: 'x\n---\ny'\n", [("a: 'x\n", 1), ("---\ny'\n", 2)]),
        ("----\n", [("----\n", 1)]),
        ("a\n---b\n", [("a\n---b\n", 1)]),
        ("  ---\n", [("  ---\n", 1)]),
        ("# c\u2028a: 1", [("# c\u2028a: 1", 1)]),  # to YAML 1.1 the comment ends there
        ("---\n\ufeff", [("---\n\ufeff", 1)]),
    ],
)
def test_documents_are_cut_where_they_begin(text: str, expected: list[tuple[str, int]]) -> None:
    assert cut(text) == expected


def test_documents_come_one_at_a_time() -> None:
    stream = split_stream("a: 1\n---\n" * 3)
    assert next(stream) == Chunk("a: 1\n", 1)
    assert next(stream).first_line == 2


PIECES = [
    "a: 1\n",
    "- b\n",
    "---\n",
    "--- # c\n",
    "...\n",
    "# c\n",
    "\n",
    "--- x\n",
    "'q\n'\n",
    "|\n x\n",
]


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_the_pieces_hold_what_the_whole_stream_holds(text: str) -> None:
    try:
        whole = [value for value in yaml.load_all(text, Loader=yaml.CBaseLoader) if value != ""]
    except yaml.YAMLError:
        return
    pieces = [value for piece, _ in cut(text) for value in yaml.load_all(piece, yaml.CBaseLoader)]
    assert len(pieces) == len(cut(text))
    assert [value for value in pieces if value != ""] == whole


@given(st.text("ab:-.#% \r\n", max_size=40))
def test_every_piece_stands_on_the_line_it_says(text: str) -> None:
    lines = text.split("\n")
    for piece, first in cut(text):
        shown = piece.split("\n")
        assert lines[first - 1].endswith(shown[0]) or len(shown) == 1
        assert lines[first : first + len(shown) - 2] == shown[1:-1]


def test_long_runs_of_comments_cost_no_time() -> None:
    text = "# c\n \t" * 100_000 + "%x\n" * 100_000 + "a: 1\n"
    assert cut(text) == [(text, 1)]
