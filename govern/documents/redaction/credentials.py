"""What looks like a credential, by its name or by its shape."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Names that promise a credential, and endings which say that the value only leads to one.
_NAME = re.compile(
    r"pass(?:word|wd|phrase)|secret|token|api[_.-]?key|(?:access|private|signing|encryption)"
    r"[_.-]?key|credential|connection[_.-]?string|(?:^|[_.-])(?:auth|dsn|pwd|pat)(?:$|[_.-])",
    re.IGNORECASE,
)
_NO_VALUE = re.compile(
    r"(?:name|file|path|dir|mount|ttl|expiry|expires(?:[_.-]?in)?|enabled|url|uri|endpoint|ref"
    r"|algorithm|length|size|type)$",
    re.IGNORECASE,
)
TELLS_NOTHING = frozenset({"", "true", "false", "yes", "no", "on", "off", "none", "null"})
_REFERENCE = re.compile(r"\$\([A-Za-z_][\w.-]*\)")  # Kubernetes puts another variable here

# Values that are credentials wherever they stand. The secret is the named group, else the whole
# match. Every repetition that can fail is bounded, so that no text makes the search slow.
_SHAPES = re.compile(
    r"eyJ[\w-]{8,2048}\.eyJ[\w-]{8,4096}\.[\w-]*"  # JSON Web Token
    r"|(?:AKIA|ASIA)[0-9A-Z]{16}"  # AWS access key id
    r"|gh[pousr]_\w{30,}|github_pat_\w{30,}|glpat-[\w-]{20,}"  # GitHub, GitLab
    r"|xox[abeoprs]-[\w-]{10,}"  # Slack
    r"|(?:sk|pk|rk)[-_](?:live|test|proj|ant)[-_][\w-]{16,}|sk-\w{32,}"  # Stripe, model APIs
    r"|hf_[A-Za-z0-9]{30,}|AIza[\w-]{35}|ya29\.[\w-]{20,}"  # Hugging Face, Google
    r"|-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^-]*(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?"
    r"|[a-z][a-z0-9+.-]{1,20}://[^\s:/@]{0,256}:(?P<url>[^\s/@]{1,256})@"  # a password in a URL
    r"|(?i:pass(?:word|wd)?|secret|token|api[_-]?key)[ \t]{0,8}[=:][ \t]{0,8}"
    r"[\"']?(?P<given>[^\s\"'$,;]{4,})"  # --password=…, or PASSWORD: … inside a script or file
)


def looks_like_credential(name: str, value: str) -> bool:
    """Return whether a name promises a credential and the value may be one."""
    if _NAME.search(name) is None or _NO_VALUE.search(name) is not None:
        return False
    return value.lower() not in TELLS_NOTHING and _REFERENCE.fullmatch(value) is None


def credential_shapes(text: str) -> Iterator[str]:
    """Yield the credentials in a text that their shape gives away."""
    return (match[match.lastgroup or 0] for match in _SHAPES.finditer(text))
