"""How long it takes to verify 50 images with a signature and 3 attestations each.

Debian's docker-registry runs on this machine; images and attachments are pushed first. Then one
Kubernetes document with all images is looked at, cold, and again with what was proven remembered.

    python -m benchmarks.image_facts [--images 50] [--attestations 3] [--keyless]
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from govern.attest.digest import Digest
from govern.attest.signing import FileSigner, bundle_of
from govern.attest.trust import (
    KeylessIdentity,
    Revoked,
    SignerPolicy,
    Trust,
    TrustedKey,
    TrustRoot,
)
from govern.attest.trust_store import ImageRule, TrustStore
from govern.attest.verify import verify
from govern.documents.intake import Intake
from govern.facts.images.opening import RegistrySettings, open_image_facts
from govern.facts.interface import GatherContext
from govern.model import Document
from govern.sources.oci.client import open_registries
from govern.sources.oci.credentials import Anonymous
from tests.attest.sigstore_in_memory import IDENTITY, ISSUER, SigstoreInMemory
from tests.facts.images.image_maker import COSIGN, ImageMaker, statement
from tests.sources.oci.debian_registry import debian_registry

if TYPE_CHECKING:
    from collections.abc import Callable

    from govern.attest.trust import TrustedSigner

_NOW = datetime.now(UTC)
_SIGNED = datetime(2025, 1, 1, tzinfo=UTC)
_TYPES = ("https://slsa.dev/provenance/v1", "https://cyclonedx.org/bom", "https://openvex.dev/ns")


def main() -> None:
    options = _options()
    program = shutil.which("docker-registry")
    if program is None:
        sys.exit("docker-registry is not installed (Debian package docker-registry)")
    make, signer, root = _keyless() if options.keyless else _keyed()
    with (
        tempfile.TemporaryDirectory() as folder,
        debian_registry(Path(program), Path(folder)) as host,
    ):
        references = _push(host, options, make)
        document = _document(Path(folder), references)
        policy = SignerPolicy((signer,), require_log=options.keyless)
        rule = ImageRule("**", frozenset(), policy, 1, (), Trust(root))
        store = TrustStore({}, {}, (rule,), Revoked())
        peak = _Peak()
        with peak, open_image_facts(store, RegistrySettings(plain_hosts=(host,))) as facts:
            cold = _timed(lambda: _look(facts.gather, document, options))
            warm = _timed(lambda: _look(facts.gather, document, options))
    bundle = make(statement("sha256:" + "a" * 64))
    subject = Digest("sha256", "a" * 64)
    each = [_timed(lambda: verify(bundle, subject, rule.trust, policy, _NOW)) for _ in range(50)]
    kind = "keyless" if options.keyless else "by key"
    print(f"{options.images} images x (1 signature + {options.attestations} attestations), {kind}")
    print(f"cold: {cold:.2f} s; again within a minute: {warm:.3f} s; threads at most: {peak.most}")
    print(f"one bundle in process: {statistics.median(each) * 1000:.1f} ms (median of {len(each)})")


class _Peak:
    """Counts this process's threads while it is entered."""

    def __init__(self) -> None:
        self.most = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(0.02):
            self.most = max(self.most, threading.active_count())


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=int, default=50)
    parser.add_argument("--attestations", type=int, default=3, choices=range(len(_TYPES) + 1))
    parser.add_argument("--keyless", action="store_true")
    return parser.parse_args()


def _keyed() -> tuple[Callable[[bytes], bytes], TrustedSigner, TrustRoot | None]:
    signer = FileSigner.generate()
    return lambda text: bundle_of(text, signer), TrustedKey(signer.public_key, "k"), None


def _keyless() -> tuple[Callable[[bytes], bytes], TrustedSigner, TrustRoot | None]:
    sigstore = SigstoreInMemory()

    def make(text: bytes) -> bytes:
        return json.dumps(sigstore.sign_statement(text, _SIGNED + timedelta(hours=1))).encode()

    root = TrustRoot("r", sigstore.trusted_root(), "r")
    return make, KeylessIdentity(ISSUER, IDENTITY, name="ci"), root


def _push(host: str, options: argparse.Namespace, make: Callable[[bytes], bytes]) -> list[str]:
    references = []
    with open_registries(credentials=Anonymous(), plain_hosts=frozenset({host})) as registries:
        for number in range(options.images):
            maker = ImageMaker(registries, f"{host}/team/app{number}")
            image = maker.image(f"content {number}")
            for kind in (COSIGN, *_TYPES[: options.attestations]):
                maker.attach(image, make(statement(image.digest, kind, {"number": number})))
            references.append(f"{maker.name}:1")
    return references


def _document(folder: Path, references: list[str]) -> Document:
    containers = [{"name": f"c{n}", "image": one} for n, one in enumerate(references)]
    path = folder / "pod.json"
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}}
    path.write_text(json.dumps({**pod, "spec": {"containers": containers}}))
    (document,) = (one for one in Intake((str(path),)) if isinstance(one, Document))
    return document


def _look(
    gather: Callable[[Document, GatherContext], object],
    document: Document,
    options: argparse.Namespace,
) -> None:
    facts = gather(document, GatherContext(at=_NOW)).facts["images"]  # type: ignore[attr-defined]  # Gathered
    for name, fact in facts.items():
        got = (len(fact["signatures"]), len(fact["attestations"]))
        if got != (1, options.attestations):
            sys.exit(f"{name}: {got} instead of (1, {options.attestations}): {fact}")


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
