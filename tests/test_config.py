from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from govern import config
from govern.errors import UsageError
from govern.model import Enforcement, Severity

if TYPE_CHECKING:
    from pathlib import Path


def load(folder: Path, text: str) -> config.Config:
    path = folder / "govern.toml"
    path.write_text(text)
    return config.load(path)


def test_an_empty_file_leaves_every_default(tmp_path: Path) -> None:
    assert load(tmp_path, "") == config.Config()


def test_every_section_is_read(tmp_path: Path) -> None:
    read = load(
        tmp_path,
        """
        profile = "restricted"
        fail_on = "high"
        at = 2027-01-01T00:00:00Z
        [policy]
        sources = ["policies"]
        [params.pss]
        version = "1.34"
        [rules.K020]
        enforcement = "warn"
        severity = "low"
        [engine]
        deadline = 2.5
        """,
    )
    assert read.at == datetime(2027, 1, 1, tzinfo=UTC)
    assert read.params == {"pss": {"version": "1.34"}}
    assert read.rules["K020"].enforcement is Enforcement.WARN
    assert read.rules["K020"].severity is Severity.LOW
    assert read.engine.deadline == 2.5


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("profil = 'x'", 1, "profil: unknown key"),
        ("\n[policy]\nsource = []\n", 3, "policy.source: unknown key"),
        ("[rules.K020]\n\nseverity = 'huge'\n", 3, "rules.K020.severity"),
        ("[engine]\ndeadline = 0\n", 2, "engine.deadline"),
        ("[unknown.section]\nx = 1\n", 1, "unknown: unknown key"),
        ("fail_on = 3", 1, "fail_on"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(
    tmp_path: Path, text: str, line: int, words: str
) -> None:
    with pytest.raises(UsageError) as caught:
        load(tmp_path, text)
    assert caught.value.line == line
    assert words in (caught.value.cause or "")
    assert caught.value.exit_code == 2


def test_broken_toml_names_the_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not valid TOML") as caught:
        load(tmp_path, "a = 1\nb = = 2\n")
    assert caught.value.line == 2


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "govern.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match="not UTF-8"):
        config.load(tmp_path / "govern.toml")
