"""Images that cosign signed with a key, in a registry of this machine."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING

from benchmarks.peers.contest import Contender, UnequalError, contest
from benchmarks.peers.programs import GOVERN, path_of
from benchmarks.peers.task import Task, commands_of
from govern.sources.oci.client import open_registries
from govern.sources.oci.credentials import Anonymous
from tests.facts.images.image_maker import ImageMaker
from tests.sources.oci.debian_registry import debian_registry
from tests.surroundings import find_tool

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.peers.contest import Findings
    from benchmarks.peers.sizes import Sizes

_LENIENT = ("--allow-insecure-registry", "--insecure-ignore-tlog", "--key", "cosign.pub")
_TRUST = """\
profile = "images.yaml"
[verify]
images = true
plain_http = ["{host}"]
[trust.keys.release]
file = "cosign.pub"
[[trust.images]]
pattern = "{host}/**"
signers = ["release"]
require_log = false
"""


def image_signatures(sizes: Sizes, folder: Path) -> list[Task]:
    """Verify one image, then several; empty without a registry and cosign."""
    program, cosign = find_tool("docker-registry"), path_of("cosign")
    if program is None or cosign is None:
        return []
    registry = folder / "registry"
    registry.mkdir()
    with debian_registry(program, registry) as host:
        signed, unsigned = _signed(cosign, host, sizes.images, folder)
        _require_refusals(cosign, host, unsigned, folder)
        one = _one(cosign, host, signed[0], sizes, folder)
        return [one, _all(cosign, host, signed, sizes, folder)]


def _one(cosign: str, host: str, image: str, sizes: Sizes, folder: Path) -> Task:
    ours = (*GOVERN, "verify", "image", image, "--key", "cosign.pub", "--no-log")
    contenders = (
        Contender("govern", (*ours, "--plain-http", host), _nothing, 0),
        Contender("cosign", (cosign, "verify", *_LENIENT, image), _nothing, 0),
    )
    scores = contest(contenders, frozenset(), rounds=sizes.rounds, folder=folder)
    return Task("1 image", commands_of(contenders), scores)


def _all(cosign: str, host: str, images: list[str], sizes: Sizes, folder: Path) -> Task:
    (folder / "govern.toml").write_text(_TRUST.format(host=host), encoding="utf-8")
    (folder / "images.yaml").write_text("name: images\ntitle: Images\nrules: [K022]\n")
    containers = [{"name": f"c{n}", "image": image} for n, image in enumerate(images)]
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}}
    (folder / "pod.json").write_text(json.dumps({**pod, "spec": {"containers": containers}}))
    contenders = (
        Contender("govern", (*GOVERN, "check", "-c", "govern.toml", "pod.json"), _nothing, 0),
        Contender("cosign", (cosign, "verify", *_LENIENT, *images), _nothing, 0),
    )
    scores = contest(contenders, frozenset(), rounds=sizes.rounds, folder=folder)
    commands = commands_of(contenders)
    commands["cosign"] = " ".join(("cosign", "verify", *_LENIENT, images[0], "…"))
    return Task(f"{len(images)} images", commands, scores)


def _require_refusals(cosign: str, host: str, image: str, folder: Path) -> None:
    """See that both refuse an image that nobody signed: else nothing is verified."""
    ours = (*GOVERN, "verify", "image", image, "--key", "cosign.pub", "--no-log")
    for command in ((*ours, "--plain-http", host), (cosign, "verify", *_LENIENT, image)):
        done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
        if done.returncode == 0:
            raise UnequalError(f"an image that is not signed passes: {' '.join(command)}")


def _signed(cosign: str, host: str, count: int, folder: Path) -> tuple[list[str], str]:
    """Push images and sign them with cosign; return their references, and one unsigned."""
    env = {**os.environ, "COSIGN_PASSWORD": "", "HOME": str(folder)}

    def run(*arguments: str) -> None:
        subprocess.run([cosign, *arguments], cwd=folder, env=env, capture_output=True, check=True)

    run("generate-key-pair")
    run("signing-config", "create", "--out", "no-services.json")
    with open_registries(credentials=Anonymous(), plain_hosts=frozenset({host})) as opened:
        made = []
        for number in range(count + 1):
            maker = ImageMaker(opened, f"{host}/team/app{number}")
            made.append(f"{maker.name}@{maker.image(f'content {number}').digest}")
    offline = ("--signing-config", "no-services.json", "--allow-insecure-registry")
    for image in made[:-1]:
        run("sign", "--yes", "--key", "cosign.key", *offline, image)
    return made[:-1], made[-1]


def _nothing(_output: str) -> Findings:
    """Both say by their exit code that every image is signed."""
    return frozenset()
