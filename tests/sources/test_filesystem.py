from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from govern.errors import InputError, LimitExceeded, UsageError
from govern.sources.filesystem import Found, Walk, read


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def put(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("a: 1\n")


def test_a_folder_is_walked_in_the_order_of_sorted_names(tmp_path: Path) -> None:
    put(tmp_path, "b/z.yaml", "b/a.yml", "a.json", "c.md")
    assert [found.path for found in Walk((".",))] == ["a.json", "b/a.yml", "b/z.yaml", "c.md"]


def test_named_files_keep_their_order_and_are_explicit(tmp_path: Path) -> None:
    put(tmp_path, "b.bin", "a.yaml")
    assert list(Walk(("b.bin", "a.yaml"))) == [Found("b.bin", True), Found("a.yaml", True)]


def test_what_is_left_out_is_listed_with_a_reason(tmp_path: Path) -> None:
    put(tmp_path, ".git/config", "node_modules/x.yaml", "weights.bin", "keep.yaml", "no/x.yaml")
    os.mkfifo(tmp_path / "pipe.yaml")
    walk = Walk((".",), exclude=("no/*",))
    assert [found.path for found in walk] == ["keep.yaml"]
    assert {skip.path: skip.reason for skip in walk.skipped} == {
        ".git": "hidden folder",
        "no/x.yaml": "excluded by the configuration",
        "node_modules": "holds installed or generated files",
        "pipe.yaml": "not a regular file",
        "weights.bin": "not a kind of file that govern reads",
    }


def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    put(tmp_path, "a/x.yaml")
    (tmp_path / "a" / "again").symlink_to(tmp_path, target_is_directory=True)
    walk = Walk((".",))
    assert [found.path for found in walk] == ["a/x.yaml"]
    assert walk.skipped[0].reason == "this folder was already read through another path"


def test_a_broken_link_is_skipped_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "gone.yaml").symlink_to(tmp_path / "nowhere")
    walk = Walk((".",))
    assert list(walk) == []
    assert "No such file" in walk.skipped[0].reason


def test_a_name_that_does_not_exist_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="no such input") as caught:
        list(Walk(("missing.yaml",)))
    assert caught.value.path == "missing.yaml"


def test_bytes_are_kept_and_digested(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbfa: 1\r\n"
    (tmp_path / "a.yaml").write_bytes(data)
    source = read(Found("a.yaml", True), 100)
    assert (source.data, source.sha256) == (data, hashlib.sha256(data).hexdigest())
    assert source.explicit
    assert "a: 1" not in repr(source)


def test_a_file_over_the_limit_is_refused_at_the_limit(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"x" * 11)
    assert len(read(Found("a.yaml"), 11).data) == 11
    with pytest.raises(LimitExceeded):
        read(Found("a.yaml"), 10)


def test_a_file_that_does_not_say_its_size_is_read_whole() -> None:
    file = Found("/proc/self/status")
    if not Path(file.path).exists():
        pytest.skip("this system has no /proc")
    data = read(file, 1 << 20).data
    assert data.startswith(b"Name:")
    assert data.endswith(b"\n")
    assert Path(file.path).stat().st_size == 0  # what the system says of its size
    with pytest.raises(LimitExceeded):
        read(file, 20)


def test_a_named_pipe_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="not a regular file"):
        read(Found("pipe", True), 10)


def test_an_unreadable_file_says_why(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read(Found("gone.yaml"), 10)
    assert caught.value.cause == "No such file or directory"
