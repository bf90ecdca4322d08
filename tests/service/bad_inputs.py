"""Things that people, programs and attackers send, and that must never break anything.

`CANARY` is in most of them: no answer may repeat it.
"""

from __future__ import annotations

import json
from typing import Any

CANARY = "kanarie-7f3a"
_QUOTED = json.dumps(CANARY)


def deep(opening: str, closing: str, levels: int = 900) -> str:
    """Nested brackets with the canary at the bottom."""
    return opening * levels + _QUOTED + closing * levels


VALUES: dict[str, str] = {
    "text": _QUOTED,
    "empty text": '""',
    "number as text": '"650"',
    "true": "true",
    "null": "null",
    "one": "1",
    "minus one": "-1",
    "half": "0.5",
    "NaN": "NaN",
    "infinity": "Infinity",
    "minus infinity": "-Infinity",
    "1e999": "1e999",
    "more than 64 bits": "18446744073709551616",
    "five thousand digits": "9" * 5000,
    "a number that starts with zero": "007",
    "empty object": "{}",
    "object": f'{{"{CANARY}": {_QUOTED}}}',
    "list of ten thousand": "[" + ",".join([_QUOTED] * 10_000) + "]",
    "900 lists deep": deep("[", "]"),
    "900 objects deep": deep('{"a":', "}"),
    "NUL": f'"{CANARY}\\u0000"',
    "NUL byte": f'"{CANARY}\0"',
    "lone surrogate": f'"{CANARY}\\ud800"',
    "right-to-left override": f'"\\u202e{CANARY}"',
    "zero width": f'"{CANARY}\\u200b"',
    "byte order mark": f'"\\ufeff{CANARY}"',
    "a line break": f'"{CANARY}\\r\\nSet-Cookie: {CANARY}"',
    "a very long text": json.dumps(CANARY * 20_000),
    "SQL": f'"\'; drop table request; -- {CANARY}"',
    "a template": f'"{{{{ {CANARY} }}}} ${{jndi:ldap://x/{CANARY}}} %s %n"',
    "a path": f'"../../../etc/{CANARY}"',
    "digits of another script": '"\\u0663\\u0664\\u0664"',
    "a day that is not there": '"2026-02-30"',
    "month 13": '"2026-13-01"',
    "year 1": '"0001-01-01"',
    "year 9999": '"9999-12-31"',
    "year 10000": '"10000-01-01"',
    "a moment for a day": '"2026-01-01T00:00:00Z"',
    "a moment without offset": '"2026-01-01T00:00:00"',
    "the first moment": '"0001-01-01T00:00:00+14:00"',
    "the last moment": '"9999-12-31T23:59:59-14:00"',
    "a UUID too short": '"0b7a5e9c-3f0d-4c56-9a6b"',
    "a point in Berlin": '{"type": "Point", "coordinates": [13.4, 52.5]}',
    "a point with its axes swapped": '{"type": "Point", "coordinates": [52.09, 5.12]}',
    "a point of null": '{"type": "Point", "coordinates": [null, null]}',
    "a point at infinity": '{"type": "Point", "coordinates": [1e999, 52.09]}',
    "a point in three dimensions": '{"type": "Point", "coordinates": [5.12, 52.09, 0]}',
    "a point with its own system": (
        '{"type": "Point", "coordinates": [5, 52], "crs": {"type": "name"}}'
    ),
}
"""A value in JSON, or nearly, for each field of a body at once."""


def spoiled(fields: list[str], value: str) -> bytes:
    """A body in which each of these fields has this value."""
    inside = ", ".join(f"{json.dumps(name)}: {value}" for name in fields)
    return f"{{{inside}}}".encode("utf-8", "surrogatepass")


