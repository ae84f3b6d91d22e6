"""What is to be blacked out: fields by pointer, and text wherever it stands."""

from __future__ import annotations

from dataclasses import dataclass

from govern.errors import UsageError
from govern.model import Kind
from govern.model.json import keys_of


@dataclass(frozen=True, slots=True)
class WantedField:
    """Fields of inputs, such as `/metadata/annotations/*` or `kubernetes:/**/email`.

    Attributes:
        said: How it was asked for.
        kind: Of the inputs; empty for any.
        keys: Of the pointer; `*` is any key, `**` any number of keys, the empty tuple all.
    """

    said: str
    kind: str
    keys: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> WantedField:
        """Read one.

        Raises:
            UsageError: it is none.
        """
        kind, colon, pointer = text.partition(":")
        if not colon or "/" in kind:
            kind, pointer = "", text
        try:
            keys = keys_of(pointer)
        except ValueError as error:
            raise UsageError(
                f"{text!r} is no field",
                hint="write a JSON pointer such as /metadata/labels/owner; * stands for any key, "
                "** for any keys",
            ) from error
        kinds = [one.value for one in Kind]
        if kind and kind not in kinds:
            raise UsageError(f"no kind of input: {kind!r}", hint=f"one of {', '.join(kinds)}")
        return cls(text, kind, keys)


@dataclass(frozen=True, slots=True)
class Wanted:
    """All that is to be blacked out.

    Attributes:
        fields: By place.
        texts: By what it says.
        here_only: Leave what the fields say where else it stands.
    """

    fields: tuple[WantedField, ...] = ()
    texts: tuple[str, ...] = ()
    here_only: bool = False

    def __bool__(self) -> bool:
        """Whether anything is."""
        return bool(self.fields or self.texts)
