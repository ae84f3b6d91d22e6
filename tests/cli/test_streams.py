"""Closed streams, full disks and locales without UTF-8 are answered in words, never by a defect."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.surroundings import ROOT

if TYPE_CHECKING:
    from pathlib import Path

_DENIED = str(ROOT / "examples/payments-denied")
_GOVERN = f'"{sys.executable}" -m govern'


def _shell(command: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["sh", "-c", f"{_GOVERN} {command}"],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (f"check {_DENIED} --quiet >&-", 1),
        (f"check {_DENIED} --quiet 2>&-", 1),
        ("check - <&-", 4),
        ("check absent 2>&-", 2),
        (f"check {_DENIED} --quiet >&- 2>&- <&-", 1),
    ],
)
def test_a_closed_stream_changes_no_verdict(command: str, code: int) -> None:
    done = _shell(command)
    assert done.returncode == code, done.stderr
    assert b"internal error" not in done.stderr


@pytest.mark.parametrize("command", [f"check {_DENIED}", "--help", "explain K003", "policy list"])
def test_a_full_disk_is_named(command: str) -> None:
    done = _shell(f"{command} >/dev/full")
    assert done.returncode == 4
    assert b"No space left on device" in done.stderr
    assert b"internal error" not in done.stderr


def test_reports_are_utf_8_whatever_the_locale_says(tmp_path: Path) -> None:
    manifest = (ROOT / "examples/payments-denied/deployment.yaml").read_text(encoding="utf-8")
    manifest = manifest.replace("namespace: payments", "namespace: zählung")
    (tmp_path / "de ploy.yaml").write_text(manifest, encoding="utf-8")
    plain = {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    command = f"check '{tmp_path}' --quiet --fail-on critical"
    here, there = _shell(command, PYTHONUTF8="1"), _shell(command, **plain)
    assert here.returncode == there.returncode == 1, there.stderr
    assert here.stdout == there.stdout
    assert "zählung" in there.stdout.decode("utf-8")
    assert "internal error" not in there.stderr.decode("utf-8")
    for name in ("json", "markdown"):
        assert _shell(f"{command} --output {name}", **plain).returncode == 1


def test_a_configuration_of_a_windows_editor_is_read(tmp_path: Path) -> None:
    config = tmp_path / "govern.toml"
    config.write_bytes(b'\xef\xbb\xbffail_on = "critical"\r\n[rules.K003]\r\nenabled = false\r\n')
    done = _shell(f"check {_DENIED} --quiet --config '{config}'")
    assert done.returncode == 1, done.stderr
    assert b"K002" in done.stdout
    assert b"K003" not in done.stdout
