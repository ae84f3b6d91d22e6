"""Names in a model registry: versions of models, and aliases."""

from __future__ import annotations

import re
from dataclasses import dataclass

from govern.errors import UsageError

_NAME = re.compile(r"[^/:\x00-\x1f\x7f]{1,256}")  # mlflow/utils/validation.py refuses `/` and `:`
_VERSION = re.compile(r"[1-9][0-9]{0,17}")
_ALIAS = re.compile(r"[A-Za-z0-9_-]{1,255}")


@dataclass(frozen=True, slots=True)
class VersionName:
    """One version of one registered model."""

    model: str
    version: str

    def __str__(self) -> str:
        """Return `MODEL@VERSION`."""
        return f"{self.model}@{self.version}"

    @classmethod
    def parse(cls, text: str) -> VersionName:
        """Return what `MODEL@VERSION` names.

        Raises:
            UsageError: it is not of that form.
        """
        model, _, version = text.rpartition("@")
        if not cls.is_model(model) or not cls.is_version(version):
            raise UsageError(
                f"{text!r} names no version of a model", hint="write MODEL@VERSION: fraud@7"
            )
        return cls(model, version)

    @staticmethod
    def is_model(text: str) -> bool:
        """Return whether a model can have this name, and a folder too."""
        return _NAME.fullmatch(text) is not None and text not in {".", ".."}

    @staticmethod
    def is_version(text: str) -> bool:
        """Return whether a text is the number of a version."""
        return _VERSION.fullmatch(text) is not None


def is_alias(text: str) -> bool:
    """Return whether the registry can hold an alias; `latest` and `v1` are words of its own."""
    word = _ALIAS.fullmatch(text) is not None
    return word and text != "latest" and re.fullmatch(r"[vV][0-9]+", text) is None


def checked_alias(alias: str) -> str:
    """Return an alias that the registry can hold.

    Raises:
        UsageError: it cannot.
    """
    if not is_alias(alias):
        raise UsageError(
            f"{alias!r} can be no alias", hint="letters, digits, - and _; not `latest` nor `v1`"
        )
    return alias
