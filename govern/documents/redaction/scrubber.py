"""Replaces the secrets of one document wherever they stand in a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.documents.redaction.credentials import TELLS_NOTHING
from govern.documents.redaction.matcher import Matcher, replace_spans
from govern.documents.redaction.spellings import spellings

if TYPE_CHECKING:
    from collections.abc import Collection

TOKEN = "(sensitive)"  # noqa: S105 - what stands in place of a secret; constant, so it tells nothing
_ANYWHERE = 4  # characters from which a secret is replaced inside other words, too
_ALONE = 2  # characters from which it is replaced where it stands alone
# Beyond so many characters, or so many secrets, all of every text is replaced.
_MOST_CHARACTERS = 4_000_000
_MOST_SECRETS = 20_000


class Scrubber:
    """Hides secrets in texts.

    A secret of four or more characters is replaced wherever it stands, also encoded
    (spellings.py); one of two or three, and any number of two or more digits, only where no letter
    or digit touches it. A single character would take the articles out of every sentence, and
    stays; so do words such as `true`, which tell nothing.

    Args:
        secrets: The secret texts.
        numbers: Secret numbers, as they are written.

    Attributes:
        overwhelmed: There are more secrets than can be sought; nothing is left of any text then.
    """

    __slots__ = ("_matchers", "overwhelmed")

    def __init__(self, secrets: Collection[str], numbers: Collection[str] = ()) -> None:
        telling = [secret for secret in secrets if secret.strip().lower() not in TELLS_NOTHING]
        characters = sum(map(len, telling))
        self.overwhelmed = characters > _MOST_CHARACTERS or len(telling) > _MOST_SECRETS
        self._matchers = () if self.overwhelmed else _matchers(telling, frozenset(numbers))

    def scrub(self, text: str) -> str:
        """Return `text` with `(sensitive)` in place of every secret."""
        if self.overwhelmed:
            return TOKEN
        spans = [span for matcher in self._matchers for span in matcher.spans(text)]
        return replace_spans(text, spans, TOKEN) if spans else text


def _matchers(secrets: Collection[str], numbers: frozenset[str]) -> tuple[Matcher, ...]:
    patterns = {spelling for secret in secrets for spelling in spellings(secret)}
    patterns = {text for text in patterns if text.strip().lower() not in TELLS_NOTHING}
    anywhere = [text for text in patterns if len(text) >= _ANYWHERE and text not in TOKEN]
    alone = [text for text in patterns if _ALONE <= len(text) < _ANYWHERE]
    alone += [text for text in numbers if len(text) >= _ALONE]
    matchers = (
        Matcher(anywhere, _ANYWHERE),
        Matcher(alone, _ALONE, whole_words=True),
    )
    return tuple(matcher for matcher in matchers if matcher)
