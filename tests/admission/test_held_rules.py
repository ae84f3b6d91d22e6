"""The webhook's twelve design rules, and the test of each that fails when the rule is broken.

Each line of `_BROKEN` breaks one rule in a copy of the code, and runs the test that holds it: it
must fail there. What every render of the chart must hold (R1 to R10 and R12, over a matrix of
values) is broken in the same way by test_chart.py.

- R1: registered is what rules are about, never everything, never the system's or govern's own.
- R2: what only watches is never in a webhook that can deny.
- R3: nobody waits long; the server answers before the API server gives up.
- R4: no review asks a registry; equal looks are one; refusals are forgotten soon.
- R5: whoever judges can be killed, and is, when time or memory run out.
- R6: ready means policies tried and TLS seen; registered only then; gone before it ends.
- R7: a server that is told to stop goes on serving and asks callers to connect elsewhere.
- R8: certificates are followed and renewed early, and old authorities stay trusted meanwhile.
- R9: reports are written when they changed, and are capped.
- R10: the registration can always be taken away.
- R11: generated admission policies lock nobody out.
- R12: nothing but Namespaces is watched, nothing held whole; what is known is asked for and capped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import pytest

from tests import surroundings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]

_FOLDERS = (
    "admission",
    "benchmarks",
    "evidence",
    "examples",
    "govern",
    "policies",
    "tests",
    "tools",
)


class Broken(NamedTuple):
    """One way to break a rule: in a file of govern/admission, a text becomes another."""

    rule: str
    file: str
    old: str
    new: str
    test: str  # below tests/admission
    tools: tuple[str, ...] = ()


_SERVER = ("kube-apiserver", "kubectl")
_BROKEN = (
    Broken("R1", "registration/coverage.py", "if not kind.on_demand and _in_scope(rule, kind)",
           "", "test_registration.py::test_a_rule_about_everything_never_becomes_a_star"),
    Broken("R1", "registration/coverage.py", "if _kind_in(selector) in FORBIDDEN:", "if False:",
           "test_registration.py::test_what_the_control_plane_needs_is_refused"),
    Broken("R1", "registration/configuration.py", '"kube-node-lease", ', "",
           "test_registration.py::test_system_namespaces_and_its_own_are_never_asked_about"),
    Broken("R2", "registration/configuration.py", "enforces and settings.fail", "settings.fail",
           "test_registration.py::test_what_only_watches_is_never_in_a_webhook_that_can_deny"),
    Broken("R3", "registration/configuration.py", "LONGEST_TIMEOUT = 10", "LONGEST_TIMEOUT = 30",
           "test_registration.py::test_timeouts_that_cost_leader_leases_are_refused"),
    Broken("R3", "service.py", "budget = min(budget, max(patience - _MARGIN, patience / 2))",
           "pass", "test_server.py::test_an_answer_comes_before_the_caller_gives_up"),
    Broken("R4", "image_cache.py", "if key in now.underway:", "if False:",
           "test_image_cache.py::test_equal_looks_are_one_and_a_result_is_kept_for_its_time"),
    Broken("R4", "image_cache.py", "_NEGATIVE_SECONDS = 15.0", "_NEGATIVE_SECONDS = 600.0",
           "test_image_cache.py::test_a_refusal_is_soon_forgotten"),
    Broken("R5", "children.py", "        self.killed += 1\n        child.kill()\n", "",
           "test_children.py::"
           "test_a_review_that_never_ends_is_given_up_in_time_and_its_child_replaced"),
    Broken("R5", "child.py", "limit_growth(orders.memory << 20)", "pass",
           "test_children.py::test_a_review_that_wants_too_much_memory_ends_its_child_alone"),
    Broken("R6", "children.py", "for trial in generation.trials:", "for trial in ():",
           "test_children.py::test_policies_that_do_not_answer_a_trial_leave_the_old_ones_in_force"),
    Broken("R6", "provision/registering.py", "answer.status == 200 else", "True else",
           "test_provision.py::test_a_webhook_that_says_it_is_not_ready_is_not_registered",
           _SERVER),
    Broken("R7", "app.py", 'headers.append((b"connection", b"close"))', "pass",
           "test_server.py::test_a_server_that_is_told_to_stop_drains"),
    Broken("R7", "app.py", "if self._state.draining:\n            await self._plain(send, 503",
           "if False:\n            await self._plain(send, 503",
           "test_server.py::test_a_server_that_is_told_to_stop_drains"),
    Broken("R8", "server.py", "            self._refresh_certificates()\n", "",
           "test_server.py::test_a_rotated_certificate_is_taken_and_connections_live_on"),
    Broken("R8", "certificates.py", 'found["ca"] =', 'found["other"] =',
           "test_server.py::test_metrics_count_reviews_findings_and_expiry"),
    Broken("R8", "provision/rotation.py", "_LEFT = 1 / 3", "_LEFT = 1 / 30",
           "test_provision.py::test_a_leaf_is_renewed_when_a_third_of_its_life_is_left"),
    Broken("R8", "provision/rotation.py",
           "    bundle = merged(authority.certificate, found.bundle, now)\n",
           "    bundle = authority.certificate\n",
           "test_provision.py::test_whenever_the_job_runs_what_is_served_was_trusted_before"),
    Broken("R9", "audit/delivery.py", "elif _says_the_same(old, report):", "elif False:",
           "audit/test_cluster_audit.py::test_reports_are_written_when_they_change", _SERVER),
    Broken("R9", "audit/policy_reports.py", "for one in ranked[:limit]", "for one in ranked",
           "audit/test_cluster_audit.py::test_a_capped_report_says_how_much_it_left_out", _SERVER),
    Broken("R10", "cluster/client.py", "api.delete_validating_webhook_configuration(name, ",
           "api.read_validating_webhook_configuration(name, ",
           "test_registration.py::test_the_registration_works_on_a_real_api_server", _SERVER),
    Broken("R11", "registration/admission_policies.py", '"failurePolicy": "Ignore"',
           '"failurePolicy": "Fail"', "test_admission_policies.py::test_each_is_guarded_and_bound"),
    Broken("R12", "cluster/listing.py", '**self._query, "limit": limit}', "**self._query}",
           "audit/test_listing.py::test_a_list_comes_in_pages_and_is_never_watched"),
    Broken("R12", "cluster/listing.py", "limit = max(1, min(_LARGEST_PAGE, _BYTES * max(count, 1)"
           " // size))", "limit = _LARGEST_PAGE",
           "audit/test_listing.py::test_large_objects_come_in_smaller_pages"),
    Broken("R12", "namespaces.py", "if len(orjson.dumps(one)) > held.room:", "if False:",
           "test_namespaces.py::test_no_more_namespaces_are_held_than_there_is_room_for"),
    Broken("R12", "namespaces.py", "while self.room < 0:", "while False:",
           "test_namespaces.py::test_no_more_namespaces_are_held_than_there_is_room_for"),
)  # fmt: skip


_TOGETHER = 2  # they wait for processes and servers more than they compute


class Copies:
    """Runs the test of a broken rule in one of a few copies of the code, without its history."""

    def __init__(self, folder: Path) -> None:
        self._free: SimpleQueue[Path] = SimpleQueue()
        for number in range(_TOGETHER):
            copy = folder / str(number)
            for name in _FOLDERS:
                ignored = shutil.ignore_patterns("__pycache__")
                shutil.copytree(surroundings.ROOT / name, copy / name, ignore=ignored)
            shutil.copy(surroundings.ROOT / "pyproject.toml", copy)
            self._free.put(copy)

    def run(self, broken: Broken) -> subprocess.CompletedProcess[str]:
        """Break the rule, run the test, and mend it again."""
        copy = self._free.get()
        path = copy / "govern" / "admission" / broken.file
        whole = path.read_text(encoding="utf-8")
        try:
            path.write_text(whole.replace(broken.old, broken.new), encoding="utf-8")
            return subprocess.run(
                [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider",
                 f"tests/admission/{broken.test}"],
                cwd=copy, capture_output=True, text=True, check=False, timeout=300,
                env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            )  # fmt: skip
        finally:
            path.write_text(whole, encoding="utf-8")
            self._free.put(copy)


_Runs: TypeAlias = "dict[Broken, Future[subprocess.CompletedProcess[str]]]"


@pytest.fixture(scope="module")
def runs(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[_Runs]:
    """The runs of all rules that are asked for, begun together."""
    copies = Copies(tmp_path_factory.mktemp("copies"))
    mine = [one for one in request.session.items if one.path == request.path]
    given = (getattr(one, "callspec", None) for one in mine)
    asked = [one.params["broken"] for one in given if one is not None]
    pool = ThreadPoolExecutor(_TOGETHER)
    yield {one: pool.submit(copies.run, one) for one in asked if _has_tools(one)}
    pool.shutdown(cancel_futures=True)


def _has_tools(broken: Broken) -> bool:
    return all(surroundings.find_tool(name) for name in broken.tools)


def test_no_rule_is_left_out() -> None:
    assert {one.rule for one in _BROKEN} == {f"R{number}" for number in range(1, 13)}


@pytest.mark.parametrize(
    "broken", _BROKEN, ids=[f"{one.rule}-{number}" for number, one in enumerate(_BROKEN)]
)
def test_a_broken_rule_fails_its_test(runs: _Runs, broken: Broken) -> None:
    for name in broken.tools:
        surroundings.require_tool(name)
    whole = (surroundings.ROOT / "govern" / "admission" / broken.file).read_text(encoding="utf-8")
    assert whole.count(broken.old) == 1, f"{broken.old!r} is there {whole.count(broken.old)} times"
    done = runs[broken].result()
    assert done.returncode == 1, f"{broken.test} passes without {broken.old!r}:\n{done.stdout}"
    assert "1 failed" in done.stdout
    assert "SyntaxError" not in done.stdout
    assert "NameError" not in done.stdout
