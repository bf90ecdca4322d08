"""Who is asking: a bearer token names user, role and organisation."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeyFlexible
from joserfc.jwt import JWTClaimsRegistry

from service.actor import Actor
from service.codelists.organisations import OrganisationKind
from service.errors import NotAuthenticated

ALGORITHMS = ["RS256"]
TOKEN_TYPES = frozenset({"at+jwt", "application/at+jwt"})
LEEWAY_SECONDS = 30
LAST_SECOND = 253_402_300_799
"""The end of the year 9999: what lies beyond is no moment."""

_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="bearerToken",
    bearerFormat="JWT",
    description="An access token (RS256) with the claims `sub`, `organisation` and `role`.",
)


class TokenReader:
    """Turns an access token into an actor, or says no.

    Decoding alone checks no claim at all, so issuer, audience and times are asked for here; the
    type keeps an ID token from being used as an access token (RFC 9068).
    """

    def __init__(self, keys: KeyFlexible, issuer: str, audience: str) -> None:
        self._keys = keys
        self._claims = JWTClaimsRegistry(
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
            sub={"essential": True},
            organisation={"essential": True},
            role={"essential": True},
        )

    def read(self, token: str) -> Actor:
        """The actor of a good token; any other raises `NotAuthenticated`."""
        try:
            decoded = jwt.decode(token, self._keys, algorithms=ALGORITHMS)
            if str(decoded.header.get("typ", "")).lower() not in TOKEN_TYPES:
                raise NotAuthenticated("This is not an access token.")
            self._claims.validate(decoded.claims)
            if decoded.claims["exp"] > LAST_SECOND:
                raise ValueError("exp")
            return _actor(decoded.claims)
        except (JoseError, ValueError, TypeError, KeyError, RecursionError) as error:
            raise NotAuthenticated("The token is not valid or has expired.") from error


def _actor(claims: dict[str, object]) -> Actor:
    user, organisation, role = (claims[name] for name in ("sub", "organisation", "role"))
    if not (isinstance(user, str) and 0 < len(user) <= 120 and user.isprintable()):
        raise ValueError("sub")
    return Actor(user, UUID(str(organisation)), OrganisationKind[str(role)])


async def sign_in(request: Request) -> None:
    """Reads the token, before anything is read of the body: a stranger's is none of our memory."""
    credentials = await _bearer(request)
    if credentials is None:
        raise NotAuthenticated("Send a bearer token in the Authorization header.")
    reader: TokenReader = request.app.state.tokens
    # In a thread, as the issuer may be asked for its keys.
    request.state.actor = await run_in_threadpool(reader.read, credentials.credentials)


async def caller(
    request: Request, _: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Actor:
    """The actor of this request, whom its route signed in."""
    actor: Actor = request.state.actor
    return actor


Caller = Annotated[Actor, Depends(caller)]
