"""Keeps tests on this machine: only loopback and unix sockets may be connected to."""

import ipaddress
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest


class OutsideWorldRefused(RuntimeError):
    """A test tried to reach another machine."""


def is_here(host: str | bytes | None) -> bool:
    """Whether a host's name or address is this machine's."""
    name = host.decode() if isinstance(host, bytes) else host or "localhost"
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        return False


def host_of(address: Any) -> str | bytes | None:
    """The host in a socket address; a unix socket's path is on this machine."""
    return address[0] if isinstance(address, tuple) else None


@contextmanager
def refused(attempts: list[str]) -> Iterator[None]:
    """Refuses every connection beyond this machine, and notes it in case it is swallowed."""

    def guard(original: Callable[..., Any], host: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            name = host(*arguments, **named)
            if not is_here(name):
                attempts.append(str(name))
                raise OutsideWorldRefused(f"{name!r} is beyond this machine: stub it")
            return original(*arguments, **named)

        return call

    with pytest.MonkeyPatch.context() as patch:
        for method in ("connect", "connect_ex", "sendto"):
            original = getattr(socket.socket, method)
            patch.setattr(socket.socket, method, guard(original, lambda *given: host_of(given[-1])))
        patch.setattr(
            socket, "getaddrinfo", guard(socket.getaddrinfo, lambda host, *rest, **named: host)
        )
        yield
