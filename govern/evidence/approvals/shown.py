"""The text that an approver sees; its digest is signed with the approval.

A later report can show the very text, so nobody can say that the risk was hidden from them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from govern.model import JsonObject

_MOST_LINES = 60  # of one list


def text_shown(decision: Any, sha256: str, asked: Mapping[str, Any]) -> str:
    """Return the text for a decision's predicate, and what is asked about it.

    Args:
        decision: The predicate of the decision's record.
        sha256: The decision's digest.
        asked: The request's `scope`, `tier`, `requester`, `authors`, `promotion`, `evidence` and
            `expires`.
    """
    engine = f"{decision['engine']['name']} {decision['engine']['version']}"
    lines = [
        f"Decision {sha256}",
        f"  {decision['decision']}: {decision['reason']}",
        f"  decided for {decision['evaluated_at']} under policy {decision['policy']['revision']}",
        f"  by {engine}, govern {decision['tool']['version']}",
        "  " + ", ".join(f"{count} {word}" for word, count in decision["summary"].items() if count),
        "",
        "What is asked",
        f"  {asked['scope']['action']} in {asked['scope']['environment']}, tier {asked['tier']}",
        f"  by {asked['requester']}; written by {', '.join(asked['authors'])}",
        f"  answer before {asked['expires']}",
        *_promotion(asked["promotion"]),
        "",
        "Inputs",
        *_cut(_inputs(decision)),
        *_section("Open findings and waived ones", _findings(decision)),
        *_section("Waivers in use", _waivers(decision)),
        *_section("Evidence named by the requester", _evidence(asked["evidence"])),
    ]
    return "".join(f"{_plain(line)}\n" for line in lines)


def _inputs(decision: Any) -> list[str]:
    return [
        f"  {algorithm}:{value}  {one['path']}"
        for one in decision["inputs"]
        for algorithm, value in one["digest"].items()
    ]


def _findings(decision: Any) -> list[str]:
    return [
        f"  {one['outcome']} {one['rule_id']} ({one['severity']}) {one['resource']}:"
        f" {one['message']}"
        for one in decision["results"]
        if one["outcome"] not in ("pass", "not_applicable")
    ]


def _waivers(decision: Any) -> list[str]:
    return [
        f"  {one['id']} until {one['expires']}, covers {one['count']}, owner {one['owner']}:"
        f" {one['reason']}"
        for one in decision["waivers"]
        if one["state"] == "used"
    ]


def _evidence(items: list[JsonObject]) -> list[str]:
    return [f"  {one['type']} of {one['issued']}, sha256:{one['sha256']}" for one in items]


def _promotion(promotion: Mapping[str, Any] | None) -> Iterator[str]:
    if promotion is not None:
        back = promotion.get("rollback_to") or "nothing (the first version)"
        yield f"  from {promotion['from']} to {promotion['to']}; ticket {promotion['ticket']}"
        yield f"  can be rolled back to {back}"


def _section(title: str, lines: list[str]) -> list[str]:
    return ["", title, *_cut(lines)] if lines else []


def _cut(lines: list[str]) -> list[str]:
    if len(lines) <= _MOST_LINES:
        return lines
    return [*lines[:_MOST_LINES], f"  … and {len(lines) - _MOST_LINES} more"]


def _plain(line: str) -> str:
    """Return a line for a terminal: what was checked may hold escape sequences."""
    return "".join(one if one.isprintable() else "?" for one in line)
