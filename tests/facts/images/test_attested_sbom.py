"""SBOMs that are attested about images, from a registry to the decision, its record and replay."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from govern.attest.signing import FileSigner
from govern.sources.oci.client import open_registries
from govern.sources.oci.credentials import Anonymous
from tests.cli.conftest import govern
from tests.evidence.logs import key_pem
from tests.facts.facts_contract import faults_of
from tests.facts.images.image_maker import ImageMaker
from tests.facts.reports_by import openvex, says
from tests.sources.oci.registry_server import Registry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.govern_command import Ran

__all__ = ["govern"]  # a fixture
CYCLONEDX = "https://cyclonedx.org/bom"
OPENVEX = "https://openvex.dev/ns/v0.2.0"
CVE = "CVE-2019-14806"


def bom(*, cve: bool = True, version: str = "0.15.0") -> dict[str, Any]:
    found = {
        "id": CVE,
        "ratings": [{"severity": "critical"}],
        "affects": [{"ref": "werkzeug"}],
    }
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "container", "name": "app", "version": "1"}},
        "components": [
            {
                "type": "library",
                "bom-ref": "werkzeug",
                "name": "werkzeug",
                "version": version,
                "purl": f"pkg:pypi/werkzeug@{version}",
            }
        ],
        "vulnerabilities": [found] if cve else [],
    }


@dataclass
class Place:
    """A folder with a manifest of one image, a registry that has it, and who is trusted."""

    folder: Path
    maker: ImageMaker
    run: Callable[..., Ran]
    key: FileSigner
    host: str

    @property
    def image(self) -> str:
        return f"{self.maker.name}:1"

    def configure(self, rules: str = "K022, S003, S005", more: str = "") -> None:
        (self.folder / "own.yaml").write_text(f"name: x\ntitle: X\nrules: [{rules}]\n")
        (self.folder / "govern.toml").write_text(
            f'profile = "own.yaml"\n[verify]\nimages = true\nplain_http = ["{self.host}"]\n'
            '[evidence]\nlog = "e.db"\norigin = "a/b"\nkey = "key.pem"\nlog_key = "log.pem"\n'
            '[trust.keys.release]\nfile = "key.pub"\n'
            '[trust.keys.dev]\nfile = "dev.pub"\n'
            '[[trust.images]]\npattern = "**"\nsigners = ["release"]\nrequire_log = false\n' + more
        )

    def pod(self, name: str = "pod", image: str = "", namespace: str = "default") -> None:
        (self.folder / f"{name}.yaml").write_text(
            f"apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: {namespace}}}\n"
            f"spec: {{containers: [{{name: c, image: '{image or self.image}'}}]}}\n"
        )

    def check(self, *options: str) -> tuple[int, dict[str, Any]]:
        env = {"NO_PROXY": "*", "no_proxy": "*", "HOME": "/nonexistent"}
        ran = self.run("check", ".", "-o", "json", *options, env=env)
        assert ran.out, ran.err
        return ran.code, json.loads(ran.out)


@pytest.fixture
def place(tmp_path: Path, govern: Callable[..., Ran]) -> Iterator[Place]:
    key = FileSigner.generate()
    (tmp_path / "key.pub").write_bytes(key.public_key.pem)
    (tmp_path / "dev.pub").write_bytes(FileSigner.generate().public_key.pem)
    (tmp_path / "key.pem").write_bytes(key.private_pem)
    (tmp_path / "log.pem").write_bytes(key_pem())
    with Registry() as registry:
        plain = frozenset({registry.host})
        with open_registries(credentials=Anonymous(), plain_hosts=plain) as opened:
            found = Place(
                tmp_path, ImageMaker(opened, f"{registry.host}/app"), govern, key, registry.host
            )
            found.configure()
            found.pod()
            yield found


def of(report: dict[str, Any], rule: str) -> list[dict[str, Any]]:
    return [one for one in report["results"] if one["rule_id"] == rule]


def sboms(report: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in report["inputs"] if one["kind"] == "sbom"]


def test_rules_about_sboms_are_asked_about_one_that_is_attested(place: Place) -> None:
    image = place.maker.image()
    place.maker.sign(image, place.key)
    place.maker.attest(image, place.key, CYCLONEDX, bom())
    code, report = place.check()
    assert code == 1
    data = json.dumps(bom(), separators=(",", ":"), ensure_ascii=False).encode()
    sha256 = hashlib.sha256(data).hexdigest()
    path = f"oci://{place.image}#sbom={sha256[:12]}"
    (record,) = sboms(report)
    assert (record["path"], record["sha256"]) == (path, sha256)
    (finding,) = of(report, "S003")
    assert finding["outcome"] == "fail"
    assert finding["location"]["path"] == path
    assert finding["location"]["pointer"] == "/vulnerabilities/0"
    assert finding["location"]["line"] == 1
    assert data[finding["location"]["column"] - 1 :].startswith(b'{"id":"' + CVE.encode())
    assert [one["outcome"] for one in of(report, "S005")] == ["pass"]


def test_what_is_attested_once_more_is_one_input(place: Place) -> None:
    image = place.maker.image()
    place.maker.sign(image, place.key)
    for _ in range(2):
        place.maker.attest(image, place.key, CYCLONEDX, bom(cve=False))
    place.maker.attest(image, place.key, CYCLONEDX, bom(cve=False, version="0.16.0"))
    place.pod("another")
    code, report = place.check()
    assert code == 0
    assert len(sboms(report)) == 2
    assert [one["outcome"] for one in of(report, "S003")] == ["pass", "pass"]


def test_what_a_stranger_attests_is_no_input(place: Place) -> None:
    image = place.maker.image()
    place.maker.sign(image, place.key)
    place.maker.attest(image, FileSigner.generate(), CYCLONEDX, bom())
    code, report = place.check()
    assert code == 0
    assert sboms(report) == []
    assert [one["outcome"] for one in of(report, "S003")] == ["not_applicable"]


def test_an_attested_sbom_that_cannot_be_read_leaves_the_decision_open(place: Place) -> None:
    image = place.maker.image()
    place.maker.sign(image, place.key)
    place.maker.attest(image, place.key, CYCLONEDX, {"bomFormat": "CycloneDX", "specVersion": "9"})
    code, report = place.check()
    assert code == 4
    (unread,) = of(report, "govern:input")
    assert unread["outcome"] == "undecided"
    assert unread["location"]["path"].startswith(f"oci://{place.image}#sbom=")
    assert "CycloneDX 9 is not read" in unread["message"]


def test_vex_of_the_same_signer_answers_what_the_sbom_lists(place: Place) -> None:
    image = place.maker.image()
    place.maker.sign(image, place.key)
    place.maker.attest(image, place.key, CYCLONEDX, bom())
    product = {"@id": "pkg:pypi/werkzeug@0.15.0"}
    answer = says("not_affected", product, justification="vulnerable_code_not_present")
    place.maker.attest(image, place.key, OPENVEX, openvex(answer))
    code, report = place.check()
    assert [one["outcome"] for one in of(report, "S003")] == ["pass"]
    assert code == 0


def test_what_is_attested_and_not_signed_passes_where_that_is_all_that_is_demanded(
    place: Place,
) -> None:
    config = place.folder / "govern.toml"
    demand = f'threshold = 0\npredicates = ["{CYCLONEDX}"]\n'
    config.write_text(config.read_text() + demand)
    image = place.maker.image()
    place.maker.attest(image, FileSigner.generate(), CYCLONEDX, bom(cve=False))
    code, report = place.check()
    assert code == 1
    assert f"no allowed signer attests as {CYCLONEDX}" in of(report, "K022")[0]["message"]
    place.maker.attest(image, place.key, CYCLONEDX, bom(cve=False))
    code, report = place.check()
    assert [one["outcome"] for one in of(report, "K022")] == ["pass"]
    assert code == 0


def test_images_of_plans_are_looked_at_as_those_of_manifests(place: Place) -> None:
    place.configure(rules="T012, T013, S003")
    (place.folder / "pod.yaml").unlink()
    image = place.maker.image()
    place.maker.sign(image, place.key)
    place.maker.attest(image, place.key, CYCLONEDX, bom(cve=False))
    unsigned = place.maker.image("other", tag="2")
    names = [f"{place.maker.name}@{one.digest}" for one in (image, unsigned)]
    resources = [
        plan_of("aws_ecs_task_definition", {"container_definitions": json.dumps([{"image": one}])})
        for one in names
    ]
    secret = {"container_definitions": json.dumps([{"image": "registry.test/hidden@sha256:0"}])}
    resources.append(plan_of("aws_ecs_task_definition", secret, sensitive=True))
    (place.folder / "plan.json").write_text(
        json.dumps({"format_version": "1.2", "planned_values": {}, "resource_changes": resources})
    )
    code, report = place.check()
    outcomes = {one["location"]["pointer"][:19]: one for one in of(report, "T012")}
    assert outcomes["/resource_changes/1"]["outcome"] == "fail"
    assert "has no verified signature" in outcomes["/resource_changes/1"]["message"]
    assert outcomes["/resource_changes/2"]["outcome"] == "undecided"
    assert outcomes["/resource_changes/0"]["outcome"] == "pass"
    assert "registry.test/hidden" not in json.dumps(report)
    assert [one["path"].partition("#")[0] for one in sboms(report)] == [f"oci://{names[0]}"]
    assert code == 1


def plan_of(kind: str, after: Any, *, sensitive: bool = False) -> dict[str, Any]:
    marks: Any = dict.fromkeys(after, True) if sensitive else {}
    change = {"actions": ["create"], "before": None, "after": after, "after_sensitive": marks}
    found = {"address": f"{kind}.x", "mode": "managed", "type": kind, "name": "x"}
    return {**found, "change": {**change, "before_sensitive": False}}


def test_without_rules_about_sboms_there_is_no_such_input(place: Place) -> None:
    place.configure(rules="K022")
    image = place.maker.image()
    place.maker.sign(image, place.key)
    place.maker.attest(image, place.key, CYCLONEDX, bom())
    code, report = place.check()
    assert (code, sboms(report)) == (0, [])


def test_namespaces_with_trust_of_their_own_have_inputs_of_their_own(place: Place) -> None:
    place.configure(
        more='[[trust.images]]\npattern = "**"\nnamespaces = ["lax"]\n'
        'signers = ["release", "dev"]\nrequire_log = false\n'
    )
    place.pod("lax", namespace="lax")
    image = place.maker.image()
    place.maker.sign(image, place.key)
    place.maker.attest(image, place.key, CYCLONEDX, bom(cve=False))
    _, report = place.check()
    paths = [one["path"] for one in sboms(report)]
    assert len(paths) == 2
    assert paths[1] == paths[0] + "&namespaces=lax"


@pytest.mark.parametrize("options", [(), ("--kind", "kubernetes")])
def test_the_decision_is_recorded_and_made_again(place: Place, options: tuple[str, ...]) -> None:
    image = place.maker.image()
    place.maker.sign(image, place.key)
    place.maker.attest(image, place.key, CYCLONEDX, bom())
    env = {"NO_PROXY": "*", "no_proxy": "*", "HOME": "/nonexistent"}
    done = place.run("check", "pod.yaml", "-q", "--record", *options, env=env)
    assert done.code == 1, done.err
    assert place.run("evidence", "export", "-o", "b.tar.gz").code == 0
    again = place.run("evidence", "replay", "b.tar.gz", "-o", "json")
    (decision,) = json.loads(again.out)["decisions"]
    assert (decision["state"], decision["recorded"]) == ("reproduced", "denied")


def test_its_facts_are_as_the_contract_says(place: Place) -> None:
    image = place.maker.image()
    place.maker.attest(image, place.key, CYCLONEDX, bom())
    place.run("check", "pod.yaml", "-q", "--record", env={"NO_PROXY": "*", "no_proxy": "*"})
    place.run("evidence", "export", "-o", "b")
    texts = (path.read_bytes() for path in (place.folder / "b").rglob("*") if path.is_file())
    (run,) = (text for text in texts if b'"schema":"govern.run/v1"' in text)
    facts = json.loads(run)["facts"]
    assert [one["path"].partition(":")[0] for one in facts] == ["pod.yaml", "oci"]
    assert [faults_of(one["facts"]) for one in facts] == [[], []]
