"""Rules that look at Namespaces: the webhook, CI and the audit know the same of them."""

from __future__ import annotations

import asyncio
import io
import json
import os
import queue
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from click.testing import CliRunner

from govern.admission.cluster.client import ClusterError
from govern.admission.cluster.namespaces import ClusterNamespaces
from govern.admission.following import Change
from govern.admission.journal import Journal
from govern.admission.judge import Judge, JudgeSettings, Lane
from govern.admission.known import NOTHING
from govern.admission.namespaces import LiveNamespaces
from govern.admission.review import read_review
from govern.cli.main import cli
from govern.engine.factory import inline_engine
from govern.errors import Error, InputError
from govern.policies.assembly import PolicySettings, assemble
from govern.policies.cluster import cluster_from, namespaces_in, needs_namespaces
from tests.admission.cluster import Cluster, hook
from tests.admission.reviews import body, pod, policies, rule
from tests.admission.webhook import Webhook, until

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from govern.admission.judge import Judgement
    from govern.policies.policy_set import PolicySet

_TEMPLATE = """apiVersion: templates.gatekeeper.sh/v1
kind: ConstraintTemplate
metadata: {name: never}
spec:
  crd: {spec: {names: {kind: Never}}}
  targets:
    - target: admission.k8s.gatekeeper.sh
      rego: |
        package never

        violation[{"msg": msg}] {
          msg := sprintf("not in %v", [input.review.namespaceObject.metadata.name])
        }
---
apiVersion: constraints.gatekeeper.sh/v1beta1
kind: Never
metadata: {name: guarded}
spec:
  match:
    kinds: [{apiGroups: [""], kinds: [Pod]}]
    namespaceSelector: {matchLabels: {guarded: "yes"}}
"""
_NATIVE = """
    deny contains "guarded" if input.context.namespace.metadata.labels.guarded == "yes"
"""


def namespace(name: str, **labels: str) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": labels}}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A constraint with a namespaceSelector."""
    found = tmp_path / "gatekeeper"
    found.mkdir()
    (found / "never.yaml").write_text(_TEMPLATE, encoding="utf-8")
    return found


def _judge(found: PolicySet, *known: dict[str, Any]) -> Judge:
    return Judge(found, inline_engine(found), JudgeSettings(cluster=cluster_from(known)))


def _asked(judge: Judge, told: dict[str, Any] | None = None) -> Judgement:
    known = replace(NOTHING, namespace=told)
    return judge.judge(read_review(body()), Lane.ENFORCE, datetime.now(UTC), known)


def test_a_selector_is_decided_by_the_labels_that_are_known(folder: Path) -> None:
    found = assemble(PolicySettings(sources=(str(folder),), builtin=False))
    guarded, free = namespace("payments", guarded="yes"), namespace("payments")
    denied = _asked(_judge(found, guarded))
    assert not denied.allowed
    assert [one.message for one in denied.denials] == ["not in payments"]
    assert _asked(_judge(found, free)).decision is None
    assert not _asked(_judge(found), guarded).allowed
    assert _asked(_judge(found, guarded), free).decision is None  # what the cluster says counts


def test_an_unknown_namespace_is_undecided_and_so_denied_with_the_reason(folder: Path) -> None:
    found = assemble(PolicySettings(sources=(str(folder),), builtin=False))
    judgement = _asked(_judge(found))
    assert not judgement.allowed
    assert "Namespace payments, which is not known" in judgement.unanswered[0].message


def test_a_namespace_has_the_label_that_the_api_server_gives_it() -> None:
    bare: dict[str, Any] = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "a"}}
    known: dict[str, Any] = {**cluster_from([bare]).namespaces["a"]}
    labels = known["metadata"]["labels"]
    assert labels == {"kubernetes.io/metadata.name": "a"}


@pytest.mark.parametrize(
    ("text", "looks"),
    [
        (_NATIVE, True),
        ('deny contains "x" if object.get(input.context, "namespace", {}).kind == "y"', True),
        ('deny contains "x" if input.context.environment == "prod"', False),
        ('deny contains "x" if input.document.metadata.namespace == "y"', False),
    ],
)
def test_native_rules_see_namespaces_when_one_looks_at_them(
    tmp_path: Path, text: str, looks: bool
) -> None:
    found = policies(tmp_path / "p", one=rule("T1", text))
    assert needs_namespaces(found) is looks


