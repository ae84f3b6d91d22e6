from __future__ import annotations

from typing import TYPE_CHECKING

from tests.facts.pretended_checkov import pretend, seen

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.govern_command import Ran

_POD = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web, namespace: web}\n"


def test_flag_and_file_ask_for_a_scan(govern: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "web.yaml").write_text(_POD)
    (tmp_path / "govern.toml").write_text('[inputs]\nscan = "checkov"\nscan_deadline = 90\n')
    tool = {"GOVERN_CHECKOV": pretend(tmp_path / "tool")}
    assert govern("check", "web.yaml", env=tool).code == 0
    assert "--directory" in seen(tmp_path / "tool")["arguments"]
    absent = {"GOVERN_CHECKOV": str(tmp_path / "nothing")}
    assert govern("check", "web.yaml", "--scan", "off", env=absent).code == 0
    assert govern("check", "web.yaml", env=absent).code == 4
    ran = govern("check", "web.yaml", "-c", "none", "--scan", "checkov", env=absent)
    assert ran.code == 4
    assert "there is no program at $GOVERN_CHECKOV" in ran.out
    assert "correct it, or unset it" in ran.out


def test_the_doctor_tells_which_checkov_there_is(
    govern: Callable[..., Ran], tmp_path: Path
) -> None:
    tool = pretend(tmp_path / "tool")
    assert (
        f"ok   checkov: {tool} (--scan checkov)"
        in govern("doctor", env={"GOVERN_CHECKOV": tool}).out
    )
    nowhere = {"PATH": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path), "GOVERN_CHECKOV": ""}
    assert "--install-checkov" in govern("doctor", env=nowhere).out
