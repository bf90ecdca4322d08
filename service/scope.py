"""What of the rows that the database shows is decided by its reader, answered by it, or shown to it
whole.

Who sees which rows at all is said once, by the row-level policies in the migrations
(docs/decisions/0010): a query needs no filter for it. The functions below are those that the
policies themselves ask; on whose behalf they look is set by `service.db.act_as`."""

from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Text, Uuid, any_, cast, func, or_, select

from service.actor import Actor
from service.models import Proposal, Request

Condition = ColumnElement[bool]


def _found(function: Any, kind: Any) -> Any:
    """In a subquery, so that it is asked once and not for every row."""
    return any_(cast(select(function).scalar_subquery(), ARRAY(kind)))


def is_decided(municipality_code: Any) -> Condition:
    """Whether the actor decides for this municipality today: its own, or by mandate."""
    condition: Condition = municipality_code == _found(func.decided_municipalities(), Text)
    return condition


def is_near(municipality_code: Any) -> Condition:
    """Whether this municipality is today in a region in which the actor decides for one."""
    condition: Condition = municipality_code == _found(func.near_municipalities(), Text)
    return condition


def acts_as(organisation_id: Any, actor: Actor) -> Condition:
    """Whether a column names the actor's own organisation, or one that it acts for by mandate."""
    given = organisation_id == _found(func.mandate_givers(), Uuid)
    return or_(organisation_id == actor.organisation_id, given)


def request_seen(actor: Actor) -> Condition:
    """The requests that the policies show to the actor, said again for who counts many of them: the
    policies look at each row of the household by itself."""
    return or_(
        Request.organisation_id == actor.organisation_id, is_decided(Request.municipality_code)
    )


def proposal_in_full(actor: Actor) -> Condition:
    """The proposals that the actor sees whole: it decides on them, or asked on behalf of the
    household. A decision's motivation is for the same readers."""
    return or_(
        Proposal.organisation_id == actor.organisation_id,
        Proposal.provider_id == actor.organisation_id,
        is_decided(Proposal.municipality_code),
    )
