from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from govern.engine.embedded import rewritten_cache
from govern.engine.embedded.engine import EmbeddedEngine
from govern.engine.interface import Question, Value
from govern.engine.settings import EngineSettings
from govern.errors import PolicyError
from govern.model import Module

if TYPE_CHECKING:
    from pathlib import Path

MODULE = Module("p.rego", "package p\n\nx := input.n\n", package="p")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("GOVERN_NO_CACHE", raising=False)
    return tmp_path / "govern" / "policies"


def answer(module: Module = MODULE) -> object:
    with EmbeddedEngine([module], {}, EngineSettings(workers=1)) as engine:
        (answers,) = engine.evaluate([Question(b'{"n": 1}', ("data.p.x",))])
    return answers[0]


def test_the_second_start_reads_what_the_first_wrote(home: Path) -> None:
    assert answer() == Value(1)
    (kept,) = home.iterdir()
    assert home.stat().st_mode & 0o777 == 0o700
    forged = kept.read_text().replace("input.n", "input.n + 41")
    kept.write_text(forged)  # shows that it is read; who may write there is the next test
    assert answer() == Value(42)


def test_a_file_that_others_can_write_is_not_believed(home: Path) -> None:
    answer()
    (kept,) = home.iterdir()
    kept.write_text(kept.read_text().replace("input.n", "input.n + 41"))
    kept.chmod(0o666)
    assert answer() == Value(1)


def test_a_folder_that_others_can_write_is_not_used(home: Path) -> None:
    home.mkdir(parents=True)
    home.chmod(0o777)
    assert rewritten_cache.path_for([MODULE]) is None
    assert answer() == Value(1)
    assert list(home.iterdir()) == []


def test_a_broken_file_is_written_again(home: Path) -> None:
    answer()
    (kept,) = home.iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(b"{")
    assert answer() == Value(1)
    assert kept.read_bytes() == whole


def test_other_policies_have_another_file(home: Path) -> None:
    answer()
    answer(Module("p.rego", "package p\n\nx := input.n + 1\n", package="p"))
    assert len(list(home.iterdir())) == 2


def test_what_is_refused_is_not_kept(home: Path) -> None:
    with pytest.raises(PolicyError):
        answer(Module("p.rego", "package p\n\nf(n) := f(n - 1)\n\nx := f(1)\n", package="p"))
    assert not home.exists() or list(home.iterdir()) == []


def test_it_can_be_switched_off(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOVERN_NO_CACHE", "1")
    assert answer() == Value(1)
    assert not home.exists()


def test_a_worker_that_cannot_start_is_no_fault_of_policies_that_were_loaded_before(
    home: Path,
) -> None:
    answer()
    assert list(home.iterdir())
    # In a process of its own: here the interpreter may be loaded, and would then fit.
    done = subprocess.run(
        [sys.executable, "-c", STARVED], capture_output=True, text=True, check=False
    )
    assert done.stdout == "workers cannot be restarted\n", done.stderr


STARVED = """
from govern.engine.embedded.engine import EmbeddedEngine
from govern.engine.interface import Question
from govern.engine.settings import EngineSettings
from govern.errors import EngineError
from govern.model import Module

module = Module("p.rego", "package p\\n\\nx := input.n\\n", package="p")
with EmbeddedEngine([module], {}, EngineSettings(workers=1, memory=1)) as engine:
    try:
        list(engine.evaluate([Question(b"{}", ("data.p.x",))]))
    except EngineError as error:
        print(error.message)
"""
