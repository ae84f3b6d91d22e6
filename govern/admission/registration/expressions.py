"""Rules of the library as CEL: those whose fields CEL can name, and that tests hold equal to Rego.

Each expression is true for what the rule allows. `variables.pod` is the pod specification wherever
the kind keeps it, `variables.containers` all its containers; a field that is missing has the value
of `orValue`. There is none for K010 (/proc): what that denies, the API server refuses by itself.
The Pod Security Standards are those of Kubernetes 1.37.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# Kinds of the API server's own that hold pods, with the resources that carry them.
RESOURCES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("", "v1", ("pods", "pods/ephemeralcontainers", "pods/resize", "podtemplates",
                "replicationcontrollers")),
    ("apps", "v1", ("daemonsets", "deployments", "replicasets", "statefulsets")),
    ("batch", "v1", ("cronjobs", "jobs")),
)  # fmt: skip

VARIABLES: Mapping[str, str] = {
    "pod": "object.kind == 'Pod' ? object.spec : object.kind == 'PodTemplate' ? "
    "object.template.spec : object.kind == 'CronJob' ? "
    "object.spec.jobTemplate.spec.template.spec : object.spec.template.spec",
    "containers": "variables.pod.containers + variables.pod.?initContainers.orValue([]) + "
    "variables.pod.?ephemeralContainers.orValue([])",
    "windows": "variables.pod.?os.?name.orValue('') == 'windows'",
    "ownUsers": "!variables.pod.?hostUsers.orValue(true)",
}


@dataclass(frozen=True, slots=True)
class Expression:
    """One rule.

    Attributes:
        package: Of the rule that it stands for; another one of the same id has no expression.
        cel: True for what is allowed.
        message: Why it was not.
        cel_restricted: The same under the parameter pss.level=restricted, where that differs.
    """

    package: str
    cel: str
    message: str
    cel_restricted: str | None = None


def _all(condition: str) -> str:
    return f"variables.containers.all(c, {condition})"


def _texts(*texts: str) -> str:
    return "[" + ", ".join(f"'{one}'" for one in texts) + "]"


_P = "govern.kubernetes."
_CAPABILITIES = _all(
    "c.?securityContext.?capabilities.?add.orValue([]).all(x, x in "
    + _texts(
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD",
        "NET_BIND_SERVICE", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
    )
    + ")"
)  # fmt: skip
_CONFINED = "?seccompProfile.?type.orValue('RuntimeDefault') in ['RuntimeDefault', 'Localhost']"
_SECCOMP = f"variables.pod.?securityContext.{_CONFINED} && " + _all(
    f"c.?securityContext.{_CONFINED}"
)
_SYSCTLS = _texts(
    "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.ip_unprivileged_port_start", "net.ipv4.ping_group_range", "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_notsent_lowat", "net.ipv4.tcp_rmem", "net.ipv4.tcp_slow_start_after_idle",
    "net.ipv4.tcp_syncookies", "net.ipv4.tcp_wmem",
)  # fmt: skip
_NON_ROOT = "?securityContext.?runAsNonRoot.orValue"

EXPRESSIONS: Mapping[str, Expression] = {
    "K002": Expression(
        _P + "pss_host_namespaces",
        "!variables.pod.?hostNetwork.orValue(false) && !variables.pod.?hostPID.orValue(false) && "
        "!variables.pod.?hostIPC.orValue(false)",
        "the pod shares a namespace with the node (hostNetwork, hostPID or hostIPC)",
    ),
    "K003": Expression(
        _P + "pss_privileged",
        _all("!c.?securityContext.?privileged.orValue(false)"),
        "a container is privileged",
    ),
    "K004": Expression(
        _P + "pss_capabilities_baseline",
        _CAPABILITIES,
        "a container adds a capability that the baseline does not allow",
        cel_restricted=f"variables.windows || {_CAPABILITIES}",
    ),
    "K005": Expression(
        _P + "pss_host_path",
        "variables.pod.?volumes.orValue([]).all(v, !has(v.hostPath))",
        "a volume mounts a path of the node",
    ),
    "K006": Expression(
        _P + "pss_host_ports",
        _all("c.?ports.orValue([]).all(p, p.?hostPort.orValue(0) == 0)"),
        "a container takes a port of the node",
    ),
    "K011": Expression(
        _P + "pss_seccomp_baseline",
        _SECCOMP,
        "the pod or a container sets a seccomp profile that does not confine it",
        cel_restricted=f"variables.windows || ({_SECCOMP})",
    ),
    "K012": Expression(
        _P + "pss_sysctls",
        "variables.pod.?securityContext.?sysctls.orValue([]).all(s, s.name in " + _SYSCTLS + ")",
        "the pod sets a sysctl that is not safe",
    ),
    "K014": Expression(
        _P + "pss_privilege_escalation",
        "variables.windows || "
        + _all("!c.?securityContext.?allowPrivilegeEscalation.orValue(true)"),
        "a container does not set allowPrivilegeEscalation to false",
    ),
    "K015": Expression(
        _P + "pss_run_as_non_root",
        f"variables.ownUsers || (variables.pod.{_NON_ROOT}(true) && "
        + _all(f"c.{_NON_ROOT}(variables.pod.{_NON_ROOT}(false))")
        + ")",
        "runAsNonRoot is not true for every container",
    ),
    "K016": Expression(
        _P + "pss_run_as_user",
        "variables.ownUsers || (variables.pod.?securityContext.?runAsUser.orValue(1) != 0 && "
        + _all("c.?securityContext.?runAsUser.orValue(1) != 0")
        + ")",
        "the pod or a container runs as user 0, which is root",
    ),
    "K018": Expression(
        _P + "pss_capabilities_restricted",
        "variables.windows || "
        + _all(
            "'ALL' in c.?securityContext.?capabilities.?drop.orValue([]) && "
            "c.?securityContext.?capabilities.?add.orValue([]).all(x, x == 'NET_BIND_SERVICE')"
        ),
        "a container does not drop ALL capabilities, or adds more than NET_BIND_SERVICE",
    ),
    "K026": Expression(
        _P + "service_account_token",
        "!variables.pod.?automountServiceAccountToken.orValue(true) || "
        "!(variables.pod.?serviceAccountName.orValue('') in ['', 'default'])",
        "the pod gets the token of the default service account",
    ),
}
