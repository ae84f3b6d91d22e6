"""One target's own process: `python -m tests.fuzz.inside TARGET [libFuzzer's arguments]`."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["govern"]):
    from tests.fuzz.targets import run

NAME, *ARGUMENTS = sys.argv[1:]
atheris.Setup([sys.argv[0], *ARGUMENTS], lambda data: run(NAME, data))
atheris.Fuzz()  # which ends the process
