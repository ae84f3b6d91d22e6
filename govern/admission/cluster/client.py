"""The only module that touches the Kubernetes client; its exceptions stop here."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from govern.errors import Error, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

_SECONDS = 30


class ClusterError(Error):
    """The API server could not be reached, or refused what was asked."""


class ClusterClient:
    """An API server, as the kubeconfig or the pod's service account names it."""

    def __init__(self, kubeconfig: str | None = None, context: str | None = None) -> None:
        """Read how to connect.

        Raises:
            UsageError: the extra is not installed, or there is no usable configuration.
        """
        try:
            from kubernetes import client, config  # noqa: PLC0415 - 1 s to import, and an extra
        except ModuleNotFoundError as error:
            raise UsageError(
                f"this needs {error.name}", hint="pip install govern-engine[cluster]"
            ) from error
        self._client: Any = client
        try:
            config.load_config(  # type: ignore[no-untyped-call]  # the client has no types
                config_file=kubeconfig, context=context
            )
        except (config.ConfigException, OSError) as error:
            raise UsageError(
                "there is no usable configuration of a cluster",
                path=kubeconfig,
                cause=str(error),
                hint="give --kubeconfig and --context, or run in a pod",
            ) from error

    def delete_configuration(self, name: str) -> bool:
        """Delete a ValidatingWebhookConfiguration; return whether there was one.

        No webhook can stand in the way: such configurations are never sent to webhooks.

        Raises:
            ClusterError: it is still there.
        """
        api = self._client.AdmissionregistrationV1Api()
        with self._translated(f"the webhook configuration {name} cannot be deleted"):
            try:
                api.delete_validating_webhook_configuration(name, _request_timeout=_SECONDS)
            except self._client.ApiException as error:
                if error.status == 404:
                    return False
                raise
        return True

    @contextmanager
    def _translated(self, message: str) -> Iterator[None]:
        from urllib3.exceptions import HTTPError  # noqa: PLC0415 - comes with the client

        try:
            yield
        except self._client.ApiException as error:
            raise ClusterError(message, cause=f"{error.status} {error.reason}") from error
        except (HTTPError, OSError) as error:
            raise ClusterError(message, cause=str(error)[:300]) from error
