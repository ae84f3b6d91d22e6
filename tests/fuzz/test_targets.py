"""The fuzz targets in the ordinary tests: seeds, what fuzzing once found, and mutations of both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.__main__ import FOUND, NAMES
from tests.fuzz.seeds import WORDS, seeds
from tests.fuzz.targets import TARGETS, run

if TYPE_CHECKING:
    from pathlib import Path

SEEDS = {name: list(seeds(name)) for name in TARGETS}
FINDS = sorted(FOUND.glob("*-*")) if FOUND.is_dir() else []


def test_every_target_can_be_named() -> None:
    assert set(NAMES) == set(TARGETS)


@pytest.mark.parametrize("name", TARGETS)
def test_seeds_are_answered(name: str) -> None:
    for data in SEEDS[name]:
        run(name, data)


@pytest.mark.parametrize("path", [pytest.param(path, id=path.name) for path in FINDS])
def test_what_once_broke_a_parser_does_not_any_more(path: Path) -> None:
    run(path.name.split("-")[0], path.read_bytes())


@st.composite
def mutated(draw: st.DrawFn, name: str) -> bytes:
    data = bytearray(draw(st.sampled_from(SEEDS[name])))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.sampled_from([0, 1, 2, 8, 100, 100_000])))
        new = draw(st.one_of(st.just(b""), st.binary(max_size=3), st.sampled_from(WORDS)))
        copied = draw(st.sampled_from([0, 0, 0, 1, 3]))
        data[start:end] = new + bytes(data[start:end]) * copied
    return bytes(data)


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_mutations_are_answered(name: str, data: st.DataObject) -> None:
    run(name, data.draw(mutated(name)))
