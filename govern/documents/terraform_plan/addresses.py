"""Terraform addresses: `module.a["k"].data.aws_x.y[0]` taken apart."""

from __future__ import annotations

import re

_KEY = re.compile(r'\[(?:"((?:[^"\\]|\\.)*)"|[0-9]+)\]', re.DOTALL)
_MODULE = re.compile(r"(?:\A|\.)module\.([^.\[]+)")


def without_keys(address: str) -> str:
    """Return an address without the keys of `count` and `for_each`."""
    return _KEY.sub("", address)


def module_path(module_address: str) -> tuple[str, ...]:
    """Return the names of the module calls that lead to a module; the root has none."""
    return tuple(_MODULE.findall(without_keys(module_address)))
