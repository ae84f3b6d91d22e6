"""How long one verification takes in process, with the trusted root already read.

    .venv/bin/python -m benchmarks.verify_bundles [--runs 200]

Prints the median and the 95th percentile in milliseconds. Bundles are minted here by the Sigstore
of the tests; nothing is asserted.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from govern.attest.digest import Digest
from govern.attest.signing import FileSigner, bundle_of
from govern.attest.statement import Subject, build
from govern.attest.trust import KeylessIdentity, SignerPolicy, Trust, TrustedKey, TrustRoot
from govern.attest.verify import verify
from tests.attest.sigstore_in_memory import IDENTITY, ISSUER, SigstoreInMemory

if TYPE_CHECKING:
    from collections.abc import Callable


def milliseconds(work: Callable[[], object], runs: int) -> tuple[float, float]:
    """Return the median and the 95th percentile."""
    work()  # what is cached is cached
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times), statistics.quantiles(times, n=20)[18]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=200)
    runs = parser.parse_args().runs
    sigstore, now, data = SigstoreInMemory(), datetime.now(UTC), b"hello"
    digest = Digest.of(data)
    statement = build([Subject("x", {"sha256": digest.hex})], "https://example.com/p", {}).data
    trust = Trust(TrustRoot("here", sigstore.trusted_root(), ""))
    identity = SignerPolicy((KeylessIdentity(ISSUER, IDENTITY),))
    signer = FileSigner.generate()
    key = SignerPolicy((TrustedKey(signer.public_key),), require_log=False)
    cases = {
        "keyless blob": (json.dumps(sigstore.sign_blob(data, now)).encode(), identity),
        "keyless statement": (
            json.dumps(sigstore.sign_statement(statement, now)).encode(), identity,
        ),
        "key, no log": (bundle_of(statement, signer), key),
    }  # fmt: skip
    for name, (bundle, policy) in cases.items():
        median, late = milliseconds(
            lambda bundle=bundle, policy=policy: verify(bundle, digest, trust, policy, now),  # type: ignore[misc] # defaults bind the loop's values
            runs,
        )
        print(f"{name:<18} median {median:6.2f} ms   p95 {late:6.2f} ms")


if __name__ == "__main__":
    main()
