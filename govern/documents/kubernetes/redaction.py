"""Keeps the credentials of a Kubernetes object inside the process."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from govern.documents.kubernetes.credentials import credentials_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from govern.model import JsonObject

TOKEN = "(sensitive)"  # noqa: S105 - what stands in place of a secret; constant, so it tells nothing
_ALONE = 2  # characters from which it is replaced where it stands alone
_ANYWHERE = 4  # characters from which a secret is replaced inside other words, too


class KubernetesRedactor:
    """What must not leave the process of one object (govern.model.document.Redactor).

    A secret of four or more characters is replaced wherever it stands, also in base64, JSON or URL
    encoding; one of two or three only where no letter or digit touches it; one of a single
    character would take the articles out of every sentence, and stays. Secrets are collected when
    they are first needed, since most objects have nothing to tell.
    """

    def __init__(self, content: JsonObject) -> None:
        self._content = content

    @property
    def withholds_values(self) -> bool:
        """Whether no value may be shown: never, since an object's secrets are known by place."""
        return False

    def scrub(self, text: str) -> str:
        """Return `text` with every secret of the object replaced by `(sensitive)`."""
        if self._replacer is None:
            return text
        return self._replacer(text)

    @cached_property
    def _replacer(self) -> Callable[[str], str] | None:
        secrets = credentials_of(self._content)
        if not secrets:
            return None
        # Here, since the package reads Terraform plans and most runs have none.
        from govern.documents.terraform_plan.derivatives import spellings  # noqa: PLC0415
        from govern.documents.terraform_plan.matcher import Matcher, replace_spans  # noqa: PLC0415

        patterns = {spelling for secret in secrets for spelling in spellings(secret)}
        anywhere = [text for text in patterns if len(text) >= _ANYWHERE and text not in TOKEN]
        alone = [text for text in patterns if _ALONE <= len(text) < _ANYWHERE]
        matchers = (Matcher(anywhere, _ANYWHERE), Matcher(alone, _ALONE, whole_words=True))

        def replace(text: str) -> str:
            spans = [span for matcher in matchers for span in matcher.spans(text)]
            return replace_spans(text, spans, TOKEN) if spans else text

        return replace
