"""`--type` of commands that verify: a predicate type, or the short name that cosign has for it."""

from __future__ import annotations

import click

# cosign's `--type` (pkg/cosign/attestation and cmd/cosign/cli/options/predicate.go).
_NAMES = {
    "custom": "https://cosign.sigstore.dev/attestation/v1",
    "cyclonedx": "https://cyclonedx.org/bom",
    "link": "https://in-toto.io/Link/v1",
    "openvex": "https://openvex.dev/ns",
    "slsaprovenance": "https://slsa.dev/provenance/v0.2",
    "slsaprovenance02": "https://slsa.dev/provenance/v0.2",
    "slsaprovenance1": "https://slsa.dev/provenance/v1",
    "spdx": "https://spdx.dev/Document",
    "spdxjson": "https://spdx.dev/Document",
    "vuln": "https://cosign.sigstore.dev/attestation/vuln/v1",
}


class PredicateType(click.ParamType[str]):
    """Reads a predicate type; what is no short name has to be a URI."""

    name = "type"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the URI."""
        if value not in _NAMES and ":" not in value:
            self.fail(f"{value!r} is neither a URI nor one of {', '.join(_NAMES)}", param, ctx)
        return _NAMES.get(value, value)
