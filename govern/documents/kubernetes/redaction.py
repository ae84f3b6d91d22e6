"""Keeps the credentials of a Kubernetes object inside the process."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from govern.documents.redaction.scrubber import Scrubber
    from govern.model import JsonObject


class KubernetesRedactor:
    """What must not leave the process of one object (govern.model.document.Redactor).

    Secrets are collected when they are first needed, since most objects have nothing to tell.
    """

    def __init__(self, content: JsonObject) -> None:
        self._content = content

    @property
    def withholds_values(self) -> bool:
        """Whether no value may be shown: never, since an object's secrets are known by place."""
        return False

    @property
    def is_idle(self) -> bool:
        """Whether the object holds nothing that has to be kept back."""
        return self._scrubber is None

    def scrub(self, text: str) -> str:
        """Return `text` with every secret of the object replaced by `(sensitive)`."""
        return text if self._scrubber is None else self._scrubber.scrub(text)

    @cached_property
    def _scrubber(self) -> Scrubber | None:
        # Here, since most runs show nothing of most objects.
        from govern.documents.kubernetes.credentials import credentials_of  # noqa: PLC0415 - above
        from govern.documents.redaction.scrubber import Scrubber  # noqa: PLC0415 - above

        secrets = credentials_of(self._content)
        return Scrubber(secrets) if secrets else None