def bodies(example: dict[str, Any]) -> dict[str, bytes]:
    """A good body, made bad as a whole."""
    good = json.dumps(example)
    first = next(iter(example))
    again = f"{json.dumps(first)}: {json.dumps(example[first])}"
    return {
        "nothing": b"",
        "spaces": b"   ",
        "text": _QUOTED.encode(),
        "a list": b"[]",
        "a list of it": f"[{good}]".encode(),
        "null": b"null",
        "half of it": good[: len(good) // 2].encode(),
        "a comma too many": f"{good[:-1]},}}".encode(),
        "with a comment": f"{good} // {CANARY}".encode(),
        "twice": f"{good}{good}".encode(),
        "single quotes": good.replace('"', "'").encode(),
        "a byte order mark": b"\xef\xbb\xbf" + good.encode(),
        "UTF-16": good.encode("utf-16"),
        "not UTF-8": good.replace("}", f', "x": "{CANARY}\xff"}}', 1).encode("latin-1"),
        "overlong UTF-8": good.encode() + b"\xc0\x80",
        "an unknown field": f'{good[:-1]}, "{CANARY}": {_QUOTED}}}'.encode(),
        "an unknown field with spaces": f'{good[:-1]}, "Jan {CANARY}": 1}}'.encode(),
        "a field twice": f"{good[:-1]}, {again}}}".encode(),
        "of another prototype": f'{good[:-1]}, "__proto__": {{"admin": true}}}}'.encode(),
        "somebody else's": f'{good[:-1]}, "organisationId": "{CANARY}", "version": 1}}'.encode(),
        "ten thousand fields": json.dumps({f"f{n}": 1 for n in range(10_000)}).encode(),
        "a name of 100 kB": json.dumps({CANARY * 8_000: 1}).encode(),
        "a form": f"a={CANARY}&b=1".encode(),
        "gzip": b"\x1f\x8b\x08\x00" + bytes(100),
    }


HEADERS: dict[str, dict[str, str | bytes]] = {
    "a key of 1,000 characters": {"Idempotency-Key": CANARY * 80},
    "a key of spaces": {"Idempotency-Key": f"{CANARY} x"},
    "a key beyond ASCII": {"Idempotency-Key": f"{CANARY}é".encode()},
    "a version that is none": {"If-Match": CANARY},
    "a version of 1,000 characters": {"If-Match": CANARY * 80},
    "an unknown system": {"Content-Crs": f"http://x/{CANARY}"},
    "a system of 10,000 characters": {"Content-Crs": CANARY * 800},
    "an unknown form": {"Accept": f"application/{CANARY}"},
    "no form at all": {"Accept": f";;q={CANARY},,"},
    "another type": {"Content-Type": f"text/{CANARY}"},
    "a type that is none": {"Content-Type": CANARY},
    "a strange encoding": {"Content-Type": f"application/json; charset={CANARY}"},
    "a packed body": {"Content-Encoding": "gzip"},
    "another host": {"Host": f"{CANARY}.example", "X-Forwarded-Host": CANARY},
    "another method": {"X-HTTP-Method-Override": "DELETE"},
    "a token that is none": {"Authorization": f"Bearer {CANARY}"},
    "a token in three parts": {"Authorization": f"Bearer {CANARY}.{CANARY}.{CANARY}"},
    "a token beyond ASCII": {"Authorization": f"Bearer {CANARY}é".encode()},
}
"""Headers beside a good body."""

QUERIES: dict[str, str] = {
    "minus one": "limit=-1",
    "zero": "limit=0",
    "too many": "limit=501",
    "more than 64 bits": "limit=99999999999999999999",
    "half": "limit=1.5",
    "an underscore between digits": "limit=1_0",
    "a plus": "limit=%2B1",
    "NaN": "limit=NaN",
    "text": f"limit={CANARY}",
    "twice": "limit=1&limit=2",
    "no cursor": f"cursor={CANARY}",
    "a cursor of the wrong length": "cursor=AAAA",
    "a cursor of spaces": "cursor=%20%20",
    "a cursor beyond ASCII": "cursor=%C3%A9",
    "a cursor of 10,000 characters": f"cursor={CANARY * 800}",
    "NUL": f"cursor=%00{CANARY}",
    "not UTF-8": f"cursor=%ff%fe{CANARY}",
    "a surrogate": f"cursor=%ED%A0%80{CANARY}",
    "a name that is unknown": f"{CANARY}=1",
    "a name of a list": f"limit[]={CANARY}",
    "a thousand names": "&".join(f"n{n}={CANARY}" for n in range(1000)),
    "half an escape": f"limit=%{CANARY}",
}
"""Queries for any list."""

PATH_IDS: dict[str, str] = {
    "text": CANARY,
    "a number": "1",
    "minus": "-1",
    "too long": CANARY * 200,
    "NUL": f"%00{CANARY}",
    "not UTF-8": f"%ff{CANARY}",
    "a surrogate": f"%ED%A0%80{CANARY}",
    "upwards": f"..%2f..%2f{CANARY}",
    "SQL": f"%27%20or%201=1--{CANARY}",
    "a line break": f"%0d%0aSet-Cookie:%20{CANARY}",
    "right to left": f"%E2%80%AE{CANARY}",
}
"""What stands where an id should."""
