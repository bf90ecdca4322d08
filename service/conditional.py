"""ETag and If-Match: nobody undoes what somebody else changed meanwhile."""

from typing import Annotated

from fastapi import Header, Response

from service.errors import ChangedMeanwhile, VersionNeeded
from service.models import Identified

IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        max_length=40,
        pattern=r'^(\*|(W/)?"[^"]*"(\s*,\s*(W/)?"[^"]*")*)$',
        description='The ETag of the version you read, such as `"3"`. Needed: without it 428, '
        "with an older one 412.",
        examples=['"3"'],
    ),
]


def etag(row: Identified) -> str:
    """The version of a row as a strong ETag."""
    return f'"{row.version}"'


def tagged(response: Response, row: Identified) -> None:
    """Gives the answer the row's ETag."""
    response.headers["ETag"] = etag(row)


def located(response: Response, collection: str, row: Identified) -> None:
    """Gives the answer the row's address, under its collection's such as `/v1/offers`, and its
    ETag."""
    response.headers["Location"] = f"{collection}/{row.id}"
    tagged(response, row)


def expect(row: Identified, if_match: str | None) -> None:
    """Raises unless If-Match names the row's version."""
    if if_match is None:
        raise VersionNeeded("Send If-Match with the ETag of the version that you read.")
    sent = {each.strip() for each in if_match.split(",")}
    if f"W/{etag(row)}" in sent:
        raise ChangedMeanwhile("A weak ETag does not count (RFC 9110, 13.1.1): leave out W/.")
    if not sent & {etag(row), "*"}:
        raise ChangedMeanwhile("It was changed after you read it: read it again.")
