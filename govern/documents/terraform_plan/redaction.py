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

from govern.documents.terraform_plan.derivatives import spellings
from govern.documents.terraform_plan.matcher import Matcher, replace_spans
from govern.documents.terraform_plan.sensitivity import lacks_marks, secrets_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.documents.terraform_plan.sensitivity import Secrets
    from govern.model import JsonObject

TOKEN = "(sensitive)"  # noqa: S105 - what stands in place of a secret; constant, so it tells nothing
_ANYWHERE = 4  # characters from which a secret is replaced inside other words, too
_ALONE = 2  # characters from which it is replaced where it stands alone
# Beyond so many characters, or so many secrets, values are withheld instead of searched for.
_MOST_CHARACTERS = 4_000_000
_MOST_SECRETS = 20_000
_PLAIN = frozenset({"true", "false", "null"})  # words that tell nothing by themselves
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
        return self.lacks_marks or self._matchers is None

    def scrub(self, text: str) -> str:
        """Return `text` with every secret of the plan replaced by `(sensitive)`.

        Of a plan with more secrets than can be sought, nothing is left of the text.
        """
        if self._matchers is None:
            return TOKEN
        spans = [span for matcher in self._matchers for span in matcher.spans(text)]
        return replace_spans(text, spans, TOKEN) if spans else text

    def scrub_address(self, address: str) -> str:
        """Return an address without secrets in its `for_each` keys; its names are code."""
        return _KEY.sub(lambda key: self.scrub(key[0]), address) if '["' in address else address

    @cached_property
    def _matchers(self) -> tuple[Matcher, ...] | None:
        secrets = secrets_of(self._content)
        characters = sum(map(len, secrets.strings))
        if characters > _MOST_CHARACTERS or len(secrets.strings) > _MOST_SECRETS:
            return None
        return tuple(_matchers(secrets))


def _matchers(secrets: Secrets) -> Iterator[Matcher]:
    patterns = {spelling for secret in secrets.strings for spelling in spellings(secret)} - _PLAIN
    anywhere = [text for text in patterns if len(text) >= _ANYWHERE and text not in TOKEN]
    alone = [text for text in patterns | secrets.numbers if len(text) >= _ALONE]
    alone = [text for text in alone if len(text) < _ANYWHERE or text in secrets.numbers]
    if anywhere:
        yield Matcher(anywhere, _ANYWHERE)
    if alone:
        yield Matcher(alone, _ALONE, whole_words=True)
