from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from govern.documents.snippets import Snippets
from govern.model import Location, Snippet, Source
from govern.model.document import OpenRedactor

TEXT = "kind: Pod\nspec:\n  image: nginx:latest\r\n  after: 1\n"


@dataclass(frozen=True)
class Hides:
    secret: str
    withholds_values: bool = False

    def scrub(self, text: str) -> str:
        return text.replace(self.secret, "(sensitive)")


def snippets(text: str = TEXT, redactor: OpenRedactor | Hides | None = None) -> Snippets:
    return Snippets(Source.of("a.yaml", text.encode()), redactor or OpenRedactor())


def test_the_value_is_marked_in_its_line() -> None:
    found = snippets().at(Location("a.yaml", 3, 10, 3, 22))
    assert found == Snippet("  image: nginx:latest", 10, 22)
    assert found.text[found.column - 1 : found.end_column - 1] == "nginx:latest"


def test_a_value_that_goes_on_is_marked_to_the_end_of_its_line() -> None:
    assert snippets().at(Location("a.yaml", 2, 1, 4, 3)) == Snippet("spec:", 1, 6)


def test_a_line_with_a_secret_is_shown_without_it_and_without_a_mark() -> None:
    found = snippets(redactor=Hides("nginx")).at(Location("a.yaml", 3, 10, 3, 22))
    assert found == Snippet("  image: (sensitive):latest", 1, 1)


def test_nothing_is_shown_when_values_are_withheld_or_the_place_is_elsewhere() -> None:
    assert snippets(redactor=Hides("x", withholds_values=True)).at(Location("a.yaml", 3)) is None
    assert snippets().at(Location("b.yaml", 3)) is None
    assert snippets().at(Location("a.yaml")) is None
    assert snippets().at(Location("a.yaml", 99)) is None


@given(st.integers(0, 3000), st.integers(1, 300), st.integers(0, 3000))
def test_a_long_line_is_cut_around_the_value(before: int, width: int, after: int) -> None:
    line = "a" * before + "X" * width + "b" * after
    found = snippets(line).at(Location("a.yaml", 1, before + 1, 1, before + width + 1))
    assert found is not None
    assert len(found.text) <= 160
    marked = found.text[found.column - 1 : found.end_column - 1]
    assert marked == "X" * len(marked)
    assert marked
