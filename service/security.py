"""Who is asking: a bearer token names user, role and organisation."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.params import Depends as DependsMark
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeyFlexible
from joserfc.jwt import JWTClaimsRegistry

from service.actor import Actor
from service.errors import InvalidInput, NotAuthenticated, NotSurelyEnough
from service.pace import count, refuse_strangers
from service.settings import Settings
from service.token_claims import OURS, TokenClaims

ALGORITHMS = ["RS256", "PS256"]
"""What OIDC NL GOV 1.0.1 asks for and recommends; nothing weaker, and no choice of the token's."""
LEEWAY_SECONDS = 30
LAST_SECOND = 253_402_300_799
"""The end of the year 9999: what lies beyond is no moment."""

SIGNED_OUT = "http://schemas.openid.net/event/backchannel-logout"
LOGOUT_TYPES = frozenset({"logout+jwt", "application/logout+jwt"})
LONGEST_NAME = 255
"""Characters of a `sub` (OpenID Connect Core, 2); of a `sid` we keep as many."""
UNREADABLE = (JoseError, ValueError, TypeError, KeyError, RecursionError)

_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="bearerToken",
    bearerFormat="JWT",
    description="An access token (RS256 or PS256) with the claims `sub`, `organisation` and "
    "`role`, or those that the installation takes in their place.",
)


@dataclass(frozen=True)
class AtIssuer:
    """What the issuer calls somebody (`sub`) and their session there (`sid`), if it says."""

    subject: str | None = None
    sid: str | None = None

    @classmethod
    def of(cls, claims: Mapping[str, Any]) -> "AtIssuer":
        """As they stand in a token; raises ValueError where they are no short texts."""
        named = [claims.get(name) for name in ("sub", "sid")]
        for each in named:
            if not (each is None or (isinstance(each, str) and 0 < len(each) <= LONGEST_NAME)):
                raise ValueError("sub or sid")
        return cls(*named)


@dataclass(frozen=True)
class SignedIn:
    """Somebody with a good token, and how surely the issuer knows who it is (`acr`, if it says)."""

    actor: Actor
    assurance: str | None
    at_issuer: AtIssuer = AtIssuer()


@dataclass(frozen=True)
class ToldOut:
    """That somebody is signed out at the issuer, and when it said so, in seconds since 1970."""

    at_issuer: AtIssuer
    told_at: int


class TokenReader:
    """Turns an access token into an actor, or says no.

    Decoding alone checks no claim at all, so issuer, audience and times are asked for here; the
    type keeps an ID token from being used as an access token (RFC 9068).
    """

    def __init__(
        self, keys: KeyFlexible, issuer: str, audience: str, claims: TokenClaims = OURS
    ) -> None:
        self._keys = keys
        self._issuer = issuer
        self._named = claims
        self._types = {claims.token_type.lower(), f"application/{claims.token_type.lower()}"}
        self._claims = JWTClaimsRegistry(
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
        )

    def read(self, token: str) -> SignedIn:
        """Whom a good token names; any other raises `NotAuthenticated`."""
        try:
            decoded = jwt.decode(token, self._keys, algorithms=ALGORITHMS)
            if str(decoded.header.get("typ", "")).lower() not in self._types:
                raise NotAuthenticated("This is not an access token.")
            self._claims.validate(decoded.claims)
            if decoded.claims["exp"] > LAST_SECOND:
                raise ValueError("exp")
            assurance = decoded.claims.get("acr")
            named = assurance if isinstance(assurance, str) else None
            return SignedIn(self._named.actor(decoded.claims), named)
        except UNREADABLE as error:
            raise NotAuthenticated("The token is not valid or has expired.") from error

    def identity(self, token: str, client: str, nonce: str) -> AtIssuer:
        """Whom the ID token names; raises `NotAuthenticated` unless it is the one that the client
        asked for with the nonce (OpenID Connect Core, 3.1.3.7)."""
        asked = JWTClaimsRegistry(
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": self._issuer},
            aud={"essential": True, "value": client},
            exp={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            claims = jwt.decode(token, self._keys, algorithms=ALGORITHMS).claims
            asked.validate(claims)
            return AtIssuer.of(claims)
        except UNREADABLE as error:
            raise NotAuthenticated("The ID token is not the one that was asked for.") from error

    def told_out(self, token: str, client: str) -> ToldOut:
        """Whom a logout token names (OpenID Connect Back-Channel Logout, 2.6); any other token
        raises `InvalidInput`. Its type keeps every other token of the issuer from being one."""
        asked = JWTClaimsRegistry(
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": self._issuer},
            aud={"essential": True, "value": client},
            exp={"essential": True},
            iat={"essential": True},
        )
        try:
            decoded = jwt.decode(token, self._keys, algorithms=ALGORITHMS)
            asked.validate(decoded.claims)
            at_issuer = AtIssuer.of(decoded.claims)
            typed = str(decoded.header.get("typ", "")).lower() in LOGOUT_TYPES
            event = isinstance(decoded.claims["events"][SIGNED_OUT], dict)
            if not (typed and event) or "nonce" in decoded.claims or at_issuer == AtIssuer():
                raise ValueError("no logout token")
            return ToldOut(at_issuer, int(decoded.claims["iat"]))
        except UNREADABLE as error:
            raise InvalidInput("This is no logout token of the issuer.") from error


async def sign_in(request: Request) -> None:
    """Reads the token, before anything is read of the body: a stranger's is none of our memory."""
    try:
        signed_in = await _read(request)
    except NotAuthenticated:
        refuse_strangers(request)
        raise
    count(request, signed_in.actor)
    request.state.actor = signed_in.actor
    request.state.assurance = signed_in.assurance


async def _read(request: Request) -> SignedIn:
    credentials = await _bearer(request)
    if credentials is None:
        raise NotAuthenticated("Send a bearer token in the Authorization header.")
    reader: TokenReader = request.app.state.tokens
    # In a thread, as the issuer may be asked for its keys.
    return await run_in_threadpool(reader.read, credentials.credentials)


async def caller(
    request: Request, _: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Actor:
    """The actor of this request, whom its route signed in."""
    actor: Actor = request.state.actor
    return actor


Caller = Annotated[Actor, Depends(caller)]


async def surely(request: Request, _: Caller) -> None:
    """Asks for a surer sign-in where the installation wants one for decisions (RFC 9470). Async, as
    it is too little work for a thread."""
    be_sure_enough(request.app.state.settings, request.state.assurance)


def is_sure_enough(settings: Settings, assurance: str | None) -> bool:
    """Whether who signed in this way may decide in this installation."""
    return not settings.decision_acr or assurance in settings.decision_acr


def be_sure_enough(settings: Settings, assurance: str | None) -> None:
    """Raises NotSurelyEnough where the installation wants a surer way for a decision."""
    if not is_sure_enough(settings, assurance):
        raise NotSurelyEnough(settings.decision_acr)


Surely: DependsMark = Depends(surely)
"""Put in the `dependencies` of what a named official answers for."""
