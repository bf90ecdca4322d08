"""Who can sign in at the demo's issuer: invented people at invented organisations."""

from dataclasses import dataclass

from service.actor import Actor


@dataclass(frozen=True)
class Person:
    """Somebody to be for a while."""

    actor: Actor
    organisation: str
