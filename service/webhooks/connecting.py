"""Connections to receivers: to addresses that were looked at, and for a bounded time."""

import socket
import time
from collections.abc import Callable, Iterable
from concurrent.futures import wait
from ipaddress import ip_address
from ssl import SSLContext
from typing import Any

import httpcore

from service import lookups
from service.webhooks.addresses import Ip, is_outside

Resolve = Callable[[str, int], list[str]]
MAX_ANSWER_BYTES = 32 * 1024
SLICE_SECONDS = 0.25
"""So long is waited at most before we look whether the worker is to stop."""


class NoSuchName(Exception):
    """The name leads nowhere on the open internet: which names are known inside is nobody's to
    find out, so that one of those is as one that is not there."""


class Interrupted(Exception):
    """The worker stops: somebody else goes on with this."""


def resolve(host: str, port: int) -> list[str]:
    """All addresses of a name; raises NoSuchName."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NoSuchName from error
    return [str(address[0]) for *_, address in found]


class Guarded(httpcore.NetworkBackend):
    """Resolves a name once and connects to what came of that, if all of it is outside: a name that
    says something else a moment later leads nowhere else (DNS rebinding).

    `trusting` lets this machine itself be reached too, as the demo and the tests need."""

    def __init__(
        self, resolve: Resolve, seconds: float, stopping: Callable[[], bool], trusting: bool
    ) -> None:
        self._resolve = resolve
        self._trusting = trusting
        self._until = time.monotonic() + seconds
        self._stopping = stopping
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A bounded stream to the first of the name's addresses that takes it."""
        addresses = self._looked_up(host, port)
        found = [ip_address(each.partition("%")[0]) for each in addresses]
        if not found or not all(map(self._may_be, found)):
            raise NoSuchName
        stream = self._first(addresses, port)
        return Bounded(stream, self._until, self._stopping)

    def _looked_up(self, host: str, port: int) -> list[str]:
        answer = lookups.begun(lambda: self._resolve(host, port))
        while not self._stopping():
            wait([answer], min(left(self._until), SLICE_SECONDS))
            if answer.done():
                return answer.result()
        raise Interrupted

    def _may_be(self, ip: Ip) -> bool:
        return is_outside(ip) or (self._trusting and ip.is_loopback)

    def _first(self, addresses: list[str], port: int) -> httpcore.NetworkStream:
        *others, last = addresses
        for each in others:
            try:
                return self._sockets.connect_tcp(each, port, left(self._until) / len(addresses))
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._sockets.connect_tcp(last, port, left(self._until))


class Bounded(httpcore.NetworkStream):
    """A stream that ends at a moment or after so many bytes, however slowly they come."""

    def __init__(
        self, stream: httpcore.NetworkStream, until: float, stopping: Callable[[], bool]
    ) -> None:
        self._stream = stream
        self._until = until
        self._stopping = stopping
        self._bytes_left = MAX_ANSWER_BYTES

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What comes next; raises ReadTimeout at the end of all time, ReadError at too much."""
        if self._bytes_left <= 0:
            raise httpcore.ReadError("the answer does not end")
        data = self._read(min(max_bytes, self._bytes_left))
        self._bytes_left -= len(data)
        return data

    def _read(self, most: int) -> bytes:
        while not self._stopping():
            seconds = left(self._until)
            try:
                return self._stream.read(most, min(seconds, SLICE_SECONDS))
            except httpcore.ReadTimeout:
                continue
        raise Interrupted

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Sends it all within the time that is left."""
        self._stream.write(buffer, left(self._until))

    def close(self) -> None:
        """Ends the connection."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """The same stream, encrypted; the certificate is that of the name, not of the address."""
        stream = self._stream.start_tls(ssl_context, server_hostname, left(self._until))
        return Bounded(stream, self._until, self._stopping)

    def get_extra_info(self, info: str) -> Any:
        """What the stream knows of itself."""
        return self._stream.get_extra_info(info)


def left(until: float) -> float:
    """Seconds until then; raises ReadTimeout when it is past."""
    seconds = until - time.monotonic()
    if seconds <= 0:
        raise httpcore.ReadTimeout("no answer in time")
    return seconds
