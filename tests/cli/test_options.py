from __future__ import annotations

from typing import TYPE_CHECKING

from govern.configured import nearest_config

if TYPE_CHECKING:
    from pathlib import Path


def test_the_file_is_looked_for_up_to_the_repository(tmp_path: Path) -> None:
    (tmp_path / "govern.toml").write_text("")
    inner = tmp_path / "repo" / "a"
    inner.mkdir(parents=True)
    assert nearest_config(inner) == tmp_path / "govern.toml"
    (tmp_path / "repo" / ".git").mkdir()
    assert nearest_config(inner) is None
