"""Files that a command line names: what cannot be read is named, and nothing is cut off unsaid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from govern.cli.files import read_file, read_start, text_of, write_file
from govern.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


def test_bytes_within_the_limit_are_returned_whole(tmp_path: Path) -> None:
    file = tmp_path / "a.bin"
    write_file(str(file), b"12345")
    assert read_file(str(file)) == read_file(str(file), 5) == b"12345"
    assert read_start(str(file), 2) == b"12"


def test_a_file_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.bin"
    file.write_bytes(b"12345")
    with pytest.raises(UsageError, match="is larger than 4 bytes") as refused:
        read_file(str(file), 4)
    assert refused.value.path == str(file)


@pytest.mark.parametrize("name", ["absent", "."])
def test_what_cannot_be_read_or_written_is_named(tmp_path: Path, name: str) -> None:
    path = str(tmp_path / name)
    for read in (read_file, read_start, text_of):
        with pytest.raises(UsageError, match="cannot be read") as refused:
            read(path)
        assert refused.value.path == path
        assert refused.value.cause
    with pytest.raises(UsageError, match="cannot be written"):
        write_file(str(tmp_path / name / "none" / "a"), b"")


def test_text_is_utf8_with_the_line_ends_of_any_system(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes("é\r\nb\n".encode())
    assert text_of(str(file)) == "é\nb\n"
    file.write_bytes(b"\xff")
    with pytest.raises(UsageError, match="cannot be read"):
        text_of(str(file))
