"""AdmissionReviews as nobody should send them: each field by its type, or by any other.

The generator knows the type of every field of AdmissionReview v1 (k8s.io/api/admission/v1). Most
requests are nearly right, so that they get past the first check; a seed gives the same ones again.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from benchmarks.admission import pod

if TYPE_CHECKING:
    from collections.abc import Iterator

_NESTED = 200  # levels; engines give up long before
_TEXTS = (
    "", "a", "Pod", "v1", "default", "kube-system", "*", "/", "..", "%s", "\x00", "\u202e",
    "\ud800", "😀", "é" * 300, "x" * 5000, "<script>", "{{ 7*7 }}", "data.govern", "null",
)  # fmt: skip
_NUMBERS = (0, -1, 1, 2**31, 2**63, 2**64, 10**400, 1.5, -0.0, 1e308, 5e-324)
_OPERATIONS = ("CREATE", "UPDATE", "DELETE", "CONNECT")
_KINDS = ("Pod", "Deployment", "Job", "CronJob", "Namespace", "Secret", "Role", "PodExecOptions")


@dataclass(frozen=True)
class Sent:
    """One request as bytes, and what may come back.

    Attributes:
        head: The request line and headers.
        body: The body.
        closes: The server may close the connection, with or without an answer.
    """

    head: bytes
    body: bytes
    closes: bool = False


def requests(seed: int) -> Iterator[Sent]:
    """Yield odd requests, for ever."""
    chance = random.Random(seed)  # noqa: S311 - the same ones again
    while True:
        share = chance.random()
        if share < 0.02:
            yield _broken_http(chance)
            continue
        if share < 0.07:
            body = chance.randbytes(chance.randrange(400))
        elif share < 0.12:
            whole = _dumped(_review(chance))
            body = whole[: chance.randrange(len(whole))]
        elif share < 0.14:
            opening = chance.choice(["[", '{"a":', '{"request":{"object":'])
            body = opening.encode() * chance.randrange(1, 50_000)
        else:
            body = _dumped(_review(chance))
        yield Sent(_head(chance, len(body)), body)


def _dumped(value: Any) -> bytes:
    return json.dumps(value).encode("utf-8", "surrogatepass")


def _review(chance: random.Random) -> dict[str, Any]:
    content = _object(chance)
    operation = chance.choice(_OPERATIONS)
    request: dict[str, Any] = {
        "uid": chance.choice(["0df28fbd-5f5f-11e8-bc74-36e6bb280816", *_TEXTS]),
        "operation": operation,
        "kind": _kind(chance, "kind"),
        "resource": _kind(chance, "resource"),
        "requestKind": _kind(chance, "kind"),
        "subResource": chance.choice(["", "", "ephemeralcontainers", "scale", "exec"]),
        "name": chance.choice(["api", *_TEXTS]),
        "namespace": chance.choice(["payments", *_TEXTS]),
        "userInfo": {"username": "jo", "groups": ["dev"], "extra": {"a": ["b"]}},
        "object": None if operation == "DELETE" else content,
        "oldObject": content if operation in {"UPDATE", "DELETE"} else None,
        "options": None,
        "dryRun": chance.random() < 0.5,
    }
    review = {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": request}
    if chance.random() < 0.3:
        _spoil(chance, review)
    return review


def _kind(chance: random.Random, last: str) -> dict[str, str]:
    name = chance.choice(_KINDS)
    return {
        "group": chance.choice(["", "apps", "batch"]),
        "version": "v1",
        last: name if last == "kind" else f"{name.lower()}s",
    }


def _object(chance: random.Random) -> dict[str, Any]:
    """A Pod, or what brings Pods, with some fields spoilt."""
    found = pod()
    kind = chance.choice(_KINDS)
    if kind in {"Deployment", "Job"}:
        found["spec"] = {"template": {"metadata": {}, "spec": found["spec"]}}
    elif kind == "CronJob":
        template = {"spec": {"template": {"spec": found["spec"]}}}
        found["spec"] = {"schedule": "* * * * *", "jobTemplate": template}
    found["kind"] = kind
    found["apiVersion"] = chance.choice(["v1", "apps/v1", "batch/v1"])
    for _ in range(chance.randrange(4)):
        _spoil(chance, found)
    return found


def _spoil(chance: random.Random, value: dict[str, Any]) -> None:
    """Replace, remove or add something, anywhere."""
    place: Any = value
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not keys:
            return
        key = chance.choice(keys)
        if isinstance(place[key], (dict, list)) and chance.random() < 0.8:
            place = place[key]
            continue
        if chance.random() < 0.2:
            del place[key]
        elif chance.random() < 0.2 and isinstance(place, dict):
            place[chance.choice(_TEXTS)] = _anything(chance)
        else:
            place[key] = _anything(chance)
        return


def _anything(chance: random.Random) -> Any:
    kind = chance.randrange(8)
    if kind == 0:
        return chance.choice([None, True, False])
    if kind == 1:
        return chance.choice(_NUMBERS)
    if kind == 2:
        return [_anything(chance) for _ in range(chance.randrange(4))]
    if kind == 3:
        return {chance.choice(_TEXTS): _anything(chance) for _ in range(chance.randrange(4))}
    if kind == 4 and chance.random() < 0.05:
        return _nested(chance)
    return chance.choice(_TEXTS)


def _nested(chance: random.Random) -> Any:
    found: Any = 1
    for _ in range(chance.randrange(_NESTED)):
        found = [found] if chance.random() < 0.5 else {"a": found}
    return found


def _head(chance: random.Random, size: int) -> bytes:
    method, path, kind = "POST", "/enforce", "application/json"
    if chance.random() < 0.05:
        method = chance.choice(["GET", "PUT", "DELETE", "OPTIONS", "PATCH"])
    if chance.random() < 0.05:
        path = chance.choice(["/", "/audit", "/readyz", "/metrics", "/%00", "//enforce", "/a/../b"])
    if chance.random() < 0.3:
        path += "?timeout=" + chance.choice(["30s", "1m", "-1s", "x", "9999999s", "%ff", ""])
    if chance.random() < 0.05:
        kind = chance.choice(["text/plain", "", "application/json; charset=x", "application/xml"])
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: 127.0.0.1",
        f"Content-Type: {kind}",
        f"Content-Length: {size}",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _broken_http(chance: random.Random) -> Sent:
    return Sent(
        chance.choice(
            [
                b"\x16\x03\x01\x00\x00",
                b"POST /enforce HTTP/9.9\r\n\r\n",
                b"POST /enforce HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
                b"POST /enforce HTTP/1.1\r\nContent-Length: x\r\n\r\n",
                b"POST /enforce HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
                b"POST /enforce HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                b"POST /enforce HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
                b"GET " + b"/" * 100_000 + b" HTTP/1.1\r\n\r\n",
                b"GET / HTTP/1.1\r\nA: " + b"x" * 100_000 + b"\r\n\r\n",
                b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 5000 + b"\r\n",
                b"POST /enforce HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n{",
                chance.randbytes(chance.randrange(1, 200)),
                b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            ]
        ),
        b"",
        closes=True,
    )
