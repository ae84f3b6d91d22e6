"""Bundles with parts blacked out: they hold, tell nothing, and nothing else passes for them."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from govern.attest.signing import FileSigner
from govern.errors import VerificationError
from govern.evidence.replay.replay import State, replay
from govern.evidence.verify.bundle import verify_bundle
from govern.evidence.verify.merkle import node_hash
from govern.evidence.verify.trust import Trust
from tests.evidence.logs import ORIGIN, key_pem
from tests.evidence.resealing import seal, write_manifest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_MAIL, _CUSTOMER = "alice.smith@customer.example", "Müller & Söhne"
_POD = f"""apiVersion: v1
kind: Pod
metadata:
  name: a
  annotations: {{contact: "{_MAIL}", tier: 3}}
  labels:
    customer: {_CUSTOMER}   # the customer is {_CUSTOMER}
spec: {{containers: [{{name: a, image: "registry.acme.example/web:latest"}}]}}
"""
_PLAN = {
    "format_version": "1.2",
    "terraform_version": "1.9.0",
    "planned_values": {"root_module": {}},
    "resource_changes": [
        {
            "address": "aws_s3_bucket.logs",
            "mode": "managed",
            "type": "aws_s3_bucket",
            "name": "logs",
            "provider_name": "registry.terraform.io/hashicorp/aws",
            "change": {
                "actions": ["create"],
                "before": None,
                "after": {"bucket": "logs", "tags": {"owner": _MAIL}},
                "after_unknown": {},
                "before_sensitive": False,
                "after_sensitive": {},
            },
        }
    ],
    "configuration": {"root_module": {}},
}


@dataclass(frozen=True)
class Place:
    """A folder with a log of two decisions, and what signed them."""

    folder: Path
    signer: FileSigner

    def run(self, *args: str, code: int = 0) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "govern", *args],
            cwd=self.folder,
            capture_output=True,
            check=False,
            env={k: v for k, v in os.environ.items() if not k.startswith(("GITHUB_", "CI"))},
        )
        said = done.stdout.decode() + done.stderr.decode()
        assert done.returncode == code, said
        assert "Traceback" not in said
        return said

    @property
    def trust(self) -> Trust:
        return Trust.parse((self.folder / "keys.txt").read_text())

    def bytes_of(self, bundle: str) -> bytes:
        paths = sorted((self.folder / bundle).rglob("*"))
        return b"\n".join(path.read_bytes() for path in paths if path.is_file())


@pytest.fixture(scope="module")
def schemas(root: Path) -> Path:
    return root / "evidence/schemas"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    folder = tmp_path_factory.mktemp("redacted")
    found = Place(folder, FileSigner.generate())
    (folder / "decision.pem").write_bytes(found.signer.private_pem)
    (folder / "log.pem").write_bytes(key_pem())
    (folder / "govern.toml").write_text(
        f'[evidence]\nrecord = true\nlog = "evidence.db"\norigin = "{ORIGIN}"\n'
        'key = "decision.pem"\nlog_key = "log.pem"\nalso = ["vsa", "svr"]\nredactable = true\n'
    )
    (folder / "in").mkdir()
    (folder / "in/pod.yaml").write_text(_POD)
    (folder / "in/plan.json").write_text(json.dumps(_PLAN))
    found.run("check", "in/pod.yaml", "-q", "--at", "2026-01-01T00:00:00Z", code=1)
    found.run("check", "in/plan.json", "-q", "--at", "2026-01-02T00:00:00Z")
    (folder / "keys.txt").write_text(found.run("log", "key"))
    found.run("evidence", "export", "-o", "whole")
    fields = ["--redact", "/**/contact", "--redact", "kubernetes:/metadata/labels"]
    image = ["--redact", "/spec/containers/*/image", "--redact", "terraform_plan:/**/owner"]
    found.run("evidence", "export", *fields, *image, "-o", "part")
    return found


def test_what_is_blacked_out_is_nowhere_and_the_bundle_holds(place: Place, schemas: Path) -> None:
    whole, part = place.bytes_of("whole"), place.bytes_of("part")
    digest = hashlib.sha256(_POD.encode()).hexdigest().encode()
    for secret in (_MAIL.encode(), _CUSTOMER.encode(), b"registry.acme.example"):
        assert secret in whole
        assert secret not in part
    assert digest not in part  # by it, what is blacked out could be tried out
    verified = verify_bundle(str(place.folder / "part"), place.trust)
    assert verified.counts["redacted"] >= 3  # pod, messages, copy of the plan
    assert verify_bundle(str(place.folder / "whole"), place.trust).counts["redacted"] == 0
    schema = json.loads((schemas / "govern.redacted.v0.1.schema.json").read_text())
    for path in (place.folder / "part/inputs/redacted").glob("*.json"):
        jsonschema.validate(json.loads(path.read_text()), schema)
    views = [p.read_text() for p in (place.folder / "part/inputs/redacted").glob("*.txt")]
    pod = next(one for one in views if one.startswith("apiVersion"))
    assert "annotations: {contact: ████, tier: 3}\n  labels:\n    ████" in pod
    assert "image: ████}]}" in pod


def test_the_record_quotes_nothing_and_fits_its_schema(place: Place, schemas: Path) -> None:
    record = json.loads((place.folder / "part/decisions/00000000.sigstore.json").read_text())
    from govern.evidence.verify.entry import SIGNED
    from govern.evidence.verify.payload import payload_of

    statement = json.loads(payload_of(json.dumps(record).encode(), SIGNED, "a"))
    schema = json.loads((schemas / "govern.decision.v0.1.schema.json").read_text())
    jsonschema.validate(statement, schema)
    told = [one for one in statement["predicate"]["results"] if one["rule_id"] == "K020"]
    assert told[0]["message"] == "Container images are pinned by digest"
    assert list(statement["subject"][0]["digest"]) == ["salted_sha256"]
    manifest = json.loads((place.folder / "part/manifest.sigstore.json").read_text())
    said = json.loads(payload_of(json.dumps(manifest).encode(), SIGNED, "a"))
    schema = json.loads((schemas / "govern.bundle.v0.1.schema.json").read_text())
    jsonschema.validate(said, schema)
    assert said["predicate"]["redaction"]["fields"][0] == "/**/contact"


def test_the_same_export_gives_the_same_bytes(place: Place) -> None:
    place.run("evidence", "export", "--redact", "/**/contact", "--redact-here-only", "-o", "1")
    place.run("evidence", "export", "--redact", "/**/contact", "--redact-here-only", "-o", "2")
    assert place.bytes_of("1") == place.bytes_of("2")


def test_replay_of_what_is_whole_is_exact_and_of_the_rest_is_none(place: Place) -> None:
    whole = list(replay(str(place.folder / "whole")))
    assert [one.state for one in whole] == [State.REPRODUCED, State.REPRODUCED]
    part = list(replay(str(place.folder / "part")))
    assert {one.state for one in part} == {State.NOT_REPLAYED}
    assert all("parts of what it was decided on are redacted" in one.why for one in part)
    place.run("evidence", "replay", "part", "--trust", "keys.txt", code=4)


def _shown(bundle: Path, start: str = "apiVersion") -> tuple[Path, dict[str, Any]]:
    for path in sorted((bundle / "inputs/redacted").glob("*.txt")):
        if path.read_text().startswith(start):
            file = path.with_suffix(".json")
            return file, json.loads(file.read_text())
    raise AssertionError(start)


def _first(pieces: list[dict[str, str]], text: str) -> int:
    return next(at for at, one in enumerate(pieces) if one.get("text") == text)


def _other_value(pieces: list[dict[str, str]]) -> None:
    pieces[_first(pieces, "Pod")]["text"] = "Job"


def _other_salt(pieces: list[dict[str, str]]) -> None:
    pieces[_first(pieces, "Pod")]["salt"] = "00" * 16


def _longer_salt(pieces: list[dict[str, str]]) -> None:
    """Move a byte of the text into the salt: the hash would be the same."""
    one = pieces[_first(pieces, "Pod")]
    one["salt"] += b"P".hex()
    one["text"] = "od"


def _swapped(pieces: list[dict[str, str]]) -> None:
    at = [number for number, one in enumerate(pieces) if "leaf" in one]
    pieces[at[0]], pieces[at[-1]] = pieces[at[-1]], pieces[at[0]]


def _dropped(pieces: list[dict[str, str]]) -> None:
    del pieces[next(at for at, one in enumerate(pieces) if "leaf" in one)]


def _twice(pieces: list[dict[str, str]]) -> None:
    pieces.append(pieces[-1])


def _invented(pieces: list[dict[str, str]]) -> None:
    """Claim that something is blacked out that never was there."""
    pieces.insert(1, {"leaf": "11" * 32})


def _hidden_otherwise(pieces: list[dict[str, str]]) -> None:
    pieces[_first(pieces, "Pod")] = {"leaf": "22" * 32}


def _inner_node(pieces: list[dict[str, str]]) -> None:
    """Pass an inner node of the tree off as one leaf."""
    leaves = [bytes.fromhex(one["leaf"]) for one in pieces if "leaf" in one]
    pieces[0:2] = [{"leaf": node_hash(leaves[0], leaves[1]).hex()}]


def _both(pieces: list[dict[str, str]]) -> None:
    pieces[_first(pieces, "Pod")]["leaf"] = "33" * 32


def _not_hex(pieces: list[dict[str, str]]) -> None:
    one = pieces[_first(pieces, "Pod")]
    one["salt"] = one["salt"].upper() + " "


@pytest.mark.parametrize(
    "change",
    [
        _other_value, _other_salt, _longer_salt, _swapped, _dropped, _twice, _invented,
        _hidden_otherwise, _inner_node, _both, _not_hex,
    ],
)  # fmt: skip
def test_a_forger_with_the_key_of_the_bundle_is_found(
    place: Place, tmp_path: Path, change: Callable[[list[dict[str, str]]], None]
) -> None:
    bundle = tmp_path / "b"
    shutil.copytree(place.folder / "part", bundle)
    file, value = _shown(bundle)
    change(value["pieces"])
    file.write_text(json.dumps(value, ensure_ascii=False))
    seal(bundle, place.signer)
    with pytest.raises(VerificationError) as error:
        verify_bundle(str(bundle), place.trust)
    assert error.value.path == file.relative_to(bundle).as_posix()


def test_the_view_and_the_choice_of_files_are_verified(place: Place, tmp_path: Path) -> None:
    def changed(name: str, change: Callable[[Path], None]) -> str | None:
        bundle = tmp_path / name
        shutil.copytree(place.folder / "part", bundle)
        change(_shown(bundle)[0])
        seal(bundle, place.signer)
        with pytest.raises(VerificationError) as error:
            verify_bundle(str(bundle), place.trust)
        return error.value.path

    def view(file: Path) -> None:
        text = file.with_suffix(".txt")
        text.write_text(text.read_text().replace("kind: Pod", "kind: Job"))

    assert str(changed("view", view)).endswith(".txt")
    assert str(changed("no-view", lambda file: file.with_suffix(".txt").unlink())).endswith(".txt")
    assert "inputs/salted/" in str(changed("none", lambda file: file.unlink()))

    def swapped(file: Path) -> None:
        other = _shown(file.parents[2], "{")[0]
        other.write_bytes(file.read_bytes())

    assert str(changed("swapped", swapped)).startswith("inputs/redacted/")


def test_the_manifest_says_what_is_blacked_out(place: Place, tmp_path: Path) -> None:
    said = place.run("evidence", "verify", "part", "--trust", "keys.txt")
    assert "blacked out: /**/contact, kubernetes:/metadata/labels" in said
    forged: list[Any] = [
        None,
        {},
        {"fields": ["/a"]},
        {"fields": "/a", "texts": 0},
        {"fields": [1], "texts": 0},
        {"fields": [], "texts": True},
        {"fields": [], "texts": 0},
        [],
    ]
    for number, redaction in enumerate(forged):
        bundle = tmp_path / str(number)
        shutil.copytree(place.folder / "part", bundle)
        manifest = json.loads((bundle / "manifest.sigstore.json").read_text())
        statement = json.loads(base64.b64decode(manifest["dsseEnvelope"]["payload"]))
        statement["predicate"]["redaction"] = redaction
        write_manifest(bundle, statement, place.signer)
        with pytest.raises(VerificationError, match="blacked out") as error:
            verify_bundle(str(bundle), place.trust)
        assert error.value.path == "manifest.sigstore.json"


def test_a_whole_file_needs_its_own_salt(place: Place, tmp_path: Path) -> None:
    bundle = tmp_path / "b"
    shutil.copytree(place.folder / "whole", bundle)
    salts = sorted((bundle / "inputs/salted").glob("*.salt"))
    salts[0].write_bytes(salts[1].read_bytes())
    seal(bundle, place.signer)
    with pytest.raises(VerificationError, match="not the input of its name"):
        verify_bundle(str(bundle), place.trust)
    salts[0].write_text("0x12")
    seal(bundle, place.signer)
    with pytest.raises(VerificationError, match="not a salt"):
        verify_bundle(str(bundle), place.trust)


def test_one_field_is_revealed_and_nothing_else_passes_for_it(place: Place, schemas: Path) -> None:
    image = "/spec/containers/*/image"
    place.run("evidence", "reveal", "part", image, "-o", "image.json")
    shown = (place.folder / "image.json").read_text()
    jsonschema.validate(
        json.loads(shown),
        json.loads((schemas / "govern.revealed.v0.1.schema.json").read_text()),
    )
    assert _MAIL not in shown
    verify = ["evidence", "verify", "part", "--trust", "keys.txt", "--revealed"]
    assert 'stands for "registry.acme.example/web:latest"' in place.run(*verify, "image.json")
    forgeries = {
        "text": shown.replace("web:latest", "web:1.0"),
        "salt": re.sub(r'"salt": "..', '"salt": "zz', shown),
        "other salt": re.sub(r'"salt": "[0-9a-f]{4}', '"salt": "0000', shown),
        "place": re.sub(r'"index": (\d+)', r'"index": 1\1', shown),
        "root": re.sub(r'"root": "[0-9a-f]{4}', '"root": "0000', shown),
        "negative": re.sub(r'"index": \d+', '"index": -1', shown),
        "nothing": "{}",
    }
    for name, forged in forgeries.items():
        assert forged != shown, name
        (place.folder / "forged.json").write_text(forged)
        assert "forged.json" in place.run(*verify, "forged.json", code=5), name


def test_the_lines_in_verify_txt_say_the_root_and_the_digest(place: Place) -> None:
    text = (place.folder / "part/VERIFY.txt").read_text()
    scripts = [
        textwrap.dedent(one) for one in re.findall(r"<<'END'\n(.*?) +END\n", text, re.DOTALL)
    ]
    files = {
        script: sorted((place.folder / "part/inputs").glob(pattern))
        for script, pattern in zip(scripts, ("redacted/*.json", "salted/*[!t]"), strict=True)
    }
    for script, paths in files.items():
        assert paths
        for path in paths:
            done = subprocess.run(
                [sys.executable, "-I", "-c", script, path], capture_output=True, check=True
            )
            assert done.stdout.decode().strip() == path.stem


def test_what_cannot_be_blacked_out_is_refused_with_the_place(place: Place) -> None:
    export = ["evidence", "export", "-o", "no"]
    said = place.run(*export, "--redact", "/metadata/nme", code=2)
    assert "no input has the field '/metadata/nme'" in said
    said = place.run(*export, "--redact-text", "registry.terraform.io/hashicorp", code=0)
    shutil.rmtree(place.folder / "no")
    said = place.run(*export, "--redact-text", "aws_s3_bucket.logs", code=2)
    assert "decisions/00000" in said
    assert not (place.folder / "no").exists()
    said = place.run(*export, "--redact-text", "ab", code=2)
    assert "fewer than 4" in said
    said = place.run(
        *export, "--redact", "terraform_plan:/**/address", "--redact-here-only", code=0
    )
    assert "the same is still in decisions/00000" in said


def test_a_card_its_sidecar_and_the_report_are_blacked_out_together(
    place: Place, tmp_path: Path, root: Path
) -> None:
    copy = Place(tmp_path / "p", place.signer)
    shutil.copytree(place.folder, copy.folder, ignore=shutil.ignore_patterns("evidence.db*", "w*"))
    shutil.copytree(root / "examples/fraud-model", copy.folder / "model")
    copy.run("check", "model", "-q", "--config", "govern.toml")
    copy.run("evidence", "export", "-o", "all")
    contact = b"fraud-modelling@acme.example"
    assert b"Fraud Modelling" in (copy.folder / "all/report/models.csv").read_bytes()
    fields = ["--redact", "model_card:/x-govern/**/contact", "--redact", "/x-govern/owners"]
    copy.run("evidence", "export", *fields, "-o", "some")
    assert contact in copy.bytes_of("all")
    assert contact not in copy.bytes_of("some")
    assert b"Fraud Modelling" not in copy.bytes_of("some")
    assert b"the card is not kept" in (copy.folder / "some/report/models.csv").read_bytes()
    copy.run("evidence", "verify", "some", "--trust", "keys.txt")
    copy.run("evidence", "report", "some", "--trust", "keys.txt", "--format", "csv", "-o", "tables")
    assert "the card is not kept" in (copy.folder / "tables/models.csv").read_text()


def test_inputs_that_are_not_kept_are_salted_all_the_same(place: Place, tmp_path: Path) -> None:
    copy = Place(tmp_path / "p", place.signer)
    shutil.copytree(place.folder, copy.folder, ignore=shutil.ignore_patterns("evidence.db*", "w*"))
    config = copy.folder / "govern.toml"
    config.write_text(config.read_text() + "keep_inputs = false\n")
    copy.run("check", "in/pod.yaml", "-q", code=1)
    copy.run("evidence", "export", "-o", "none")
    held = copy.bytes_of("none")
    assert _MAIL.encode() not in held
    assert hashlib.sha256(_POD.encode()).hexdigest().encode() not in held
    copy.run("evidence", "verify", "none", "--trust", "keys.txt")


def test_a_record_from_before_is_refused_and_still_verifies(place: Place, tmp_path: Path) -> None:
    copy = Place(tmp_path / "p", place.signer)
    shutil.copytree(place.folder, copy.folder, ignore=shutil.ignore_patterns("evidence.db*", "w*"))
    config = copy.folder / "govern.toml"
    config.write_text(config.read_text().replace("redactable = true\n", ""))
    copy.run("check", "in/pod.yaml", "-q", code=1)
    said = copy.run("evidence", "export", "--redact", "/**/contact", "-o", "old", code=2)
    assert "without `redactable = true`" in said
    config.write_text(config.read_text() + "redactable = true\n")
    copy.run("check", "in/pod.yaml", "-q", code=1)
    said = copy.run("evidence", "export", "--redact-text", _MAIL, "-o", "old", code=2)
    assert "inputs/sha256/" in said
    copy.run("evidence", "export", "-o", "both")
    copy.run("evidence", "verify", "both", "--trust", "keys.txt")
    assert [one.state for one in replay(str(copy.folder / "both"))] == [State.REPRODUCED] * 2
