from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.govern_command import Ran

    Govern = Callable[..., Ran]

TAGGED = """\
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: registry.example.com/web:1.0
"""
ONLY_DIGESTS = ("--no-builtin", "-p", "rules")
DIGEST_RULE = """\
# METADATA
# title: Images have digests
# custom:
#   id: ORG001
#   severity: high
#   match: {kind: kubernetes, resources: [Pod]}
package org.digest

deny contains {"msg": msg, "path": ["spec", "containers", i, "image"]} if {
	some i, container in input.document.spec.containers
	not contains(container.image, "@sha256:")
	msg := sprintf("%s has no digest", [container.image])
}
"""


@pytest.fixture(autouse=True)
def _files(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "digest.rego").write_text(DIGEST_RULE)
    (tmp_path / "pod.yaml").write_text(TAGGED)
    pinned = TAGGED.replace(":1.0", "@sha256:" + "0" * 64)
    (tmp_path / "pinned.yaml").write_text(pinned)


def report(ran: Ran) -> dict[str, object]:
    loaded = json.loads(ran.out)
    assert isinstance(loaded, dict)
    return loaded


def test_denied_is_one_and_names_file_line_and_column(govern: Govern) -> None:
    ran = govern("check", "pod.yaml", *ONLY_DIGESTS)
    assert ran.code == 1
    assert "pod.yaml:8:14" in ran.out
    assert "web:1.0 has no digest" in ran.out
    assert "\x1b" not in ran.out


def test_allowed_is_zero(govern: Govern) -> None:
    assert govern("check", "pinned.yaml", *ONLY_DIGESTS).code == 0


def test_standard_input_is_an_input(govern: Govern) -> None:
    ran = govern("check", "-", *ONLY_DIGESTS, stdin=TAGGED.encode())
    assert ran.code == 1
    assert "<stdin>:8:14" in ran.out


@pytest.mark.parametrize(
    "args",
    [
        (),
        ("missing.yaml",),
        ("pod.yaml", "--output", "telegram"),
        ("pod.yaml", "-o", "json", "-o", "sarif"),
        ("pod.yaml", "-o", "json=no/such/folder/x.json"),
        ("pod.yaml", "--profile", "nobody"),
        ("pod.yaml", "--at", "yesterday"),
        ("pod.yaml", "-p", "no-such-rules"),
        ("pod.yaml", "--config", "no.toml"),
        ("pod.yaml", "--waivers", "no.yaml"),
        ("pod.yaml", "--baseline", "no.json"),
    ],
)
def test_usage_and_configuration_are_two_with_words(govern: Govern, args: tuple[str, ...]) -> None:
    ran = govern("check", *args)
    assert ran.code == 2
    assert ran.err.strip()
    assert ran.out == ""