def test_ci_and_the_webhook_agree_on_native_rules_about_namespaces(tmp_path: Path) -> None:
    policies(tmp_path / "p", one=rule("T1", _NATIVE))
    manifests = tmp_path / "manifests.yaml"
    objects = [pod(), pod(namespace="free"), namespace("payments", guarded="yes")]
    manifests.write_text(yaml.safe_dump_all(objects), encoding="utf-8")
    arguments = ("--config", "none", "--no-builtin", "-p", str(tmp_path / "p"), str(manifests))
    checked = CliRunner().invoke(cli, ["check", "-o", "json", *arguments])
    failed = [one for one in json.loads(checked.stdout)["results"] if one["outcome"] == "fail"]
    assert [one["resource"]["namespace"] for one in failed] == ["payments"]
    same = CliRunner().invoke(cli, ["admission", "parity", *arguments])
    assert same.exit_code == 0, same.output


def test_manifests_without_a_namespace_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "pod.yaml"
    path.write_text(yaml.safe_dump(pod()), encoding="utf-8")
    with pytest.raises(InputError, match="no Namespace"):
        namespaces_in((str(path),))


# --- what an API server says


class Listed(list[dict[str, Any]]):
    version = ""


class Reader:
    """Namespaces that can change, and an API server that can be away (NamespaceReader)."""

    def __init__(self, *names: str) -> None:
        self.names = set(names)
        self.away = False
        self.gate = threading.Event()
        self.gate.set()
        self.asked: list[str] = []

    def all(self) -> Listed:
        self._answer()
        return Listed(namespace(one) for one in sorted(self.names))

    def changes(self, since: str) -> Generator[Change]:
        yield Change(since)
        raise InputError("not possible")

    def one(self, name: str) -> dict[str, Any] | None:
        self.asked.append(name)
        self.gate.wait(10)
        self._answer()
        return namespace(name) if name in self.names else None

    def _answer(self) -> None:
        if self.away:
            raise InputError("away")


def _live(reader: Reader) -> LiveNamespaces:
    return LiveNamespaces(reader, Journal(io.StringIO()))


def test_a_new_namespace_is_asked_for_once_and_then_known() -> None:
    async def run() -> None:
        reader = Reader("a")
        live = _live(reader)
        await live.refresh()
        assert await live.find("a", 1) is not None
        assert reader.asked == []
        reader.names.add("b")
        found = await asyncio.gather(*(live.find("b", 5) for _ in range(10)))
        assert all(found)
        assert reader.asked == ["b"]
        assert await live.find("absent", 5) is None
        assert await live.find("absent", 5) is None
        assert reader.asked == ["b", "absent"]

    asyncio.run(run())


def test_an_api_server_that_hangs_costs_a_review_no_more_than_its_share() -> None:
    async def run() -> None:
        reader = Reader("a")
        reader.gate.clear()
        live = _live(reader)
        begun = asyncio.get_running_loop().time()
        assert await live.find("a", 0.05) is None
        assert asyncio.get_running_loop().time() - begun < 2
        reader.gate.set()
        await live.close()
        assert await live.find("a", 0) is not None

    asyncio.run(run())


@pytest.mark.parametrize("name", ["..", "a/b", "A", "", "x" * 64])
def test_what_is_no_name_is_never_asked_for(name: str) -> None:
    async def run() -> None:
        reader = Reader(name)
        assert await _live(reader).find(name, 1) is None
        assert reader.asked == []

    asyncio.run(run())


def test_what_was_known_stays_while_the_api_server_is_away() -> None:
    async def run() -> None:
        reader = Reader("a")
        live = _live(reader)
        await live.refresh()
        reader.away = True
        await live.refresh()
        stale = [live.stale]
        assert await live.find("a", 1) is not None
        reader.away, reader.names = False, {"b"}
        await live.refresh()
        assert [*stale, live.stale] == [True, False]
        assert await live.find("a", 1) is None  # it is gone

    asyncio.run(run())


def test_no_more_namespaces_are_held_than_there_is_room_for() -> None:
    class Large(Reader):
        def all(self) -> Listed:
            return Listed(namespace(f"n{i}", filler="x" * (1 << 20)) for i in range(40))

        def one(self, name: str) -> dict[str, Any] | None:
            self.asked.append(name)
            return namespace(name, filler="x" * (1 << 20))

    async def run() -> None:
        reader = Large()
        live = _live(reader)
        await live.refresh()
        assert await live.find("n0", 1) is not None
        assert reader.asked == []
        assert await live.find("n39", 5) is not None  # asked for, since it is not held
        assert reader.asked == ["n39"]
        assert live._held.room >= 0

    asyncio.run(run())


