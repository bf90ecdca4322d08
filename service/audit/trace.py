"""Which steps belong together, over all systems that take part (W3C Trace Context)."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

_HEADER = re.compile(
    r"(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}(-.*)?"
)
_VERSION = "00"


@dataclass(frozen=True)
class Trace:
    """A trace (16 bytes), the operation in it that is ours, and the one that asked (8 each)."""

    trace_id: bytes
    operation_id: bytes
    parent_operation_id: bytes | None = None

    @classmethod
    def begun(cls) -> Self:
        """A trace that begins here."""
        return cls(secrets.token_bytes(16), secrets.token_bytes(8))

    @classmethod
    def received(cls, headers: Sequence[str]) -> Self:
        """Our operation in the caller's trace, by its `traceparent`; who sends none, several or one
        that is not valid begins a trace here."""
        read = _HEADER.fullmatch(headers[0]) if len(headers) == 1 else None
        if read is None or (read[1] == _VERSION and read[4]):
            return cls.begun()
        return cls(bytes.fromhex(read[2]), secrets.token_bytes(8), bytes.fromhex(read[3]))

    @property
    def header(self) -> str:
        """`traceparent` for what we ask of others; not sampled, as every operation is logged."""
        return f"{_VERSION}-{self.trace_id.hex()}-{self.operation_id.hex()}-00"
