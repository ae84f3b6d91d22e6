"""Requests to one repository: with authorization, and with every refusal as a typed error."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from govern.errors import RegistryError
from govern.sources.oci.addresses import Origin, join, origin_of
from govern.sources.oci.challenge import parse_challenges
from govern.sources.oci.manifest import read_object
from govern.sources.oci.messages import Request
from govern.sources.oci.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from govern.sources.oci.limits import Budget, Limits
    from govern.sources.oci.messages import Response
    from govern.sources.oci.reference import Reference
    from govern.sources.oci.tokens import Tokens
    from govern.sources.oci.transport import Transport

_CODE = re.compile(r"[A-Z][A-Z_]{2,40}\Z")
_REASONS = {
    401: (Reason.UNAUTHORIZED, "log in to the registry with your container tool"),
    403: (Reason.FORBIDDEN, "ask for access to the repository"),
    404: (Reason.NOT_FOUND, "check the name, tag and digest"),
    429: (Reason.RATE_LIMITED, "try again later, or log in to be allowed more"),
}


@dataclass(frozen=True, slots=True)
class Session:
    """One repository, one account of time and bytes.

    Attributes:
        transport: How to reach it.
        tokens: How to be let in.
        reference: The repository; its tag and digest are for messages.
        budget: What the work may still use.
    """

    transport: Transport
    tokens: Tokens
    reference: Reference
    budget: Budget

    @property
    def limits(self) -> Limits:
        """The bounds of the work."""
        return self.budget.limits

    @property
    def base(self) -> str:
        """The URL that every path of the repository begins with, ending in a slash."""
        host = self.reference.api_host
        scheme = "http" if host in self.transport.plain_hosts else "https"
        return f"{scheme}://{host}/v2/{self.reference.repository}/"

    @property
    def origin(self) -> Origin:
        """The registry's origin: the only one that sees our authorization."""
        return origin_of(self.base)

    def send(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        most_bytes: int | None = None,
        also: Collection[int] = (),
    ) -> Response:
        """Send a request and return its answer, which is a success.

        Args:
            method: GET and HEAD pull; everything else pushes.
            path: Relative to the repository, or a URL that the registry gave.
            headers: Further headers.
            body: What to send.
            most_bytes: Bound on the answer; a manifest's by default.
            also: Statuses to return besides successes.

        Raises:
            RegistryError: any other answer, and no answer, each with its reason.
        """
        url = join(self.base, path)
        most = self.limits.manifest_bytes if most_bytes is None else most_bytes
        actions = "pull" if method in {"GET", "HEAD"} else "pull,push"
        ours = origin_of(url) == self.origin
        authorization = self.tokens.kept(self.origin, self.reference, actions) if ours else None
        for attempt in (1, 2):
            shown = dict(headers or {})
            if authorization:
                shown["Authorization"] = authorization
            request = Request(method, url, most, self.origin, shown, body)
            response = self.transport.send(request, self.budget)
            challenged = response.status == 401 and origin_of(response.url) == self.origin
            if not (challenged and ours) or attempt == 2:
                break
            authorization = self.tokens.answer(
                parse_challenges(response.headers.get("www-authenticate", "")),
                self.origin,
                self.reference,
                actions,
                self.budget,
                authorization,
            )
        if response.status < 300 or response.status in also:
            return response
        raise self._refusal(response)

    def _refusal(self, response: Response) -> RegistryError:
        status = response.status
        reason, hint = _REASONS.get(status, (Reason.REJECTED, ""))
        if status >= 500:
            reason, hint = Reason.UNAVAILABLE, "try again later"
        what = {
            Reason.NOT_FOUND: "the registry has no such thing",
            Reason.RATE_LIMITED: "the registry allows no more requests for now",
            Reason.UNAVAILABLE: "the registry is not working",
            Reason.REJECTED: "the registry refuses the request",
        }.get(reason, f"not allowed to use {self.reference.name}")
        codes = _codes(response)
        return RegistryError(
            what,
            reason=reason,
            path=str(self.reference),
            cause=f"HTTP status {status}" + (f": {', '.join(codes)}" if codes else ""),
            hint=hint or None,
        )


def _codes(response: Response) -> list[str]:
    """Return the specification's error codes in an answer; its messages are not quoted."""
    try:
        errors = read_object(response.data, "").get("errors")
    except RegistryError:
        return []  # an error page, not the specification's form
    entries = errors if isinstance(errors, list) else []
    codes = (entry.get("code") for entry in entries if isinstance(entry, dict))
    return [code for code in codes if isinstance(code, str) and _CODE.match(code)][:4]
