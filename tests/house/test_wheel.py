"""The wheel, in a clean environment, away from the checkout and the network."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.surroundings import ROOT, missing

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wheel")]


def _run(command: list[str], cwd: Path | str = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    built = _run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", str(folder)])
    assert built.returncode == 0, built.stdout + built.stderr
    (path,) = folder.glob("*.whl")
    return path


def _installed(python: str, wheel: Path, folder: Path) -> list[str]:
    """Install the wheel into a new environment; return the command, offline where possible."""
    assert _run([python, "-m", "venv", str(folder)]).returncode == 0
    pip = [str(folder / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "-q"]
    locked = ["install", "--require-hashes", "-r", str(ROOT / "requirements" / "core.txt")]
    done = _run([*pip, *locked])
    if done.returncode != 0:
        missing(
            f"needs the locked dependencies, which could not be installed: {done.stderr[-300:]}"
        )
    done = _run([*pip, "install", "--no-deps", "--no-index", str(wheel)])
    assert done.returncode == 0, done.stderr
    command = [str(folder / "bin" / "govern")]
    offline = ["unshare", "-r", "-n"]
    if shutil.which("unshare") and _run([*offline, "true"]).returncode == 0:
        return [*offline, *command]
    return command


@pytest.fixture(scope="module")
def govern(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The command that runs the installed wheel, with no network where the system allows that."""
    return _installed(sys.executable, wheel, tmp_path_factory.mktemp("clean"))


def _python(version: str) -> str:
    """Return another Python; the workflow of CI runs the whole suite on each of them."""
    home = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    places = [shutil.which(f"python{version}"), *home.glob(f"versions/{version}.*/bin/python3")]
    for place in map(str, filter(None, places)):
        told = _run([place, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"])
        if told.stdout.strip() == version:
            return place
    pytest.skip(f"Python {version} is not on this machine")


@pytest.mark.parametrize("version", ["3.12", "3.13"])
def test_the_wheel_decides_on_other_pythons(version: str, wheel: Path, tmp_path: Path) -> None:
    govern = _installed(_python(version), wheel, tmp_path / "clean")
    said = json.loads(_run([*govern, "--version", "--json"], cwd="/").stdout)
    assert said["python"].startswith(f"CPython {version}.")
    config = ["--config", str(ROOT / "examples" / "govern.toml")]
    for folder, expected in (("payments", 0), ("payments-denied", 1)):
        done = _run([*govern, "check", *config, str(ROOT / "examples" / folder)], cwd="/")
        assert done.returncode == expected, done.stdout + done.stderr


def test_the_wheel_holds_one_package_and_what_it_ships(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if "dist-info" not in name} == {"govern"}
    for shipped in (
        "govern/py.typed",
        "govern/_data/policies/rego/kubernetes/image_digest.rego",
        "govern/_data/evidence/profiles/standard.yaml",
        "govern/_data/evidence/schemas/govern.report.v1.schema.json",
    ):
        assert shipped in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not [name for name in names if "__pycache__" in name or name.endswith(".pyc")]


@pytest.mark.parametrize(
    ("folder", "expected"),
    [("payments", 0), ("payments-denied", 1), ("gpu-cluster-plan", 1), ("fraud-model", 0)],
)
def test_the_wheel_decides_as_the_checkout_does(
    govern: list[str], folder: str, expected: int, tmp_path: Path
) -> None:
    report = tmp_path / "report.json"
    config = ["--config", str(ROOT / "examples" / "govern.toml")]
    inputs = str(ROOT / "examples" / folder)
    done = _run([*govern, "check", *config, inputs, "--output", f"json={report}"], cwd="/")
    assert done.returncode == expected, done.stdout + done.stderr
    assert json.loads(report.read_text())["schema"] == "govern.report/v1"


def test_the_wheel_finds_its_library_from_anywhere(govern: list[str]) -> None:
    done = _run([*govern, "policy", "list"], cwd="/")
    assert done.returncode == 0, done.stderr
    assert "K020" in done.stdout
