"""One file of Rego."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Module:
    """One Rego file.

    Attributes:
        path: Where it stands, for people and for messages; never part of a digest.
        text: The Rego, as read.
        rego_version: 0 or 1: which grammar it is written in.
        package: Package path without `data.`.
    """

    path: str
    text: str = field(repr=False)
    rego_version: int = 1
    package: str = ""
