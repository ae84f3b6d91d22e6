from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from govern.documents.kubernetes import PARSER
from govern.documents.render.isolation import Bounds, network_is_denied, run_isolated
from govern.documents.render.mode import RenderMode
from govern.documents.render.plan import plan_rendering
from govern.documents.render.renderer import Renderer
from govern.documents.render.roots import Root, find_roots
from govern.errors import InputError, LimitExceeded, UsageError
from tests.documents.reading import nothing_beside
from tests.surroundings import require_tool

if TYPE_CHECKING:
    from collections.abc import Callable

CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  k: 'v'\n"


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to write files in; paths in the tests are relative to it."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(files: dict[str, str]) -> list[str]:
    for name, text in files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")
    return sorted(files)


def roots(files: dict[str, str], mode: RenderMode = RenderMode.AUTO) -> dict[str, Root]:
    return {root.folder: root for root in find_roots(write(files), mode)}


OVERLAYS = {
    "base/kustomization.yaml": "resources: [a.yaml]\n",
    "base/a.yaml": CONFIG_MAP,
    "base/beside.yaml": CONFIG_MAP,
    "overlays/prod/kustomization.yaml": (
        "resources: [../../base]\nnamePrefix: prod-\n"
        "patches:\n- path: patch.yaml\n- target: {kind: ConfigMap}\n"
        "  patch: |\n    - {op: add, path: /data/i, value: j}\n"
        "configMapGenerator: [{name: g, files: [packed.yaml, k=packed.yaml]}]\n"
    ),
    "overlays/prod/patch.yaml": CONFIG_MAP + "  x: 'y'\n",
    "overlays/prod/packed.yaml": CONFIG_MAP,
    "overlays/test/kustomization.yml": "bases: [../../base]\n",
}
CHART = {
    "c/Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n",
    "c/values.yaml": "v: x\n",
    "c/templates/a.yaml": CONFIG_MAP.replace("'v'", "{{ .Values.v }}"),
    "c/crds/crd.yaml": CONFIG_MAP.replace("name: a", "name: crd"),
    "c/charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 1.0.0\n",
    "c/beside.yaml": CONFIG_MAP,
}


@pytest.mark.usefixtures("tree")
def test_the_outermost_kustomizations_are_rendered_and_what_they_merge_is_read() -> None:
    found = {root.folder: root for root in find_roots(write(OVERLAYS), RenderMode.AUTO)}
    assert sorted(found) == ["overlays/prod", "overlays/test"]
    # Not base/beside.yaml, which nobody names, nor packed.yaml, which only becomes a text.
    assert found["overlays/prod"].read == {
        "base/a.yaml",
        "base/kustomization.yaml",
        "overlays/prod/kustomization.yaml",
        "overlays/prod/patch.yaml",
    }
    assert found["overlays/test"].fault is None


@pytest.mark.usefixtures("tree")
def test_a_base_outside_of_the_run_is_looked_at_too() -> None:
    write({**OVERLAYS, "base/kustomization.yaml": "resources: [https://example.com/x]\n"})
    (root,) = find_roots(["overlays/prod/kustomization.yaml"], RenderMode.KUSTOMIZE)
    assert root.fault is not None
    assert (root.fault.path, root.fault.line) == ("base/kustomization.yaml", 1)


@pytest.mark.usefixtures("tree")
def test_a_chart_is_rendered_with_the_charts_inside_it() -> None:
    (root,) = find_roots(write(CHART), RenderMode.AUTO)
    assert (root.folder, root.mode) == ("c", RenderMode.HELM)
    assert root.read == set(CHART) - {"c/beside.yaml", "c/values.yaml"}


@pytest.mark.usefixtures("tree")
def test_only_what_was_asked_for_is_rendered() -> None:
    names = write({**OVERLAYS, **CHART})
    assert find_roots(names, RenderMode.OFF) == ()
    assert {root.mode for root in find_roots(names, RenderMode.HELM)} == {RenderMode.HELM}
    assert {root.mode for root in find_roots(names, RenderMode.KUSTOMIZE)} == {RenderMode.KUSTOMIZE}


@pytest.mark.usefixtures("tree")
def test_components_and_circles_are_no_roots() -> None:
    assert not roots({"x/kustomization.yaml": "kind: Component\n"})
    found = roots(
        {
            "a/kustomization.yaml": "resources: [../b]\n",
            "b/kustomization.yaml": "resources: [../a, .]\n",
        }
    )
    assert found == {}


