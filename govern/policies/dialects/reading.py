"""What a source declares, read in its own dialect."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from govern.policies.native import native_rules

if TYPE_CHECKING:
    from collections.abc import Callable

    from govern.model import JsonValue, Module, Rule
    from govern.policies.gathering import Gathered

    Placed: TypeAlias = "tuple[JsonValue, tuple[str, ...], str]"


@dataclass(frozen=True, slots=True)
class Found:
    """What a source gives to the PolicySet.

    Attributes:
        rules: What it decides.
        modules: Its own Rego, and what govern puts around it.
        data: Values that its Rego needs as `data`: the value, where, and the file it is from.
    """

    rules: tuple[Rule, ...] = ()
    modules: tuple[Module, ...] = ()
    data: tuple[Placed, ...] = field(default=(), repr=False)


class Dialects:
    """Reads sources one after the other, and remembers which libraries of govern's they need."""

    def __init__(self) -> None:
        self._libraries: dict[str, Callable[[], Module]] = {}

    def read(self, gathered: Gathered) -> Found:
        """Return what a source declares.

        Raises:
            PolicyError: its rules are wrong, or say what its dialect does not allow.
        """
        # Most runs read native rules alone, and load nothing else.
        if gathered.dialect == "conftest":
            from govern.policies.dialects import conftest  # noqa: PLC0415 - as said

            self._libraries["conftest"] = conftest.library
            return conftest.read(gathered)
        if gathered.dialect == "gatekeeper":
            from govern.policies.dialects import gatekeeper  # noqa: PLC0415 - as said

            self._libraries["gatekeeper"] = gatekeeper.library
            return gatekeeper.read(gathered)
        rules = tuple(rule for module in gathered.modules for rule in native_rules(module))
        return Found(rules, gathered.modules)

    def libraries(self) -> tuple[Module, ...]:
        """Return govern's own modules that what was read so far calls."""
        return tuple(library() for _, library in sorted(self._libraries.items()))
