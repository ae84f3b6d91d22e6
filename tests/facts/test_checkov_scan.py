from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from govern.errors import EngineError
from govern.facts.checkov.installation import install, installed
from govern.facts.checkov.scan import ScanSettings
from govern.model import Kind, Outcome, Result
from govern.pipeline import RunSettings
from govern.pipeline import check as decide
from govern.policies.assembly import PolicySettings
from govern.policies.policy_set import Override
from tests.documents.terraform_plans import change, plan
from tests.facts.checkov_reports import CANARY, check, report
from tests.facts.pretended_checkov import pretend, seen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.model import JsonObject

POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: registry.example.com/web:1.0
      env: [{name: DB_PASSWORD, value: CANARY}]
"""
SECRET = f"apiVersion: v1\nkind: Secret\nmetadata: {{name: s}}\nstringData: {{k: {CANARY}}}\n"


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Send temporary files to a folder of the test's own, which must be empty in the end."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


def a_plan(**sections: Any) -> dict[str, Any]:
    after: JsonObject = {"identifier": "main", "password": CANARY, "storage_encrypted": False}
    marks: JsonObject = {"password": True}
    values: JsonObject = {
        "address": "aws_db_instance.main",
        "mode": "managed",
        "type": "aws_db_instance",
    }
    values |= {"name": "main", "values": after, "sensitive_values": marks}
    return plan(
        change(after, marks),
        change({"bucket": "b"}, {}, address="aws_s3_bucket.logs"),
        planned_values={"root_module": {"resources": [values]}},
        **sections,
    )


def inputs(folder: Path) -> str:
    folder.mkdir()
    (folder / "all.yaml").write_text(POD.replace("CANARY", CANARY) + "---\n" + SECRET)
    (folder / "plan.json").write_text(json.dumps(a_plan(), indent=2))
    return str(folder)


def scan(path: str, seconds: float = 60.0, **policy: Any) -> list[Result]:
    settings = RunSettings(
        policy=PolicySettings(**policy), scan=ScanSettings(checkov=True, seconds=seconds)
    )
    results = decide((path,), settings).decision.results
    return [one for one in results if one.rule_id.startswith(("checkov:", "govern:scan"))]


@pytest.fixture
def answering(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, temporary: Path) -> Any:
    """Return a function that makes the next scan meet a program of `pretend`."""
    assert temporary.is_dir()

    def use(answer: Any = None, **how: Any) -> Path:
        monkeypatch.setenv("GOVERN_CHECKOV", pretend(tmp_path / "tool", answer, **how))
        return tmp_path / "tool"

    return use


def test_no_secret_is_handed_over_and_nothing_is_left(answering: Any, tmp_path: Path) -> None:
    tool = answering()
    assert scan(inputs(tmp_path / "in"))
    given = sorted((tool / "given").iterdir())
    assert [path.suffix for path in given] == [".yaml", ".yaml", ".json"]
    texts = [path.read_text() for path in given]
    assert not [text for text in texts if CANARY in text]
    assert all("(sensitive)" in text for text in texts)
    assert '"storage_encrypted": false' in texts[2]  # the rest is there, a member a line


def test_the_tool_gets_neither_settings_nor_secrets_of_the_user(
    answering: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BC_API_KEY", CANARY)
    monkeypatch.setenv("CKV_FRAMEWORK", "secrets")
    tool = answering()
    scan(inputs(tmp_path / "in"))
    about = seen(tool)
    assert set(about["environment"]) <= {
        *("PATH", "HOME", "TMPDIR", "LC_ALL", "LC_CTYPE", "LOG_LEVEL"),
        *("CKV_SKIP_PACKAGE_UPDATE_CHECK", "BC_SKIP_MAPPING", "PWD"),
    }
    assert about["environment"]["PATH"] == str(tool)
    assert "--skip-download" in about["arguments"]
    assert about["folder"] == about["arguments"][about["arguments"].index("--directory") + 1]


def test_findings_stand_in_the_users_own_files(answering: Any, tmp_path: Path) -> None:
    folder = inputs(tmp_path / "in")
    answering(
        [
            report("kubernetes", failed=[found("CKV_K8S_43", "Pod.default.web", "0.yaml")]),
            report(
                "terraform_plan",
                failed=[found("CKV_AWS_16", "aws_db_instance.main", "2.json")],
                passed=[found("CKV_AWS_20", "aws_s3_bucket.logs", "2.json", "PASSED")],
            ),
        ]
    )
    by_rule = {one.rule_id: one for one in scan(folder)}
    pod, database = by_rule["checkov:CKV_K8S_43"], by_rule["checkov:CKV_AWS_16"]
    assert (pod.location.path, pod.location.line) == (f"{folder}/all.yaml", 1)
    assert (pod.resource.kind, pod.resource.name) == ("Pod", "web")
    lines = Path(folder, "plan.json").read_text().splitlines()
    assert database.location.line is not None
    assert lines[database.location.line - 1].strip() == "{"
    assert "aws_db_instance.main" in lines[database.location.line]
    assert database.details["values_hidden"] is True
    assert "hidden" in database.message
    assert "values_hidden" not in by_rule["checkov:CKV_AWS_20"].details
    assert by_rule["govern:scan"].outcome is Outcome.PASS


def found(rule: str, resource: str, file: str, result: str = "FAILED") -> dict[str, Any]:
    return check(rule, resource, result, file_path=f"/{file}", repo_file_path=f"/tmp/x/{file}")


def test_profiles_and_overrides_reach_what_a_scan_finds(answering: Any, tmp_path: Path) -> None:
    failed = [found("CKV_K8S_43", "Pod.default.web", "0.yaml")]
    answering(report("kubernetes", failed=failed))
    off = {"checkov:CKV_K8S_*": Override(enabled=False)}
    assert [one.rule_id for one in scan(inputs(tmp_path / "in"), overrides=off)] == ["govern:scan"]


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"status": 2}, "Checkov failed: it ended with status 2"),
        ({"text": "no JSON"}, "not valid JSON"),
        ({"text": ""}, "JSON"),
        ({"text": '{"results": 1}'}, "not a report of Checkov"),
        (
            {"answer": report(failed=[found("CKV_K8S_43", "Pod.default.web", "9.yaml")])},
            "Checkov speaks of a file that it was not given",
        ),
    ],
)
def test_a_tool_that_fails_leaves_the_decision_undecided(
    answering: Any, tmp_path: Path, how: dict[str, Any], said: str
) -> None:
    answering(**how)
    (one,) = scan(inputs(tmp_path / "in"))
    assert (one.rule_id, one.outcome) == ("govern:scan", Outcome.UNDECIDED)
    assert said in one.message
    assert CANARY not in one.message


def test_a_tool_that_hangs_is_killed_with_all_that_it_started(
    answering: Any, tmp_path: Path
) -> None:
    child = (
        "import subprocess; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])"
    )
    answering(more=f"{child}; time.sleep(60)")
    start = time.monotonic()
    (one,) = scan(inputs(tmp_path / "in"), seconds=1.0)
    assert time.monotonic() - start < 30
    assert one.outcome is Outcome.UNDECIDED
    assert one.message == "Checkov was stopped: it took longer than 1 s"
    assert "--scan-deadline" in one.remediation


def test_a_check_that_breaks_is_undecided_and_tells_no_value(
    answering: Any, tmp_path: Path
) -> None:
    folder = inputs(tmp_path / "in")
    line = f"Failed to run check CKV_AWS_16 on /2.json:aws_db_instance.main {CANARY}"
    answering(more=f"print({line!r}, file=sys.stderr)")
    one = next(one for one in scan(folder) if one.rule_id == "checkov:CKV_AWS_16")
    assert (one.outcome, one.location.path) == (Outcome.UNDECIDED, f"{folder}/plan.json")
    assert CANARY not in repr(one)


def test_a_plan_without_marks_is_undecided_and_the_rest_is_scanned(
    answering: Any, tmp_path: Path
) -> None:
    folder = Path(inputs(tmp_path / "in"))
    bare = a_plan()
    for item in bare["resource_changes"]:
        del item["change"]["after_sensitive"]
    (folder / "old.json").write_text(json.dumps(bare))
    tool = answering()
    results = scan(str(folder))
    assert [(one.outcome, one.location.path) for one in results] == [
        (Outcome.NOT_APPLICABLE, ""),
        (Outcome.UNDECIDED, f"{folder}/old.json"),
    ]
    assert len(list((tool / "given").iterdir())) == 3


def test_absence_is_undecided_and_says_how_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GOVERN_CHECKOV", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    (one,) = scan(inputs(tmp_path / "in"))
    assert one.outcome is Outcome.UNDECIDED
    assert "not installed" in one.message
    assert "govern doctor --install-checkov" in one.remediation


def test_a_wrong_variable_is_not_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOVERN_CHECKOV", str(tmp_path / "nothing"))
    (one,) = scan(inputs(tmp_path / "in"))
    assert (one.outcome, one.message) == (
        Outcome.UNDECIDED,
        "there is no program at $GOVERN_CHECKOV",
    )


def test_without_anything_to_scan_the_tool_is_not_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOVERN_CHECKOV", str(tmp_path / "nothing"))
    (tmp_path / "README.md").write_text("---\nlicense: mit\n---\n# A model\n")
    settings = RunSettings(scan=ScanSettings(checkov=True), kind=Kind.MODEL_CARD)
    results = decide((str(tmp_path / "README.md"),), settings).decision.results
    (one,) = [one for one in results if one.rule_id == "govern:scan"]
    assert one.outcome is Outcome.NOT_APPLICABLE


def test_an_installation_that_failed_or_was_interrupted_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(EngineError, match=r"Checkov .* could not be installed") as caught:
        install()
    assert caught.value.cause
    assert installed() is None
    assert list((tmp_path / "govern").iterdir()) == []
    program = Path(str(caught.value.path), "bin", "checkov")
    program.parent.mkdir(parents=True)
    program.touch()
    assert installed() is None
    (program.parent.parent / "complete").touch()
    assert installed() == str(program)
    assert install() == str(program)
