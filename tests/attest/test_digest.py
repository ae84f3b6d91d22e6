"""Digests of files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from govern.attest.digest import Digest
from govern.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_has_the_digest_of_its_bytes(tmp_path: Path) -> None:
    file = tmp_path / "a.bin"
    file.write_bytes(b"\0" * 300_000)
    assert Digest.of_file(file) == Digest.of(b"\0" * 300_000)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read") as refused:
        Digest.of_file(tmp_path)
    assert refused.value.path == str(tmp_path)
