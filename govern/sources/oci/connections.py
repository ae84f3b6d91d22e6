"""urllib3 connections that stop at a deadline and never lead where they may not.

A socket timeout bounds one silence, not a whole answer: a server that sends a byte a second holds
a reader for ever. So a timer shuts the connection down when the time is over, whatever it is doing.
And the address is looked at after connecting, before anything is sent: no change in DNS gets around
that.
"""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from govern.closing import Closing
from govern.sources.oci.addresses import refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

_active = threading.local()


@dataclass(slots=True)
class Guard(Closing):
    """Watches over what one thread sends and receives while it is entered.

    Attributes:
        seconds: When to shut the connection down.
        private_allowed: Whether the peer may have an address that is not public.
        is_private: Tells such an address.
        peer_is_private: What was found; None before a connection, or through a proxy.
        expired: Whether the time was over.
    """

    seconds: float
    private_allowed: bool
    is_private: Callable[[str], bool]
    peer_is_private: bool | None = None
    expired: bool = False
    _handle: socket.socket | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _timer: threading.Timer | None = None

    def __enter__(self) -> Self:
        self._timer = threading.Timer(self.seconds, self._expire)
        self._timer.daemon = True
        self._timer.start()
        _active.guard = self
        return self

    def close(self) -> None:
        """Stop watching."""
        _active.guard = None
        if self._timer:
            self._timer.cancel()
        with self._lock:
            self._handle = None

    def admit(self, connection: _Guarded) -> None:
        """Check a connection's peer, and watch it.

        Raises:
            RegistryError: the peer is private and may not be.
        """
        self.peer_is_private = self.is_private(connection.peer)
        if self.peer_is_private and not self.private_allowed:
            raise refused(
                f"the host {connection.host}",
                "a public registry points to it, and its address is a private one",
            )
        with self._lock:
            self._handle = connection.handle
            expired = self.expired
        if expired:
            self._shut()

    def _expire(self) -> None:
        with self._lock:
            self.expired = True
        self._shut()

    def _shut(self) -> None:
        with self._lock:
            if self._handle is not None:
                with contextlib.suppress(OSError):  # it may have been closed in the meantime
                    self._handle.shutdown(socket.SHUT_RDWR)


class _Guarded(HTTPConnection):
    """Shows each connection, new or reused, to the active Guard before it is used."""

    handle: socket.socket | None = None  # a second handle, since TLS takes the first one away
    peer = ""  # the address it is connected to

    def _new_conn(self) -> socket.socket:
        sock = super()._new_conn()
        self._forget()
        try:
            self.handle = socket.socket(sock.family, sock.type, sock.proto, os.dup(sock.fileno()))
            self.peer = str(sock.getpeername()[0])
            self._admit()
        except BaseException:
            sock.close()
            self._forget()
            raise
        return sock

    def request(self, *args: Any, **kwargs: Any) -> None:
        if self.sock is not None:  # one that was opened before, perhaps for another registry
            self._admit()
        super().request(*args, **kwargs)

    def close(self) -> None:
        super().close()
        self._forget()

    def _admit(self) -> None:
        guard: Guard | None = getattr(_active, "guard", None)
        if guard is not None:
            guard.admit(self)

    def _forget(self) -> None:
        if self.handle is not None:
            self.handle.close()
            self.handle = None


class _GuardedTls(_Guarded, HTTPSConnection):
    pass


class GuardedPool(HTTPConnectionPool):
    """A pool of guarded plain connections."""

    ConnectionCls = _Guarded


class GuardedTlsPool(HTTPSConnectionPool):
    """A pool of guarded TLS connections."""

    ConnectionCls = _GuardedTls


POOLS = {"http": GuardedPool, "https": GuardedTlsPool}
