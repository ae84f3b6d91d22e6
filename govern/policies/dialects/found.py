"""What reading a source in its dialect gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from govern.model import JsonValue, Module, Rule

    Placed: TypeAlias = "tuple[JsonValue, tuple[str, ...], str]"


@dataclass(frozen=True, slots=True)
class Found:
    """What sources give to the PolicySet.

    Attributes:
        rules: What it decides.
        modules: Its own Rego, and what govern puts around it.
        data: Values that its Rego needs as `data`: the value, where, and the file it is from.
        owner: Who may have modules of the same packages: the path of a source.
    """

    rules: tuple[Rule, ...] = ()
    modules: tuple[Module, ...] = ()
    data: tuple[Placed, ...] = field(default=(), repr=False)
    owner: str = ""
