"""Which media types a client takes, and which it sends."""

import re
from collections.abc import Iterable


def liking(accept: str, media: str) -> float:
    """How much an Accept header likes a media type, from 0 (not) to 1 (RFC 9110, 12.5.1): that of
    the most specific range, as a client may take all but one (`*/*, x/y;q=0`)."""
    liked = [_part(part) for part in accept.split(",")]
    for named in (media, f"{media.partition('/')[0]}/*", "*/*"):
        found = [quality for range_, quality in liked if range_ == named]
        if found:
            return max(found)
    return 0.0


def takes_any(accept: str, offered: Iterable[str]) -> bool:
    """Whether the client takes one of these."""
    return any(liking(accept, media) > 0 for media in offered)


def is_of(content_type: str, media: str) -> bool:
    """Whether a Content-Type header names this media type, whatever its parameters."""
    return _media(content_type) == media


def is_json(content_type: str) -> bool:
    """Whether a body of this type is read as JSON."""
    media = _media(content_type)
    return media == "application/json" or (
        media.startswith("application/") and media.endswith("+json")
    )


def is_utf_8(content_type: str) -> bool:
    """Whether a Content-Type header leaves it at UTF-8."""
    charset = re.search(r";\s*charset\s*=\s*\"?([^\s\";]*)", content_type, re.IGNORECASE)
    return charset is None or charset[1].lower() in {"utf-8", "utf8", "us-ascii"}


def _media(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _part(text: str) -> tuple[str, float]:
    """A media range and its quality; parameters other than q do not matter to us."""
    media, *parameters = (piece.strip().lower() for piece in text.split(";"))
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            return media, _number(value.strip())
    return media, 1.0


def _number(text: str) -> float:
    whole, _, decimals = text.partition(".")
    right = whole in {"0", "1"} and len(decimals) <= 3 and (decimals or "0").isdecimal()
    return min(float(text), 1.0) if right else 0.0
