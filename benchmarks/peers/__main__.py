"""`govern` and its peers on the same inputs with equivalent policies, in turns.

    .venv/bin/python -m benchmarks.peers [--quick] [--write docs/performance.md]

Prints the page docs/performance.md: wall time, CPU time and memory of each program, their versions
and the exact commands. Needs the peers that `tools/install.sh --peers` builds (those that are
absent are left out, and told), Debian's docker-registry and nghttp2-client. Ends with 1 when the
programs do not find the same. The whole takes less than 20 minutes on two quiet cores; `--quick`
runs everything on tiny inputs, to see that it works.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.peers import machine, manifests
from benchmarks.peers.bom import bill_of_materials
from benchmarks.peers.contest import UnequalError
from benchmarks.peers.images import image_signatures
from benchmarks.peers.page import Measured, page
from benchmarks.peers.plan import terraform_plans
from benchmarks.peers.programs import PEERS, path_of
from benchmarks.peers.sizes import QUICK, WHOLE
from benchmarks.peers.webhook import webhooks

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from benchmarks.peers.sizes import Sizes

    T = TypeVar("T")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="tiny inputs, one round")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the page there")
    given = parser.parse_args()
    absent = [name for name in PEERS if path_of(name) is None]
    if absent:
        print(f"not installed, left out: {', '.join(absent)}", file=sys.stderr)
    try:
        text = page(measure(QUICK if given.quick else WHOLE))
    except UnequalError as error:
        print(f"\nthe programs do not find the same: {error}", file=sys.stderr)
        return 1
    if given.write:
        given.write.write_text(text, encoding="utf-8")
    else:
        print(text)
    return 0


def measure(sizes: Sizes) -> Measured:
    """Run everything."""
    start = time.perf_counter()
    busy = machine.load()
    with tempfile.TemporaryDirectory(prefix="govern-peers-") as name:
        folder = Path(name)

        def run(part: Callable[[Sizes, Path], T]) -> T:
            began = time.perf_counter()
            print(f"{part.__name__} ", end="", file=sys.stderr, flush=True)
            done = part(sizes, folder)
            print(f" {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
            return done

        found = Measured(
            quick=sizes is QUICK,
            load=busy,
            start_up=run(manifests.start_up),
            manifests=run(manifests.growing),
            most=run(manifests.most),
            more_rules=run(manifests.more_rules),
            plans=run(terraform_plans),
            bom=run(bill_of_materials),
            images=run(image_signatures),
            webhooks=run(webhooks),
        )
    found.minutes = (time.perf_counter() - start) / 60
    return found


if __name__ == "__main__":
    sys.exit(main())
