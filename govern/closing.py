"""What is closed at the end of a `with` block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType


class Closing:
    """Something that holds processes, files or connections: a `with` block closes it."""

    __slots__ = ()

    def close(self) -> None:
        """Give back what is held; a second call does nothing.

        Raises:
            NotImplementedError: a subclass does not say how.
        """
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
