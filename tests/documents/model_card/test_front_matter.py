"""The front matter reader fails where readers of the field silently drop the metadata."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govern.documents.interface import Limits
from govern.documents.model_card.front_matter import FrontMatter, read_front_matter
from govern.errors import InputError, LimitExceeded


def front(text: str) -> FrontMatter:
    return read_front_matter(text, "README.md", Limits())


def failure(text: str) -> InputError:
    with pytest.raises(InputError) as caught:
        front(text)
    return caught.value


def test_duplicate_keys_are_refused_where_others_take_the_last() -> None:
    error = failure("---\nlicense: mit\ntags: [a]\nlicense: gpl-3.0\n---\n")
    assert (error.path, error.line) == ("README.md", 4)


def test_a_byte_order_mark_does_not_hide_the_metadata() -> None:
    assert front("\ufeff---\nlicense: mit\n---\n").values == {"license": "mit"}


@pytest.mark.parametrize("body", ["", "# Title\n", "text\n----\n", "text --- more\n", " ---\n"])
def test_a_block_without_an_end_is_refused(body: str) -> None:
    error = failure("---\nlicense: mit\n" + body)
    assert error.line == 1
    assert "no end" in error.message


def test_dots_do_not_end_the_block() -> None:
    error = failure("---\nlicense: mit\n...\n# Title\n---\n")
    assert (error.line, "`...`" in error.message) == (3, True)


@pytest.mark.parametrize(
    ("block", "what"), [("[]", "list"), ("- a\n- b", "list"), ("just text", "single value")]
)
def test_a_block_that_is_no_mapping_is_refused(block: str, what: str) -> None:
    error = failure(f"---\n{block}\n---\n")
    assert error.line == 2
    assert what in str(error.cause)


def test_norwegian_is_a_language() -> None:
    values = front("---\nlanguage: no\nalso: [yes, off, y]\ninference: false\n---\n").values
    assert values == {"language": "no", "also": ["yes", "off", "y"], "inference": False}


def test_numbers_keep_their_spelling() -> None:
    block = "a: 1.10\nb: 0.9\nc: 1e3\nd: 20.90\ne: 007\nf: 3\ng: 1_000\nh: 0x1F\ni: .inf"
    assert front(f"---\n{block}\n---\n").values == {
        "a": "1.10",
        "b": 0.9,
        "c": "1e3",
        "d": "20.90",
        "e": "007",
        "f": 3,
        "g": "1_000",
        "h": "0x1F",
        "i": ".inf",
    }


def test_dates_are_text() -> None:
    values = front("---\nd: 2026-11-21\nt: 2026-11-21T10:00:00Z\n---\n").values
    assert values == {"d": "2026-11-21", "t": "2026-11-21T10:00:00Z"}


@pytest.mark.parametrize("text", [
    "---\r\nlicense: mit\r\n---\r\n# T\r\n",
    "\n\n---\nlicense: mit\n---\n# T\n",
    "  ---\nlicense: mit\n---\n# T\n",
    "---   \nlicense: mit\n--- \t\n# T\n",
    "---\rlicense: mit\r---\r# T\r",
])  # fmt: skip
def test_what_hugging_face_accepts_is_accepted(text: str) -> None:
    found = front(text)
    assert found.values == {"license": "mit"}
    assert found.body.startswith("# T")


def test_positions_and_the_body_know_their_lines() -> None:
    found = front("\n---\nlicense: mit\ntags:\n- a\n---\n\n# Title\n")
    assert found.positions is not None
    places = found.positions.locate(["", "/license", "/tags/0", "/nothing"])
    assert [places[p].line for p in ("", "/license", "/tags/0", "/nothing")] == [3, 3, 5, 3]
    assert (found.body_line, found.body) == (7, "\n# Title\n")


def test_positions_call_keys_as_the_values_do() -> None:
    found = front("---\nlicense: mit\nno: x\n1.10: y\n~: z\n---\n")
    assert found.positions is not None
    places = found.positions.locate([f"/{key}" for key in found.values])
    assert {name: place.line for name, place in places.items()} == {
        "/license": 2,
        "/no": 3,
        "/1.10": 4,
        "/~": 5,
    }


def test_an_empty_block_has_a_place() -> None:
    found = front("---\n---\n# Title\n")
    assert found.values == {}
    assert found.positions is not None
    assert found.positions.locate(["/license"])["/license"].line in {1, 2}


def test_a_text_without_a_block_is_all_body() -> None:
    found = front("# Title\n\n---\n\ntext\n")
    assert (found.values, found.positions, found.body_line) == ({}, None, 1)


def test_blocks_are_bounded() -> None:
    bomb = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{name}: &{name} [{','.join(['*' + before] * 10)}]\n"
        for before, name in zip("abcdef", "bcdefg", strict=True)
    )
    for block in ("a: " + "x" * (1 << 20), "a: " + "[" * 60 + "]" * 60, bomb):
        with pytest.raises(LimitExceeded):
            front(f"---\n{block}\n---\n")


def test_a_run_of_blank_lines_takes_no_time() -> None:
    assert front("\r\n" * 50_000 + "text").positions is None


def test_a_broken_block_names_its_line() -> None:
    assert failure("---\nlicense: mit\nbad: [1, 2\n---\n").line in {3, 4}
    assert failure("---\na: !!python/object:os.system x\n---\n").line == 2


def outcome(text: str) -> FrontMatter | InputError:
    try:
        return front(text)
    except InputError as error:
        return error


@given(st.text(alphabet="-. \t\r\n:#[]{}\"'ab1&*!|>\ufeff", max_size=60))
def test_any_text_is_read_or_refused_with_a_line(text: str) -> None:
    found = outcome(text)
    if isinstance(found, InputError):
        assert found.path == "README.md"
        assert found.line is not None
        assert found.line >= 1
    else:
        assert isinstance(found.values, dict)
        assert found.body_line >= 1


_KEYS = st.text(alphabet="abcdefgh_", min_size=1, max_size=8)
_WORDS = st.text(alphabet="abcdefgh -/:", min_size=1, max_size=12)


@given(st.dictionaries(_KEYS, st.one_of(_WORDS, st.integers(-999, 999), st.booleans())))
def test_what_is_written_as_json_is_read_back(values: dict[str, object]) -> None:
    block = "\n".join(f"{key}: {json.dumps(value)}" for key, value in values.items())
    assert front(f"---\n{block}\n---\nbody").values == values
