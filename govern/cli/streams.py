"""The three standard streams, as every command relies on them."""

from __future__ import annotations

import io
import os
import sys


def prepare() -> None:
    """Open streams that the caller closed, and write UTF-8 whatever the locale says.

    A closed stream reads as empty and swallows what is written. Its descriptor is taken at once,
    so that no file that is opened later can be mistaken for standard output.
    """
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        if getattr(sys, name) is None:
            null = os.open(os.devnull, os.O_RDWR)
            if null != number:
                os.dup2(null, number)
                os.close(null)
            setattr(sys, name, os.fdopen(number, mode, encoding="utf-8", closefd=False))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Reports are the same bytes everywhere; names of files may be no text at all.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def abandon_output() -> None:
    """Give up standard output, so that the interpreter does not try to write to it once more."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    os.close(null)
