"""`net.cidr_*` as Go's package net and OPA do it; no name is ever looked up."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING, Any, TypeAlias

from govern.engine.embedded.builtins.operands import BuiltinError, text

if TYPE_CHECKING:
    from collections.abc import Iterator

_Address: TypeAlias = "ipaddress.IPv4Address | ipaddress.IPv6Address"
_Network: TypeAlias = "ipaddress.IPv4Network | ipaddress.IPv6Network"

_CIDR = re.compile(r"([^/%]+)/(\d{1,3})", re.ASCII)
_MAPPED = 0xFFFF << 32  # where IPv4 begins among 16-byte addresses


def contains(network: Any, inside: Any) -> bool:
    """Return whether a network contains an address or a whole network."""
    outer = _network(network)
    address = _address(text(inside, 2))
    if address is not None:
        return _within(outer, address)
    inner = _network(inside)
    return _within(outer, inner.network_address) and _within(outer, inner.broadcast_address)


def intersects(one: Any, other: Any) -> bool:
    """Return whether two networks share addresses."""
    mine, yours = _network(one), _network(other)
    return _within(mine, yours.network_address) or _within(yours, mine.network_address)


def is_valid(value: Any) -> bool:
    """Return whether a value is a network in CIDR notation."""
    try:
        _network(value)
    except BuiltinError:
        return False
    return True


def contains_matches(networks: Any, inside: Any) -> set[tuple[Any, Any]]:
    """Return the index of each network with the index of each thing that it contains."""
    mine, yours = list(_indexed(networks)), list(_indexed(inside))
    return {(i, j) for i, one in mine for j, other in yours if contains(one, other)}


def merge(values: Any) -> set[str]:
    """Merge addresses and networks that touch one another into as few networks as possible."""
    if not isinstance(values, list | set | frozenset):
        raise BuiltinError("operand must be an array")
    ranges = sorted((_range(text(value)) for value in values), key=lambda one: one[:2])
    index = len(ranges) - 1
    while index > 0:
        last, first, _ = ranges[index]
        before_last, before_first, _ = ranges[index - 1]
        if _previous(first) <= before_last:
            ranges[index - 1] = (last, min(first, before_first), "")
            del ranges[index]
        index -= 1
    found: set[str] = set()
    for last, first, shown in ranges:
        found |= {shown} if shown else {str(one) for one in _summary(first, last)}
    return found


def _indexed(value: Any) -> Iterator[tuple[Any, str]]:
    if isinstance(value, str):
        yield value, value
        return
    if isinstance(value, dict):
        pairs = list(value.items())
    elif isinstance(value, list):
        pairs = list(enumerate(value))
    elif isinstance(value, set | frozenset):
        pairs = [(one, one) for one in value]
    else:
        return
    for index, one in pairs:
        if isinstance(one, list) and one:
            yield index, text(one[0])
        elif isinstance(one, str):
            yield index, one
        else:
            raise BuiltinError("element must be string or non-empty array")


def _network(value: Any) -> _Network:
    """Read CIDR notation; an IPv4 address in IPv6 form counts as IPv4, as in Go."""
    match = _CIDR.fullmatch(text(value))
    shown = f"{match[1]}/{int(match[2])}" if match else ""
    try:
        found = ipaddress.ip_network(shown, strict=False)
    except ValueError:
        raise BuiltinError(f"invalid CIDR address: {value[:60]}") from None
    if isinstance(found, ipaddress.IPv6Network) and found.prefixlen >= 96:
        mapped = found.network_address.ipv4_mapped
        if mapped is not None:
            return ipaddress.IPv4Network(f"{mapped}/{found.prefixlen - 96}")
    return found


def _address(value: str) -> _Address | None:
    if "%" in value:
        return None
    try:
        found = ipaddress.ip_address(value)
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        return found.ipv4_mapped
    return found


def _within(network: _Network, address: _Address) -> bool:
    return network.version == address.version and address in network


def _range(value: str) -> tuple[int, int, str]:
    """Return last and first address as 16-byte numbers, and how a lone network is shown."""
    address = _address(value)
    if address is not None:
        if not isinstance(address, ipaddress.IPv4Address):
            raise BuiltinError("IPv6 invalid: needs prefix length")
        prefix = _class_prefix(address)
        network: _Network = ipaddress.IPv4Network(f"{address}/{prefix}", strict=False)
        shown = f"{address}/{prefix}"
    else:
        network = _network(value)
        shown = str(network)
    base = _MAPPED if network.version == 4 else 0
    return base + int(network.broadcast_address), base + int(network.network_address), shown


def _class_prefix(address: ipaddress.IPv4Address) -> int:
    """Return the prefix of the address's class (Go's IP.DefaultMask)."""
    first = int(address) >> 24
    return 8 if first < 0x80 else 16 if first < 0xC0 else 24


def _previous(address: int) -> int:
    return address if address in {0, _MAPPED} else address - 1


def _summary(first: int, last: int) -> Iterator[_Network]:
    mapped = range(_MAPPED, _MAPPED + (1 << 32))
    if first in mapped and last in mapped:
        yield from ipaddress.summarize_address_range(
            ipaddress.IPv4Address(first - _MAPPED), ipaddress.IPv4Address(last - _MAPPED)
        )
    elif first not in mapped and last not in mapped:
        yield from ipaddress.summarize_address_range(
            ipaddress.IPv6Address(first), ipaddress.IPv6Address(last)
        )
    else:
        raise BuiltinError("IPv4 and IPv6 networks cannot be merged")
