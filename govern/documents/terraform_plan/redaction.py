"""Keeps a plan's secrets inside the process: by their place, and by their value anywhere else.

By place: whatever Terraform marks as sensitive, or the configuration declares as such, becomes
`(sensitive)`. By value: strings of four or more characters that were seen as sensitive are replaced
wherever they stand, also encoded (derivatives.py); shorter strings, and numbers of two or more
digits, only where they stand alone. One character, a boolean, and the words `true`, `false` and
`null` are replaced by their place only.

A plan that does not mark what is sensitive shows no value at all.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from govern.documents.redaction.scrubber import Scrubber
from govern.documents.terraform_plan.sensitivity import lacks_marks, secrets_of

if TYPE_CHECKING:
    from govern.model import JsonObject

_KEY = re.compile(r'(?<=\[")(?:[^"\\]|\\.)*(?="\])', re.DOTALL)


class PlanRedactor:
    """What must not leave the process of one plan (govern.model.document.Redactor).

    Secrets are collected when they are first needed: most plans have nothing to tell.
    """

    def __init__(self, content: JsonObject) -> None:
        self._content = content
        self.lacks_marks = lacks_marks(content)

    def __repr__(self) -> str:
        return f"PlanRedactor(lacks_marks={self.lacks_marks})"

    @property
    def withholds_values(self) -> bool:
        """Whether the plan does not mark its secrets, or has more of them than can be sought."""
        return self.lacks_marks or self._scrubber.overwhelmed

    def scrub(self, text: str) -> str:
        """Return `text` with every secret of the plan replaced by `(sensitive)`."""
        return self._scrubber.scrub(text)

    def scrub_address(self, address: str) -> str:
        """Return an address without secrets in its `for_each` keys; its names are code."""
        return _KEY.sub(lambda key: self.scrub(key[0]), address) if '["' in address else address

    @cached_property
    def _scrubber(self) -> Scrubber:
        secrets = secrets_of(self._content)
        return Scrubber(secrets.strings, secrets.numbers)
