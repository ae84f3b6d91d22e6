"""Builtins that govern answers itself, because regorus lacks them or answers unlike OPA.

A family is a module; its functions are found by the table below and loaded when first called.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from govern.engine.embedded.builtins import mirror
from govern.engine.embedded.builtins.catalogue import NATIVE
from govern.engine.embedded.builtins.overlay import OVERLAID

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = [
    "ANSWERED",
    "FAST",
    "INTERNAL",
    "OVERLAID",
    "answers",
    "arity_of",
    "is_answered",
    "mirror_module",
]

# name → (module, function, arity)
ANSWERED: dict[str, tuple[str, str, int]] = {
    "base64.decode": ("encodings", "base64_decode", 1),
    "base64.is_valid": ("encodings", "base64_is_valid", 1),
    "base64url.decode": ("encodings", "base64url_decode", 1),
    "bits.and": ("bits", "both", 2),
    "bits.lsh": ("bits", "shift_left", 2),
    "bits.negate": ("bits", "negate", 1),
    "bits.or": ("bits", "either", 2),
    "bits.rsh": ("bits", "shift_right", 2),
    "bits.xor": ("bits", "differing", 2),
    "crypto.hmac.equal": ("hashes", "hmac_equal", 2),
    "crypto.hmac.md5": ("hashes", "hmac_md5", 2),
    "crypto.hmac.sha1": ("hashes", "hmac_sha1", 2),
    "crypto.hmac.sha256": ("hashes", "hmac_sha256", 2),
    "crypto.hmac.sha512": ("hashes", "hmac_sha512", 2),
    "crypto.md5": ("hashes", "md5", 1),
    "crypto.sha1": ("hashes", "sha1", 1),
    "crypto.sha256": ("hashes", "sha256", 1),
    "glob.quote_meta": ("globs", "quote_meta", 1),
    "govern.template_string": ("text", "template_string", 1),
    "graphql.parse_query": ("graphql", "parse_query", 1),
    "graphql.parse_schema": ("graphql", "parse_schema", 1),
    "graphql.schema_is_valid": ("graphql", "schema_is_valid", 1),
    "hex.decode": ("encodings", "hex_decode", 1),
    "indexof": ("text", "indexof", 2),
    "indexof_n": ("text", "indexof_n", 2),
    "io.jwt.decode": ("tokens", "decode", 1),
    "io.jwt.decode_verify": ("tokens", "decode_verify", 2),
    "io.jwt.encode_sign": ("tokens", "encode_sign", 3),
    "io.jwt.encode_sign_raw": ("tokens", "encode_sign_raw", 3),
    "io.jwt.verify_eddsa": ("tokens", "verify_eddsa", 2),
    "io.jwt.verify_es256": ("tokens", "verify_es256", 2),
    "io.jwt.verify_es384": ("tokens", "verify_es384", 2),
    "io.jwt.verify_es512": ("tokens", "verify_es512", 2),
    "io.jwt.verify_hs256": ("tokens", "verify_hs256", 2),
    "io.jwt.verify_hs384": ("tokens", "verify_hs384", 2),
    "io.jwt.verify_hs512": ("tokens", "verify_hs512", 2),
    "io.jwt.verify_ps256": ("tokens", "verify_ps256", 2),
    "io.jwt.verify_ps384": ("tokens", "verify_ps384", 2),
    "io.jwt.verify_ps512": ("tokens", "verify_ps512", 2),
    "io.jwt.verify_rs256": ("tokens", "verify_rs256", 2),
    "io.jwt.verify_rs384": ("tokens", "verify_rs384", 2),
    "io.jwt.verify_rs512": ("tokens", "verify_rs512", 2),
    "lower": ("text", "lower", 1),
    "net.cidr_contains": ("networks", "contains", 2),
    "net.cidr_contains_matches": ("networks", "contains_matches", 2),
    "net.cidr_intersects": ("networks", "intersects", 2),
    "net.cidr_is_valid": ("networks", "is_valid", 1),
    "net.cidr_merge": ("networks", "merge", 1),
    "net.cidr_overlap": ("networks", "contains", 2),
    "product": ("arithmetic", "product", 1),
    "replace": ("text", "replace", 3),
    "semver.compare": ("versions", "compare", 2),
    "semver.is_valid": ("versions", "is_valid", 1),
    "strings.count": ("text", "count", 2),
    "strings.render_template": ("templates", "render_template", 2),
    "strings.replace_n": ("text", "replace_n", 2),
    "strings.split_n": ("text", "split_n", 3),
    "substring": ("text", "substring", 3),
    "sum": ("arithmetic", "total", 1),
    "time.add_date": ("times", "add_date", 4),
    "time.clock": ("times", "clock", 1),
    "time.date": ("times", "date", 1),
    "time.diff": ("times", "diff", 2),
    "time.format": ("times", "format_time", 1),
    "time.parse_duration_ns": ("times", "parse_duration_ns", 1),
    "time.parse_ns": ("times", "parse_ns", 2),
    "time.parse_rfc3339_ns": ("times", "parse_rfc3339_ns", 1),
    "time.weekday": ("times", "weekday", 1),
    "to_number": ("arithmetic", "to_number", 1),
    "trace": ("checks", "trace", 1),
    "units.parse": ("units", "parse", 1),
    "units.parse_bytes": ("units", "parse_bytes", 1),
    "upper": ("text", "upper", 1),
    "uri.is_valid": ("uris", "is_valid", 1),
    "uri.parse": ("uris", "parse", 1),
    "urlquery.decode": ("encodings", "urlquery_decode", 1),
    "urlquery.decode_object": ("encodings", "urlquery_decode_object", 1),
    "urlquery.encode": ("encodings", "urlquery_encode", 1),
    "urlquery.encode_object": ("encodings", "urlquery_encode_object", 1),
    "yaml.is_valid": ("encodings", "yaml_is_valid", 1),
    "yaml.unmarshal": ("encodings", "yaml_unmarshal", 1),
}

# What the overlay and rewritten arithmetic call; no policy may.
INTERNAL: dict[str, tuple[str, str, int]] = {
    "govern.checked_text": ("checks", "checked_text", 1),
    "govern.checked_yaml": ("checks", "checked_yaml", 1),
    "govern.divide": ("arithmetic", "divided", 2),
    "govern.fail": ("checks", "fail", 1),
    "govern.glob": ("globs", "for_rust", 2),
    "govern.html_safe": ("encodings", "html_safe", 1),
    "govern.integer": ("checks", "integer", 1),
    "govern.json_indented": ("encodings", "json_indented", 2),
    "govern.length": ("text", "length", 1),
    "govern.minus": ("arithmetic", "minus", 2),
    "govern.plus": ("arithmetic", "plus", 2),
    "govern.refuse": ("checks", "refuse", 1),
    "govern.regex": ("regexes", "for_rust", 1),
    "govern.regex_or_invalid": ("regexes", "for_rust_or_invalid", 1),
    "govern.regex_template": ("checks", "regex_template", 4),
    "govern.remainder": ("arithmetic", "remainder", 2),
    "govern.split_parts": ("checks", "split_parts", 2),
    "govern.sprintf": ("go_format", "sprintf", 2),
    "govern.text": ("checks", "text", 1),
    "govern.times": ("arithmetic", "times", 2),
    "govern.uuid": ("checks", "uuid", 1),
}


# Builtins for which there is a fast way that fails for some values; it is then not believed.
# `count` of a text is right as long as there are no characters beyond the first 65,536.
FAST = {"count": "count", "sprintf": "govern.sprintf"}


def is_answered(name: str) -> bool:
    """Whether a builtin is answered here, by Python or by the overlay, and not by regorus alone."""
    return name in ANSWERED or name in OVERLAID


def mirror_module() -> str:
    """Return the Rego of every builtin that is answered, as functions."""
    names = {*NATIVE, *ANSWERED, *OVERLAID} - {"walk"}
    return mirror.module({name: arity_of(name) or 0 for name in names}, OVERLAID)


def arity_of(name: str) -> int | None:
    """Return how many arguments a builtin takes; None when nobody here answers it."""
    if name in OVERLAID:
        return OVERLAID[name][1]
    if name in ANSWERED:
        return ANSWERED[name][2]
    return NATIVE.get(name)


def answers() -> Iterator[tuple[str, int, Callable[..., Any]]]:
    """Yield name, arity and function of every builtin that is answered here."""
    for name, (module, function, arity) in (ANSWERED | INTERNAL).items():
        yield name, arity, _lazy(module, function)


def _lazy(module: str, function: str) -> Callable[..., Any]:
    """Return a function that loads its family when it is first called."""
    loaded: list[Callable[..., Any]] = []

    def call(*arguments: Any) -> Any:
        if not loaded:
            family = import_module(f"{__name__}.{module}")
            loaded.append(getattr(family, function))
        return loaded[0](*arguments)

    return call
