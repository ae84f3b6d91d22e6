from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from govern.errors import InputError
from govern.sources.beside import Beside

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    model = tmp_path / "model"
    (model / ".eval_results").mkdir(parents=True)
    (model / "README.md").write_bytes(b"card")
    (model / ".eval_results" / "a.yaml").write_bytes(b"[]")
    (tmp_path / "secret").write_bytes(b"secret")
    return model


def test_files_in_and_below_are_listed_with_their_sizes(folder: Path) -> None:
    beside = Beside(folder, 100)
    assert beside.list() == ((".eval_results/a.yaml", 2), ("README.md", 4))
    assert beside.names() == (".eval_results", "README.md")


def test_a_file_is_read_digested_and_peeked_at(folder: Path) -> None:
    beside = Beside(folder, 100)
    assert beside.read("README.md") == b"card"
    assert beside.head("README.md", 2) == b"ca"
    assert beside.digest("README.md") == hashlib.sha256(b"card").hexdigest()
    assert beside.read("missing.md") is None


@pytest.mark.parametrize("name", ["../secret", "link", "/etc/hostname"])
def test_nothing_outside_the_folder_is_read(folder: Path, name: str) -> None:
    (folder / "link").symlink_to(folder.parent / "secret")
    beside = Beside(folder, 100)
    assert beside.read(name) is None
    with pytest.raises(InputError):
        beside.digest(name)
    assert "link" not in dict(beside.list())


def test_a_file_over_the_limit_is_refused(folder: Path) -> None:
    with pytest.raises(InputError, match="limit"):
        Beside(folder, 3).read("README.md")


def test_a_source_without_a_folder_has_nothing_beside_it() -> None:
    beside = Beside(None, 100)
    assert (beside.names(), beside.list(), beside.read("x")) == ((), (), None)


def test_too_many_files_are_refused(folder: Path) -> None:
    with pytest.raises(InputError, match="more than 1 files"):
        Beside(folder, 100, max_files=1).list()


def test_a_file_is_opened_for_reading_and_none_outside(folder: Path) -> None:
    beside = Beside(folder, 100)
    with beside.open("README.md") as file:
        file.seek(2)
        assert file.read() == b"rd"
    with pytest.raises(InputError):
        beside.open("../secret")
