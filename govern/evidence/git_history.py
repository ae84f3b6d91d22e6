"""A git repository in which checkpoints are committed; whoever has a clone holds them too."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from govern.errors import UsageError, VerificationError

_SECONDS = 120
_UNSAFE = re.compile(r"[^A-Za-z0-9.-]")


class GitHistory:
    """The user's repository, by the user's own git: their hooks, name and signing key apply.

    Args:
        path: The repository's work tree, or a folder in it.

    Raises:
        UsageError: it is none, or there is no git.
    """

    def __init__(self, path: str) -> None:
        self._top = path
        self._top = self._run("rev-parse", "--show-toplevel").decode().rstrip("\n")

    @staticmethod
    def file_of(origin: str) -> str:
        """Return the file, in the top folder, that holds the checkpoint of this log."""
        return f"{_UNSAFE.sub('_', origin)}.checkpoint"

    def commit(self, name: str, data: bytes, message: str) -> str:
        """Commit this one file, and nothing else that may be staged; return the commit's name."""
        place = Path(self._top, name)
        if place.is_symlink():
            raise UsageError("a link is not overwritten", path=str(place))
        try:
            place.write_bytes(data)
        except OSError as error:
            raise UsageError("cannot be written", path=str(place), cause=error.strerror) from error
        self._run("add", "--force", "--", name)
        if self._run("status", "--porcelain", "--", name):
            self._run("commit", "--quiet", "--message", message, "--only", "--", name)
        return self._run("log", "-1", "--format=%H", "--", name).decode().strip()

    def objects(self, commit: str) -> tuple[bytes, bytes]:
        """Return the bytes of a commit and of its tree."""
        tree = self._run("rev-parse", f"{commit}^{{tree}}").decode().strip()
        return self._run("cat-file", "commit", commit), self._run("cat-file", "tree", tree)

    def versions(self, name: str) -> list[tuple[str, str]]:
        """Return each committed version of a file, on any branch: commit and text."""
        commits = self._run("log", "--all", "--format=%H", "--diff-filter=AM", "--", name)
        found = []
        for commit in commits.decode().split():
            data = self._run("cat-file", "blob", f"{commit}:{name}")
            try:
                found.append((commit, data.decode()))
            except UnicodeDecodeError as error:
                raise VerificationError("not a checkpoint", path=f"{commit}:{name}") from error
        return found

    def _run(self, *args: str) -> bytes:
        try:
            done = subprocess.run(
                ["git", "-C", self._top, *args],
                check=False,
                capture_output=True,
                timeout=_SECONDS,
                stdin=subprocess.DEVNULL,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise UsageError("git cannot be run", cause=str(error)) from error
        if done.returncode:
            words = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise UsageError(
                f"git {args[0]} failed", path=self._top, cause=words[-1] if words else None
            )
        return done.stdout
