"""Which rule is to blame when children die, and when it is left out."""

from __future__ import annotations

from dataclasses import dataclass, field

import orjson

_STRIKES = 2  # children that one rule may end


@dataclass(slots=True)
class Circuit:
    """What dead children have taught about one set of policies.

    Attributes:
        apart: Rules are asked one by one, so that the one that ends a child can be told.
        broken: Rules that are not asked any more → why.
    """

    apart: bool = False
    broken: dict[str, str] = field(default_factory=dict)
    _strikes: dict[str, int] = field(default_factory=dict)

    def blame(self, rule: str, own_time: float, deadline: float, cause: str) -> None:
        """Note that a child ended while it was working on a review.

        Args:
            rule: The rule that was being asked; empty when all were asked at once.
            own_time: Seconds since that rule was asked.
            deadline: Seconds that the whole review had.
            cause: What happened to the child, as a clause.
        """
        self.apart = True
        if not rule or (cause == LATE and own_time < deadline / 2):
            return  # most of the time went to other rules
        self._strikes[rule] = self._strikes.get(rule, 0) + 1
        if self._strikes[rule] >= _STRIKES:
            self.broken[rule] = f"it ended {_STRIKES} processes ({cause})"

    @property
    def is_clear(self) -> bool:
        """Whether children can ask in the fast way."""
        return not self.apart

    def orders(self) -> bytes:
        """Return what children are told (wire.SUSPECT)."""
        return orjson.dumps({"apart": self.apart, "broken": self.broken})


LATE = "no answer in time"