REMOTE = [
    "https://github.com/x/y//z?ref=v1",
    "github.com/x/y",
    "git@github.com:x/y",
    "git::https://x/y",
    "ext::sh -c true",
    "file:///etc",
    "ssh://x/y",
    "x/y.git",
    "http://x/patch.yaml",
    "org/repo?ref=main",
]


@pytest.mark.usefixtures("tree")
@pytest.mark.parametrize("address", REMOTE)
@pytest.mark.parametrize("field", ["resources: [a, '{}']", "patches: [{{path: '{}'}}]"])
def test_what_lies_on_a_network_is_refused_by_its_line(address: str, field: str) -> None:
    text = "namePrefix: x\n" + field.format(address) + "\n"
    (root,) = roots({"k/kustomization.yaml": text}).values()
    assert root.fault is not None
    assert "network" in root.fault.message
    assert (root.fault.path, root.fault.line) == ("k/kustomization.yaml", 2)
    with pytest.raises(InputError):
        Renderer().render(root)


@pytest.mark.usefixtures("tree")
@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("helmCharts: [{name: x}]\n", "Helm charts inside"),
        ("- x\n", "a mapping"),
        ("a: [\n", "not valid YAML"),
    ],
)
def test_a_kustomization_that_cannot_be_rendered_says_why(text: str, says: str) -> None:
    (root,) = roots({"k/kustomization.yaml": text}).values()
    assert root.fault is not None
    assert says in root.fault.message


@pytest.mark.usefixtures("tree")
def test_a_missing_tool_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    renderer = Renderer()
    for files, says in ((OVERLAYS, "kustomize or kubectl"), (CHART, "helm")):
        assert not renderer.can_render(find_roots(write(files), RenderMode.AUTO)[0].mode)
        with pytest.raises(UsageError, match=says):
            renderer.render(find_roots(sorted(files), RenderMode.AUTO)[0])


@pytest.mark.usefixtures("tree")
def test_a_run_is_told_what_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    names = write({**OVERLAYS, **CHART})
    monkeypatch.setenv("PATH", "/nonexistent")
    plan = plan_rendering(names, RenderMode.AUTO, Renderer())
    assert (plan.roots, plan.read) == ((), ())
    assert [(left.path, left.reason) for left in plan.left] == [
        ("c", "not rendered: helm is not on PATH"),
        ("overlays/prod", "not rendered: kustomize or kubectl is not on PATH"),
        ("overlays/test", "not rendered: kustomize or kubectl is not on PATH"),
    ]
    plan = plan_rendering(names, RenderMode.HELM, Renderer())
    assert [root.folder for root in plan.roots] == ["c"]
    assert {(read.path, read.reason) for read in plan.read} == {
        (path, "read by rendering c") for path in plan.roots[0].read
    }


@pytest.fixture
def only(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], None]:
    """Leave one real tool on PATH."""

    def leave(name: str) -> None:
        folder = tmp_path_factory.mktemp("bin")
        for tool in {name, "unshare"}:
            (folder / tool).symlink_to(require_tool(tool))
        monkeypatch.setenv("PATH", str(folder))

    return leave


@pytest.mark.parametrize("tool", ["kustomize", "kubectl"])
@pytest.mark.usefixtures("tree")
def test_kustomize_renders_an_overlay(tool: str, only: Callable[[str], None]) -> None:
    only(tool)
    prod, _ = find_roots(write(OVERLAYS), RenderMode.AUTO)
    rendering = Renderer().render(prod)
    assert rendering.tool == {"kubectl": "kubectl kustomize"}.get(tool, tool)
    assert rendering.version.startswith("v5.")
    assert rendering.command[-1] == "overlays/prod"
    assert rendering.source.path == f"overlays/prod (rendered by {rendering.tool})"
    documents = list(PARSER.parse(rendering.source, nothing_beside()))
    names = [document.resource.name for document in documents]
    assert names[0] == "prod-a"
    assert names[1].startswith("prod-g-")
    assert documents[0].content["data"] == {"i": "j", "k": "v", "x": "y"}


@pytest.mark.usefixtures("tree")
def test_helm_renders_a_chart(only: Callable[[str], None]) -> None:
    only("helm")
    (root,) = find_roots(write(CHART), RenderMode.AUTO)
    rendering = Renderer().render(root)
    assert (rendering.tool, rendering.version[:2]) == ("helm", "v3")
    documents = list(PARSER.parse(rendering.source, nothing_beside()))
    assert [document.resource.name for document in documents] == ["crd", "a"]
    assert documents[1].content["data"] == {"k": "x"}
    again = Renderer().render(root)
    assert again.source.sha256 == rendering.source.sha256


