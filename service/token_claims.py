"""How an issuer's claims say who somebody is: by default in ours, else as a file tells.

No two providers name an organisation and a role alike. eHerkenning gives the number of a company in
the register of commerce, Microsoft Entra a tenant and a list of application roles.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from service.actor import Actor
from service.codelists.organisations import OrganisationKind

ClaimPath = Annotated[tuple[str, ...], Field(min_length=1, max_length=5)]
LONGEST_USER = 120


class Known(BaseModel):
    """An organisation that takes part, under what the issuer calls it; without a role claim it says
    the role too."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: UUID
    role: OrganisationKind | None = None


class TokenClaims(BaseModel):
    """Where user, organisation and role stand. A claim inside others is named by its path."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, alias_generator=to_camel, populate_by_name=True
    )

    token_type: Literal["at+jwt", "JWT"] = "at+jwt"
    """The type in the header of an access token (RFC 9068); some issuers write JWT."""
    user: ClaimPath = ("sub",)
    organisation: ClaimPath = ("organisation",)
    organisations: dict[str, Known] | None = None
    """Whom each value of the claim stands for; without it the value is our own id."""
    role: ClaimPath | None = ("role",)
    roles: dict[str, OrganisationKind] | None = None
    """What each value of the claim stands for; without it the value is the role itself."""

    def actor(self, claims: Mapping[str, Any]) -> Actor:
        """Who the token names; raises ValueError or KeyError where it does not name one."""
        user = _at(claims, self.user)
        if not (isinstance(user, str) and len(user) <= LONGEST_USER and user.isprintable()):
            raise ValueError("user")
        if not user.strip():
            raise ValueError("user")
        organisation = self._organisation(_at(claims, self.organisation))
        return Actor(user, organisation.id, self._role(claims, organisation))

    def _organisation(self, named: Any) -> Known:
        if not isinstance(named, str):
            raise ValueError("organisation")
        if self.organisations is None:
            return Known(id=UUID(named))
        return self.organisations[named]

    def _role(self, claims: Mapping[str, Any], organisation: Known) -> OrganisationKind:
        """Of several roles in a token exactly one may be ours: nobody acts in two at once."""
        if self.role is None:
            if organisation.role is None:
                raise ValueError("role")
            return organisation.role
        named = _at(claims, self.role)
        known = self.roles or {kind.value: kind for kind in OrganisationKind}
        each = named if isinstance(named, list) else [named]
        found = {known[one] for one in each if isinstance(one, str) and one in known}
        if len(found) != 1:
            raise ValueError("role")
        return found.pop()


OURS = TokenClaims()


def of_file(path: Path) -> TokenClaims:
    """The claims that a file of the operator describes; raises OSError or ValueError."""
    try:
        return TokenClaims.model_validate_json(path.read_bytes())
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False, include_context=False)
        told = [
            ": ".join(filter(None, (".".join(map(str, fault["loc"])), fault["msg"])))
            for fault in faults
        ]
        raise ValueError("; ".join(told)) from None


def _at(claims: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    found: Any = claims
    for name in path:
        if not isinstance(found, dict):
            raise KeyError(name)
        found = found[name]
    return found