class Watched(Reader):
    """Tells what changes, until it is told an error."""

    def __init__(self, *names: str) -> None:
        super().__init__(*names)
        self.told: queue.Queue[Change | Error | None] = queue.Queue()
        self.lists = 0
        self.since: list[str] = []
        self.refuses = False
        self.opens = threading.Event()
        self.opens.set()

    def all(self) -> Listed:
        self.lists += 1
        found = super().all()
        found.version = str(10 * self.lists)
        return found

    def changes(self, since: str) -> Generator[Change]:
        self.since.append(since)
        if self.refuses:
            raise InputError("not allowed")
        self.opens.wait(20)
        yield Change(since)
        while (told := self.told.get(timeout=20)) is not None:
            if isinstance(told, Error):
                raise told
            yield told


async def _soon(condition: Callable[[], bool]) -> None:
    for _ in range(500):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("not within 5 s")


def test_what_changes_is_known_without_another_list() -> None:
    async def run() -> None:
        reader = Watched("a")
        live = _live(reader)
        await live.refresh()
        await _soon(lambda: live.watched)
        reader.told.put(Change("11", "a", namespace("a", guarded="yes")))
        reader.told.put(Change("12", "b", namespace("b")))
        await _soon(lambda: "b" in live._held)
        found = await live.find("a", 0)
        assert found is not None
        assert found["metadata"]["labels"]["guarded"] == "yes"  # type: ignore[index,call-overload]  # JSON
        reader.told.put(Change("13", "b"))
        await _soon(lambda: "b" not in live._held)
        await live.refresh()
        assert reader.asked == []
        assert reader.lists == 1
        reader.told.put(Change("14"))
        reader.told.put(None)  # the API server ends it after a while: it goes on from there
        await _soon(lambda: reader.since == ["10", "14"])
        await live.close()
        reader.told.put(Change("15"))

    asyncio.run(run())


def test_a_watch_that_breaks_is_begun_anew_with_a_list() -> None:
    async def run() -> None:
        reader, told = Watched("a"), io.StringIO()
        live = LiveNamespaces(reader, Journal(told))
        for lists in (1, 2, 3):
            await live.refresh()
            await _soon(lambda: live.watched)
            assert (reader.lists, live.stale) == (lists, False)
            reader.told.put(InputError("410 too old"))
            await _soon(lambda: not live.watched)
        assert await live.find("a", 0) is not None
        assert told.getvalue().count("410 too old") == 3
        assert reader.since == ["10", "20", "30"]

    asyncio.run(run())