def test_nothing_evaluated_is_three(govern: Govern, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert govern("check", "empty").code == 3
    service = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\n"
    (tmp_path / "service.yaml").write_text(service)
    ran = govern("check", "service.yaml", *ONLY_DIGESTS)
    assert ran.code == 3
    assert "no rule matched" in ran.out


@pytest.mark.parametrize(
    "data",
    [
        b'{"apiVersion": "v1", "kind": "Pod", "spec": {',
        b"apiVersion: v1\nkind: Pod\nspec: [\n",
        b"apiVersion: v1\nkind: Pod\nmetadata: {name: a, name: b}\n",
        b"apiVersion: v1\n\0kind: Pod\n",
        b"\xff\xfe\x00\xd8\x00",
        b"[" * 100_000,
        b"a: " + b"[" * 100_000,
        b'{"a":' * 100_000,
        b"a: &a [x,x,x,x,x,x,x,x,x]\n"
        + b"".join(
            b"%c: &%c [%s]\n" % (98 + i, 98 + i, b",".join([b"*%c" % (97 + i)] * 9))
            for i in range(9)
        ),
        b"just some words",
    ],
)
def test_what_cannot_be_read_is_undecided_and_named(
    govern: Govern, tmp_path: Path, data: bytes
) -> None:
    (tmp_path / "bad.yaml").write_bytes(data)
    ran = govern("check", "bad.yaml", "-o", "json")
    assert ran.code == 4
    read = report(ran)
    assert read["decision"] == "undecided"
    assert "bad.yaml" in ran.out


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_file_is_undecided(govern: Govern, tmp_path: Path) -> None:
    (tmp_path / "pod.yaml").chmod(0)
    assert govern("check", "pod.yaml").code == 4


def test_a_broken_policy_is_two_and_names_file_and_line(govern: Govern, tmp_path: Path) -> None:
    broken = DIGEST_RULE.replace("some i,", "some some,")
    (tmp_path / "rules" / "digest.rego").write_text(broken)
    ran = govern("check", "pod.yaml", *ONLY_DIGESTS)
    assert ran.code == 2
    assert "rules/digest.rego:10" in ran.err


def test_denied_wins_over_undecided(govern: Govern, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("apiVersion: v1\nkind: [")
    ran = govern("check", "bad.yaml", "pod.yaml", *ONLY_DIGESTS, "-o", "json")
    assert ran.code == 1
    assert report(ran)["summary"]["undecided"] == 1  # type: ignore[index]  # JSON is untyped


def test_a_rule_that_never_ends_is_undecided_and_the_others_are_not(
    govern: Govern, tmp_path: Path
) -> None:
    endless = DIGEST_RULE.replace("ORG001", "ORG002").replace("org.digest", "org.endless")
    endless = endless[: endless.index("deny contains")] + (
        "deny contains msg if {\n\tcount([1 | some i in numbers.range(1, 100000);"
        " some j in numbers.range(1, 100000)]) > 0\n\tmsg := input.kind\n}\n"
    )
    (tmp_path / "rules" / "endless.rego").write_text(endless)
    ran = govern("check", "pinned.yaml", *ONLY_DIGESTS, "--deadline", "0.5", "-o", "json")
    assert ran.code == 4
    outcomes = {r["rule_id"]: r["outcome"] for r in report(ran)["results"]}  # type: ignore[attr-defined]  # JSON is untyped
    assert outcomes == {"ORG001": "pass", "ORG002": "undecided"}


def test_many_reports_in_one_run_and_the_same_bytes_twice(govern: Govern, tmp_path: Path) -> None:
    formats = ("json", "sarif", "junit", "github", "gitlab", "markdown", "html", "text")
    for run in ("one", "two"):
        wanted = [arg for name in formats for arg in ("-o", f"{name}={run}.{name}")]
        assert govern("check", "pod.yaml", "pinned.yaml", *ONLY_DIGESTS, *wanted).code == 1
    for name in formats:
        one = (tmp_path / f"one.{name}").read_bytes()
        assert one
        assert one == (tmp_path / f"two.{name}").read_bytes(), name


def test_a_waiver_covers_and_an_expired_one_does_not(govern: Govern, tmp_path: Path) -> None:
    (tmp_path / "waivers.yaml").write_text(
        "schema: govern.waivers/v1\nwaivers:\n"
        "  - {id: W1, rules: [ORG001], resource: 'v1/Pod/*web', owner: team-a,"
        " reason: vendor image, expires: '2027-01-01T00:00:00Z'}\n"
    )
    args = ("check", "pod.yaml", *ONLY_DIGESTS, "-w", "waivers.yaml", "-o", "json", "--at")
    covered = govern(*args, "2026-12-31T23:59:59Z")
    assert (covered.code, report(covered)["summary"]["waived"]) == (0, 1)  # type: ignore[index]  # JSON is untyped
    late = govern(*args, "2027-01-01T00:00:00Z")
    assert (late.code, report(late)["summary"]["fail"]) == (1, 1)  # type: ignore[index]  # JSON is untyped


def test_a_baseline_accepts_what_was_there_and_nothing_new(govern: Govern, tmp_path: Path) -> None:
    wrote = govern("check", "pod.yaml", *ONLY_DIGESTS, "--write-baseline", "base.json")
    assert (wrote.code, "1 finding" in wrote.err) == (0, True)
    args = ("check", "pod.yaml", *ONLY_DIGESTS, "--baseline", "base.json")
    assert govern(*args).code == 0
    more = TAGGED + "    - name: new\n      image: registry.example.com/new:1\n"
    (tmp_path / "pod.yaml").write_text(more)
    assert govern(*args).code == 1


def test_the_configuration_is_found_and_flags_win(govern: Govern, tmp_path: Path) -> None:
    (tmp_path / "govern.toml").write_text(
        'fail_on = "critical"\n[policy]\nbuiltin = false\nsources = ["rules"]\n'
    )
    assert govern("check", "pod.yaml").code == 0
    assert govern("check", "pod.yaml", "--fail-on", "high").code == 1
    (tmp_path / "govern.toml").write_text("[polcy]\n")
    ran = govern("check", "pod.yaml")
    assert (ran.code, "govern.toml:1" in ran.err) == (2, True)


def test_a_closed_pipe_is_no_traceback(tmp_path: Path) -> None:
    shell = f"{sys.executable} -m govern check {tmp_path}/pod.yaml --config none -v | head -c 1"
    assert os.system(f"{shell} >/dev/null 2>{tmp_path}/err") == 0  # noqa: S605 - the pipe is the test
    assert "Traceback" not in (tmp_path / "err").read_text()


def test_colour_only_when_asked_for(govern: Govern) -> None:
    args = ("check", "pod.yaml", *ONLY_DIGESTS, "--color")
    assert "\x1b[" in govern(*args, "always").out
    assert "\x1b[" not in govern(*args, "never").out


def test_a_report_to_a_pipe_or_device_leaves_it_what_it_is(govern: Govern, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    try:
        govern("check", "pinned.yaml", *ONLY_DIGESTS, "-o", "json=pipe")
        assert b"govern.report/v1" in os.read(reader, 65536)
    finally:
        os.close(reader)
    assert (tmp_path / "pipe").is_fifo()
    govern("check", "pinned.yaml", *ONLY_DIGESTS, "-o", "json=/dev/null")
    assert Path(os.devnull).is_char_device()


@pytest.mark.parametrize("form", ["text", "sarif", "github", "gitlab"])
def test_reports_that_name_no_pass_are_the_same_when_passes_are_only_counted(
    govern: Callable[..., Ran], root: Path, form: str
) -> None:
    paths = [str(root / "examples" / name) for name in ("payments", "payments-denied")]
    paths.append(str(root / "examples/gpu-cluster-plan/plan.json"))
    counted = govern("check", *paths, "-o", form)
    held = govern("check", *paths, "-o", form, "-o", "json=all.json")
    assert "pass" in counted.out or form != "text"
    assert (counted.code, counted.out) == (held.code, held.out)


def test_a_file_name_that_is_no_utf8_is_judged_as_any_other(govern: Govern, tmp_path: Path) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    try:
        Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.yaml")).write_text(TAGGED)
    except OSError:
        pytest.skip("the file system takes UTF-8 names alone")
    (tmp_path / "rules" / "name.rego").write_text(
        DIGEST_RULE.replace("ORG001", "ORG002")
        .replace("org.digest", "org.name")
        .partition("deny")[0]
        + 'deny contains input.source.path if endswith(input.source.path, "caf\\\\udce9.yaml")\n'
    )
    ran = govern("check", "odd", *ONLY_DIGESTS, "-o", "json")
    assert ran.code == 1
    results = report(ran)["results"]
    assert isinstance(results, list)
    assert {one["rule_id"]: one["outcome"] for one in results} == {
        "ORG001": "fail",
        "ORG002": "fail",
    }
    assert "odd/caf\\udce9.yaml" in govern("check", "odd", *ONLY_DIGESTS).out
