"""The plugin in real runs of pytest, in processes and repositories of their own."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from govern.attest.digest import Digest
from govern.attest.signing import FileSigner
from govern.attest.trust import SignerPolicy, Trust, TrustedKey
from govern.attest.verify import verify
from tests.builders import AT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TESTS = """\
import pytest

def test_good(): pass
def test_other(): pass
"""
MIXED = """\
import pytest

@pytest.fixture
def broken():
    yield
    raise RuntimeError

def test_good(): pass
def test_bad(): assert 0
def test_skipped(): pytest.skip("not here")
@pytest.mark.xfail
def test_known(): assert 0
@pytest.mark.xfail(strict=False)
def test_better_than_thought(): pass
def test_teardown(broken): pass
"""
Run = "Callable[..., subprocess.CompletedProcess[str]]"


def _git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@b.example", *arguments]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository with two good tests, all of it committed."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "test_it.py").write_text(TESTS)
    (folder / "pytest.ini").write_text("[pytest]\n")
    (folder / ".gitignore").write_text("__pycache__/\n.pytest_cache/\n*.json\n")
    _git(folder, "init", "-q")
    _commit(folder)
    return folder


def _commit(folder: Path) -> str:
    _git(folder, "add", ".")
    _git(folder, "commit", "-q", "-m", "x")
    return _git(folder, "rev-parse", "HEAD")


@pytest.fixture
def run(project: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    def pytest_in_project(*arguments: str) -> subprocess.CompletedProcess[str]:
        plain = {key: one for key, one in os.environ.items() if not key.startswith("PYTEST_")}
        return subprocess.run(
            [
                sys.executable, "-m", "pytest", "-q", "-p", "govern.pytest_plugin",
                "--govern-evidence", "evidence.json", *arguments,
            ],
            cwd=project, capture_output=True, text=True, check=False, timeout=120,
            # Whatever else is installed would only take its time to load.
            env={**plain, "PYTHONDONTWRITEBYTECODE": "1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        )  # fmt: skip

    return pytest_in_project


def _said(project: Path) -> dict[str, Any]:
    statement: dict[str, Any] = json.loads((project / "evidence.json").read_text())
    assert statement["predicateType"] == "https://in-toto.io/attestation/test-result/v0.1"
    return statement


def test_a_good_run_is_passed_and_about_the_commit(project: Path, run: Any) -> None:
    ran = run()
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "evidence of the run: PASSED" in ran.stdout
    statement = _said(project)
    commit = _git(project, "rev-parse", "HEAD")
    assert statement["subject"] == [{"name": "project", "digest": {"gitCommit": commit}}]
    said = statement["predicate"]
    assert (said["result"], said["passedTests"]) == (
        "PASSED", ["test_it.py::test_good", "test_it.py::test_other"],
    )  # fmt: skip
    runner, ini = said["configuration"]
    assert runner["annotations"]["pytest"] == pytest.__version__
    digest = hashlib.sha256((project / "pytest.ini").read_bytes()).hexdigest()
    assert ini == {"name": "pytest.ini", "digest": {"sha256": digest}}


def test_each_test_is_where_it_belongs(project: Path, run: Any) -> None:
    (project / "test_it.py").write_text(MIXED)
    _commit(project)
    assert run().returncode == 1
    said = _said(project)["predicate"]
    assert said["result"] == "FAILED"
    assert said["passedTests"] == ["test_it.py::test_good"]
    assert said["failedTests"] == ["test_it.py::test_bad", "test_it.py::test_teardown"]
    assert said["warnedTests"] == [
        "test_it.py::test_better_than_thought",
        "test_it.py::test_known",
        "test_it.py::test_skipped",
    ]


def test_a_skip_is_no_pass(project: Path, run: Any) -> None:
    (project / "test_it.py").write_text(TESTS + "def test_later(): pytest.skip('later')\n")
    _commit(project)
    assert run().returncode == 0
    assert _said(project)["predicate"]["result"] == "WARNED"


def test_what_was_left_out_is_counted(project: Path, run: Any) -> None:
    assert run("-k", "good").returncode == 0
    said = _said(project)["predicate"]
    assert said["passedTests"] == ["test_it.py::test_good"]
    assert said["configuration"][0]["annotations"]["deselected"] == "1"


@pytest.mark.parametrize(
    ("tests", "code"),
    [
        ("import nothing_like_it\n", 2),
        ("import pytest\ndef test_a(): pytest.exit('enough', returncode=0)\n", None),
        ("def test_a(): raise KeyboardInterrupt\n", 2),
        ("", 5),
        ("def test_a(request): request.session.shouldstop = 'x'\ndef test_b(): pass\n", 2),
    ],
    ids=["collection", "exit", "interrupt", "nothing", "stop"],
)
def test_a_run_that_did_not_end_well_has_failed(
    project: Path, run: Any, tests: str, code: int | None
) -> None:
    (project / "test_it.py").write_text(tests)
    _commit(project)
    ran = run()
    if code is not None:
        assert ran.returncode == code, ran.stdout + ran.stderr
    assert _said(project)["predicate"]["result"] == "FAILED"


def test_a_run_that_dies_leaves_no_evidence(project: Path, run: Any) -> None:
    assert run().returncode == 0
    assert (project / "evidence.json").is_file()
    (project / "test_it.py").write_text("import os\ndef test_a(): os._exit(0)\n")
    _commit(project)
    assert run().returncode == 0
    assert not (project / "evidence.json").exists()


def test_a_plugin_that_lets_the_run_fail_late_is_heard(project: Path, run: Any) -> None:
    (project / "conftest.py").write_text(
        "import pytest\n@pytest.hookimpl(trylast=True)\n"
        "def pytest_sessionfinish(session):\n    session.exitstatus = 1\n"
    )
    _commit(project)
    assert run().returncode == 1
    said = _said(project)["predicate"]
    assert said["result"] == "FAILED"
    assert [one["name"] for one in said["configuration"]] == ["pytest", "conftest.py", "pytest.ini"]


def test_runs_over_several_processes_are_one_run(project: Path, run: Any) -> None:
    (project / "test_it.py").write_text(MIXED)
    _commit(project)
    assert run().returncode == 1
    alone = _said(project)["predicate"]
    assert run("-p", "xdist", "-n", "2").returncode == 1
    assert _said(project)["predicate"] == alone


def test_a_worker_that_dies_has_failed(project: Path, run: Any) -> None:
    (project / "test_it.py").write_text(TESTS + "import os\ndef test_dies(): os._exit(0)\n")
    _commit(project)
    assert run("-p", "xdist", "-n", "2").returncode == 1
    said = _said(project)["predicate"]
    assert (said["result"], said["failedTests"]) == ("FAILED", ["test_it.py::test_dies"])


@pytest.mark.parametrize("change", ["test_it.py", "test_new.py"])
def test_files_that_are_not_of_the_commit_are_refused(project: Path, run: Any, change: str) -> None:
    (project / change).write_text(TESTS + "\n")
    ran = run()
    assert ran.returncode == 4
    assert f"1 changed or unknown, the first: {change}" in ran.stderr
    assert not (project / "evidence.json").exists()


def test_files_that_change_during_the_run_fail_it(project: Path, run: Any) -> None:
    (project / "test_it.py").write_text(
        "from pathlib import Path\ndef test_a(): Path('app.whl').write_text('other')\n"
    )
    (project / "app.whl").write_text("app")
    ran = run("--govern-subject", "app.whl")
    assert "changed meanwhile" in ran.stdout
    assert _said(project)["predicate"]["result"] == "FAILED"


def test_subjects_can_be_named(project: Path, run: Any) -> None:
    (project / "app.whl").write_text("app")
    image = f"registry.acme.test/app=sha256:{'0' * 64}"
    assert run("--govern-subject", "app.whl", "--govern-subject", image).returncode == 0
    assert _said(project)["subject"] == [
        {"name": "app.whl", "digest": {"sha256": hashlib.sha256(b"app").hexdigest()}},
        {"name": "registry.acme.test/app", "digest": {"sha256": "0" * 64}},
    ]


def test_the_predicate_alone_is_what_the_statement_says(project: Path, run: Any) -> None:
    assert run("--govern-predicate", "predicate.json").returncode == 0
    said = json.loads((project / "predicate.json").read_text())
    assert said == _said(project)["predicate"]


def test_a_signed_statement_verifies_and_anything_else_does_not(
    project: Path, tmp_path: Path, run: Any
) -> None:
    signer = FileSigner.generate()
    (tmp_path / "key.pem").write_bytes(signer.private_pem)
    (project / "app.whl").write_text("app")
    ran = run("--govern-subject", "app.whl", "--govern-key", str(tmp_path / "key.pem"))
    assert ran.returncode == 0, ran.stderr
    bundle = (project / "evidence.json").read_bytes()
    policy = SignerPolicy((TrustedKey(signer.public_key, "ci"),), require_log=False)
    claims = verify(bundle, Digest.of(b"app"), Trust(), policy, AT)
    assert claims.statement is not None
    assert claims.statement.predicate["result"] == "PASSED"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--govern-key", "none.pem"), "none.pem"),
        (("--govern-subject", "none.whl"), "none.whl: cannot be read"),
        (("--govern-subject", "a=sha256:0"), "names no subject"),
        (("--govern-evidence", "no/such/folder.json"), "no such folder"),
        (("--collect-only",), "runs no test"),
        (("--govern-evidence", "", "--govern-key", "k"), "need --govern-evidence"),
    ],
)
def test_what_is_named_wrongly_is_said(run: Any, arguments: tuple[str, ...], words: str) -> None:
    ran = run(*arguments)
    assert ran.returncode == 4
    assert words in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_run_that_asks_for_nothing_loads_nothing_of_govern(project: Path) -> None:
    (project / "test_it.py").write_text(
        "import sys\ndef test_a():\n"
        "    found = [one for one in sys.modules if one.split('.')[0] == 'govern']\n"
        "    assert sorted(found) == ['govern', 'govern.pytest_plugin']\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "govern.pytest_plugin"],
        cwd=project, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_pytest_finds_it_by_itself(root: Path) -> None:
    import tomllib

    said = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    assert said["project"]["entry-points"]["pytest11"] == {
        "govern.pytest_plugin": "govern.pytest_plugin"
    }
