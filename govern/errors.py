"""Every error that govern raises on purpose.

    Error                    the root: a message, where it is, why, and what to do next
    ├── UsageError           the command line or govern.toml is wrong              exit 2
    ├── NothingEvaluated     no input, or no rule matched any input                exit 3
    ├── InputError           an input cannot be read as what it claims to be       exit 4
    │   └── LimitExceeded    … because it is larger, deeper or slower than allowed
    ├── PolicyError          a policy, its METADATA, data or waiver file is wrong  exit 2
    ├── EngineError          the engine could not give an answer                   exit 4
    ├── RegistryError        a registry gave no answer, or none to be trusted      exit 4
    ├── VerificationError    a signature, attestation or trust root does not hold  exit 5
    └── AssetsMissing        a file that govern ships was not found                exit 4

Vendor exceptions never pass an adapter: they are translated into one of these, with the vendor's
words in `cause`.
"""

from __future__ import annotations

from typing import ClassVar, Self


class Error(Exception):
    """The root of govern's errors.

    Args:
        message: What is wrong, as one sentence without a trailing full stop.
        path: The file (or stream) the message is about.
        line: 1-based line in `path`.
        column: 1-based column in `line`.
        cause: The underlying reason, in the words of whoever found it.
        hint: The next step for the person who reads this.
    """

    exit_code: ClassVar[int] = 4

    def __init__(
        self,
        message: str,
        *,
        path: str | None = None,
        line: int | None = None,
        column: int | None = None,
        cause: str | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.line = line
        self.column = column
        self.cause = cause
        self.hint = hint

    @classmethod
    def as_told_by(cls, error: Error, hint: str | None = None) -> Self:
        """Return another error's story as one of this class; `hint` where that one has none."""
        return cls(
            error.message,
            path=error.path,
            line=error.line,
            column=error.column,
            cause=error.cause,
            hint=error.hint or hint,
        )

    @property
    def where(self) -> str:
        """`path:line:column`, as far as known; empty when nothing is known."""
        parts = [str(part) for part in (self.path, self.line, self.column) if part is not None]
        return ":".join(parts)

    def diagnostics(self) -> str:
        """Return the whole story for a person: where, what, why, and what next."""
        head = f"{self.where}: {self.message}" if self.where else self.message
        lines = [head]
        if self.cause:
            lines.append(f"  cause: {self.cause}")
        if self.hint:
            lines.append(f"  next: {self.hint}")
        return "\n".join(lines)


class UsageError(Error):
    """The command line or `govern.toml` asks for something absent or contradictory."""

    exit_code = 2


class NothingEvaluated(Error):  # noqa: N818 - the word of the exit-code contract
    """No input was found, or no rule matched any input; never a pass."""

    exit_code = 3


class InputError(Error):
    """An input cannot be read as what it claims to be."""


class LimitExceeded(InputError):  # noqa: N818 - names the condition, like KeyError's cousins in parsers
    """An input is larger, deeper or more entangled than the limits allow."""


class PolicyError(Error):
    """A policy, its METADATA, a data file or a waiver file is wrong."""

    exit_code = 2


class EngineError(Error):
    """The engine could not give an answer; whatever depended on it is undecided."""


class RegistryError(Error):
    """A registry gave no answer, or none to be trusted; never read as "nothing is there".

    Args:
        message: As of `Error`.
        reason: What went wrong in one word for programs, such as `rate_limited`
            (`govern.sources.oci.Reason`).
        path: The reference or address it is about.
        cause: As of `Error`.
        hint: As of `Error`.
    """

    def __init__(
        self,
        message: str,
        *,
        reason: str,
        path: str | None = None,
        cause: str | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message, path=path, cause=cause, hint=hint)
        self.reason = reason


class VerificationError(Error):
    """A signature, attestation or trust root does not hold."""

    exit_code = 5


class AssetsMissing(Error):  # noqa: N818 - says what happened to the assets
    """A file that govern ships was not found in the installation."""