def test_a_watch_that_ends_in_a_way_nobody_expects_is_no_watch(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(threading, "excepthook", lambda _arguments: None)

    async def run() -> None:
        reader = Watched("a")
        live = _live(reader)
        await live.refresh()
        await _soon(lambda: live.watched)
        reader.told.put("odd")  # type: ignore[arg-type]  # on purpose
        await _soon(lambda: not live.watched)

    asyncio.run(run())


def test_lists_go_on_until_a_watch_tells_something() -> None:
    async def run() -> None:
        reader = Watched("a")
        reader.opens.clear()
        live = _live(reader)
        for lists in (1, 2):
            await live.refresh()
            assert (reader.lists, live.watched) == (lists, False)
        reader.names = {"b"}
        await live.refresh()
        assert await live.find("b", 0) is not None
        reader.opens.set()
        await _soon(lambda: live.watched)
        await live.refresh()
        assert reader.lists == 3
        for _ in reader.since:
            reader.told.put(InputError("the end"))
        await live.close()

    asyncio.run(run())


def test_a_watch_that_is_refused_leaves_the_lists_and_is_told_once() -> None:
    async def run() -> None:
        reader, told = Watched("a"), io.StringIO()
        reader.refuses = True
        live = LiveNamespaces(reader, Journal(told))
        for lists in (1, 2, 3):
            await live.refresh()
            await _soon(lambda: live._following is None)
            assert (reader.lists, live.watched, live.stale) == (lists, False, False)
        assert told.getvalue().count("not allowed") == 1
        assert await live.find("a", 0) is not None

    asyncio.run(run())


# --- a real API server


@pytest.mark.server("kube-apiserver", "kubectl")
def test_webhook_and_audit_ask_a_real_api_server(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Cluster(tmp_path / "cluster") as cluster:
        cluster.apply(namespace("guarded", guarded="yes"), namespace("free"))
        cluster.apply(pod(namespace="guarded"), pod(namespace="free"))
        kubeconfig = str(cluster.kubeconfig())
        monkeypatch.setenv("KUBECONFIG", kubeconfig)
        arguments = ("--no-builtin", "-p", str(folder))
        _compare_audits(cluster, tmp_path, arguments)
        serving = (*arguments, "--namespaces", "cluster", "--refresh", "60")
        with Webhook(tmp_path / "webhook", *serving) as webhook:

            def allowed(place: str) -> bool:
                found = webhook.ask(body(pod(namespace=place)))
                return bool(found.response["allowed"])

            assert not allowed("guarded")
            assert allowed("free")
            assert not allowed("absent")  # undecided
            cluster.apply(namespace("new"))
            assert allowed("new")
            cluster.kubectl("label", "namespace", "free", "guarded=yes")
            until(lambda: not allowed("free"), "the label is seen at once", 2)
            cluster.apply(hook(webhook, resources=("pods",)))
            cluster.apply(namespace("later", guarded="yes"))
            until(
                lambda: "not in later"
                in cluster.kubectl(
                    "create", "-f", "-", "--dry-run=server", given=pod(namespace="later"),
                    check=False,
                ).stderr,
                "the API server is told so",
            )  # fmt: skip
            assert webhook.metric("govern_namespaces_stale") == 0
            assert webhook.metric("govern_namespaces_watched") == 1
        _watch_as_it_is(cluster)
        _list_where_watching_is_not_allowed(monkeypatch, cluster, tmp_path, arguments)


def _watch_as_it_is(cluster: Cluster) -> None:
    """A watch tells what changed since the list, and refuses what is no version."""
    reader = ClusterNamespaces(str(cluster.kubeconfig()))
    listed = reader.all()
    assert {"free", "guarded"} <= {one["metadata"]["name"] for one in listed}  # type: ignore[index,call-overload]  # JSON
    changes = reader.changes(listed.version)
    cluster.apply(namespace("seen"))
    names: list[str] = []
    while "seen" not in names:
        names.append(next(changes).name)
    changes.close()
    with pytest.raises(ClusterError) as caught:
        list(reader.changes("no version"))
    assert caught.value.status >= 400


def _list_where_watching_is_not_allowed(
    monkeypatch: pytest.MonkeyPatch, cluster: Cluster, folder: Path, arguments: tuple[str, ...]
) -> None:
    cluster.kubectl("create", "serviceaccount", "lists", "-n", "free")
    cluster.kubectl("create", "clusterrole", "lists", "--verb=get,list", "--resource=namespaces")
    cluster.kubectl(
        "create",
        "clusterrolebinding",
        "lists",
        "--clusterrole=lists",
        "--serviceaccount=free:lists",
    )
    token = cluster.kubectl("create", "token", "lists", "-n", "free").stdout.strip()
    config = json.loads(cluster.kubeconfig().read_text())
    config["users"][0]["user"] = {"token": token}
    path = folder / "lists.json"
    path.write_text(json.dumps(config))
    monkeypatch.setenv("KUBECONFIG", str(path))
    serving = (*arguments, "--namespaces", "cluster", "--refresh", "0.3")
    with Webhook(folder / "lists", *serving) as webhook:
        assert webhook.ask(body(pod(namespace="new"))).response["allowed"]
        cluster.kubectl("label", "namespace", "new", "guarded=yes")
        until(
            lambda: not webhook.ask(body(pod(namespace="new"))).response["allowed"],
            "the label is seen",
        )
        assert webhook.metric("govern_namespaces_watched") == 0
        assert webhook.metric("govern_namespaces_stale") == 0
        assert webhook.events().count("Namespaces are not watched") == 1


def _compare_audits(cluster: Cluster, folder: Path, arguments: tuple[str, ...]) -> None:
    """The audit of the cluster, of one namespace, and of a dump say the same."""
    dump = folder / "dump.json"
    dump.write_text(cluster.kubectl("get", "pods,namespaces", "-A", "-o", "json").stdout)
    for place in (("--cluster",), ("--cluster", "-n", "guarded"), ("--from", str(dump))):
        done = subprocess.run(
            [sys.executable, "-m", "govern", "audit", "--config", "none", "-o", "json",
             *arguments, *place],
            capture_output=True, text=True, check=False, env=dict(os.environ),
        )  # fmt: skip
        assert done.returncode == 1, done.stderr
        results = json.loads(done.stdout)["report"]["results"]
        told = [(one["resource"]["namespace"], one["outcome"]) for one in results]
        assert told == [("guarded", "fail")], place


def test_a_manifest_of_namespaces_is_followed(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "namespaces.yaml"
    path.write_text(yaml.safe_dump(namespace("payments")), encoding="utf-8")
    arguments = ("--no-builtin", "-p", str(folder), "--namespaces", str(path), "--refresh", "0.2")
    with Webhook(tmp_path / "webhook", *arguments) as webhook:
        assert webhook.ask(body()).response["allowed"]
        path.write_text(yaml.safe_dump(namespace("payments", guarded="yes")), encoding="utf-8")
        until(lambda: not webhook.ask(body()).response["allowed"], "the label is seen")
