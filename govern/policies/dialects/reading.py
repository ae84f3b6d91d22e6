"""What sources declare, each read in its own dialect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.policies.dialects.found import Found
from govern.policies.native import native_rules

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from govern.policies.gathering import Gathered


def declared(gathered: Sequence[Gathered]) -> Iterator[Found]:
    """Yield what sources declare.

    Native sources stand alone. Those of another dialect are read together, as its own tool reads
    what several options name: rules in one folder, and what they need in another.

    Raises:
        PolicyError: rules are wrong, or say what their dialect does not allow.
    """
    for one in gathered:
        if one.dialect == "native":
            rules = tuple(rule for module in one.modules for rule in native_rules(module))
            yield Found(rules, one.modules, owner=one.source.path)
    # Most runs read native rules alone, and load nothing else.
    if of_conftest := [one for one in gathered if one.dialect == "conftest"]:
        from govern.policies.dialects import conftest  # noqa: PLC0415 - as said

        yield from conftest.read(of_conftest)
    if of_gatekeeper := [one for one in gathered if one.dialect == "gatekeeper"]:
        from govern.policies.dialects import gatekeeper  # noqa: PLC0415 - as said

        yield from gatekeeper.read(of_gatekeeper)
