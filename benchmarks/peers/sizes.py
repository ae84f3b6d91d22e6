"""How much of everything one run of the benchmark measures."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sizes:
    """Sizes and rounds.

    Attributes:
        rounds: How often each program is timed; slow ones are run once.
        manifests: Manifests, in rising numbers.
        rules: Rules that they are held against.
        most_manifests: Manifests that only govern is held against.
        plans: Bytes of the Terraform plans, in rising sizes.
        components: Components of the bill of materials.
        images: Signed images.
        load: Seconds of load on each webhook, in each round.
        rule_counts: Rules, in rising numbers.
        rule_documents: Manifests that those are held against.
    """

    rounds: int
    manifests: tuple[int, ...]
    rules: int
    most_manifests: int
    plans: tuple[int, ...]
    components: int
    images: int
    load: float
    rule_counts: tuple[int, ...]
    rule_documents: int


WHOLE = Sizes(
    rounds=3,
    manifests=(1, 100, 1_000, 10_000),
    rules=50,
    most_manifests=100_000,
    plans=(1_000_000, 50_000_000),
    components=5_000,
    images=20,
    load=4.0,
    rule_counts=(10, 50, 100, 200),
    rule_documents=1_000,
)
QUICK = Sizes(
    rounds=1,
    manifests=(1, 30),
    rules=50,
    most_manifests=60,
    plans=(20_000,),
    components=40,
    images=2,
    load=1.0,
    rule_counts=(5, 60),
    rule_documents=50,
)
