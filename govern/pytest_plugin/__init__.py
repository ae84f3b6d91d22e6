"""`pytest --govern-evidence PATH`: the run as evidence, to be verified where it counts.

pytest loads this module in every run, so it imports nothing of govern until an option is used.
"""

from __future__ import annotations

import pytest

_NAME = "govern-evidence"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("govern", "evidence of the run (govern)")
    group.addoption(
        "--govern-evidence",
        metavar="PATH",
        help="Write an in-toto statement about the run, a test-result.",
    )
    group.addoption(
        "--govern-predicate",
        metavar="PATH",
        help="Write what it says alone, for `govern sign image --predicate`.",
    )
    group.addoption(
        "--govern-subject",
        action="append",
        default=[],
        metavar="FILE",
        help="What is tested: a file, or NAME=sha256:HEX; repeatable. Default: the git commit, if"
        " no file differs from it.",
    )
    group.addoption(
        "--govern-key",
        metavar="KEY",
        help="Sign the statement: a PEM file, or the URI of an HSM, KMS or Vault.",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Begin to collect, if evidence is asked for."""
    option = config.option
    if hasattr(config, "workerinput"):
        return  # workers of xdist send their reports to the process that writes
    if not (option.govern_evidence or option.govern_predicate):
        if option.govern_key or option.govern_subject:
            raise pytest.UsageError("--govern-key and --govern-subject need --govern-evidence")
        return
    from govern.errors import Error  # noqa: PLC0415 - only where evidence is asked for
    from govern.pytest_plugin.collector import Collector  # noqa: PLC0415 - as above

    try:
        config.pluginmanager.register(Collector(config), _NAME)
    except Error as error:
        raise pytest.UsageError(error.diagnostics()) from error
