from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from govern.errors import InputError
from govern.evidence.materials.beside import KeptBeside, Pieces, WatchedBeside

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "weights.bin").write_bytes(bytes(range(256)) * 100)
    return tmp_path


def test_what_was_answered_is_answered_again(folder: Path) -> None:
    seen = WatchedBeside(folder, 10_000_000)
    first = (
        seen.names(), seen.list(), seen.read("config.json"), seen.read("missing"),
        seen.head("weights.bin", 16), seen.digest("weights.bin"),
    )  # fmt: skip
    (folder / "config.json").unlink()
    kept = KeptBeside(folder / "gone", 10_000_000, asked=seen.asked)
    assert first == (
        kept.names(), kept.list(), kept.read("config.json"), kept.read("missing"),
        kept.head("weights.bin", 16), kept.digest("weights.bin"),
    )  # fmt: skip


def test_the_places_of_a_large_file_that_were_read_are_read_again(folder: Path) -> None:
    def look(beside: WatchedBeside | KeptBeside) -> list[bytes]:
        with beside.open("weights.bin") as file:
            parts = [file.read(4)]
            file.seek(-8, io.SEEK_END)
            parts += [file.read(), file.read(1)]
            file.seek(1000)
            parts.append(file.read(20))
        return parts

    seen = WatchedBeside(folder, 10_000_000)
    first = look(seen)
    (folder / "weights.bin").unlink()
    assert look(KeptBeside(None, 1, asked=seen.asked)) == first
    pieces = seen.asked["open", "weights.bin", 0]
    assert isinstance(pieces, Pieces)
    assert sum(len(data) for _, data in pieces.parts) == 4 + 8 + 20


def test_what_nobody_asked_is_not_answered(folder: Path) -> None:
    seen = WatchedBeside(folder, 10_000_000)
    with seen.open("weights.bin") as file:
        file.read(4)
    kept = KeptBeside(folder, 10_000_000, asked=seen.asked)
    with pytest.raises(InputError, match="does not hold what is asked"):
        kept.read("config.json")
    with kept.open("weights.bin") as file:
        file.seek(100)
        with pytest.raises(InputError, match="byte 100"):
            file.read(1)


def test_a_refusal_is_repeated(folder: Path) -> None:
    seen = WatchedBeside(folder, 1)
    for ask in (lambda: seen.read("config.json"), lambda: seen.digest("../etc/passwd")):
        with pytest.raises(InputError):
            ask()
    kept = KeptBeside(None, 1, asked=seen.asked)
    with pytest.raises(InputError, match="larger than the limit"):
        kept.read("config.json")
    with pytest.raises(InputError, match="no such file"):
        kept.digest("../etc/passwd")