@pytest.mark.usefixtures("tree")
def test_a_chart_that_does_not_render_says_why(only: Callable[[str], None]) -> None:
    only("helm")
    broken = {**CHART, "c/templates/a.yaml": '{{ fail "no team" }}'}
    (root,) = find_roots(write(broken), RenderMode.AUTO)
    with pytest.raises(InputError) as caught:
        Renderer().render(root)
    assert caught.value.path == "c"
    assert "no team" in (caught.value.cause or "")


def test_a_chart_cannot_show_other_files_of_the_machine(
    tree: Path, only: Callable[[str], None]
) -> None:
    only("helm")
    (tree / "secret").write_text("hunter2")
    write({**CHART, "c/templates/b.yaml": 'x: {{ .Files.Get "link" }}\n'})
    Path("c/link").symlink_to("../secret")
    (root,) = find_roots(sorted(CHART), RenderMode.AUTO)
    with pytest.raises(InputError, match="a link leads out") as caught:
        Renderer().render(root)
    assert caught.value.path == "c/link"


# The tools are run by Python scripts here, which do what a hostile chart might make a tool do.
def test_a_tool_has_no_home_no_path_and_no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hunter2")
    finished = run_isolated(
        [
            sys.executable,
            "-c",
            "import os; print(sorted(os.environ), sorted(os.listdir(os.environ['HOME'])))",
        ],
        Bounds(),
    )
    assert finished.status == 0
    shown = finished.output.decode()
    assert "AWS" not in shown
    assert "['complaint', 'output']" in shown


def test_a_tool_has_no_network() -> None:
    if not network_is_denied():
        pytest.skip("user namespaces are not allowed here")
    script = (
        "import socket\n"
        "s = socket.socket(); s.settimeout(2)\n"
        "try: s.connect(('127.0.0.1', PORT)); print('reached')\n"
        "except OSError as error: print('denied')\n"
    )
    server = socket_server()
    finished = run_isolated(
        [sys.executable, "-c", script.replace("PORT", str(server.getsockname()[1]))], Bounds()
    )
    server.close()
    assert finished.output == b"denied\n"


def socket_server() -> socket.socket:
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen()
    return server


def test_a_tool_that_takes_too_long_is_killed_with_its_children() -> None:
    script = "import os, time; print(os.getpid(), flush=True); os.fork(); time.sleep(60)"
    started = time.monotonic()
    finished = run_isolated([sys.executable, "-c", script], Bounds(seconds=0.5))
    assert finished.stopped == "it took longer than 0.5 s"
    assert time.monotonic() - started < 10
    group = finished.output.decode().strip()
    left = subprocess.run(
        ["ps", "-o", "stat=", "-g", group], capture_output=True, text=True, check=False
    )
    assert {state[0] for state in left.stdout.split()} <= {"Z"}  # dead, if not yet buried


def test_a_tool_that_writes_too_much_is_stopped() -> None:
    script = "import sys\nwhile True: sys.stdout.write('x' * 65536)"
    finished = run_isolated([sys.executable, "-c", script], Bounds(output_bytes=1_000_000))
    assert finished.stopped == "it wrote more than 1000000 bytes"
    assert len(finished.output) == 1_000_001
    finished = run_isolated([sys.executable, "-c", "print('x' * 2000)"], Bounds(output_bytes=1000))
    assert finished.stopped == "it wrote more than 1000 bytes"


@pytest.mark.skipif(sys.platform != "linux", reason="address space is bounded on Linux")
def test_a_tool_that_takes_too_much_memory_fails() -> None:
    script = "import time; time.sleep(0.2); x = bytearray(6 * 1024**3)"
    assert run_isolated([sys.executable, "-c", script], Bounds()).status != 0


@pytest.mark.usefixtures("tree")
def test_a_stopped_tool_is_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool = tmp_path / "bin" / "helm"
    write(
        {"bin/helm": '#!/bin/sh\n[ "$1" = version ] && echo v3.0.0 && exit\nexec /bin/sleep 60\n'}
    )
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tool.parent}{os.pathsep}{os.defpath}")
    (root,) = find_roots(write(CHART), RenderMode.HELM)
    with pytest.raises(LimitExceeded) as caught:
        Renderer(Bounds(seconds=0.3)).render(root)
    assert caught.value.path == "c"
