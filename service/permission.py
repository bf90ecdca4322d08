"""Which kinds of organisation may do something, and the sentence for who may not."""

from collections.abc import Collection

from service.actor import Actor
from service.codelists.organisations import ONE_OF_A_KIND, OrganisationKind
from service.errors import NotAllowed


def permit(actor: Actor, kinds: Collection[OrganisationKind], step: str) -> None:
    """Raises NotAllowed unless the actor is of one of these kinds. `step` is what it would do, as
    it stands after "may not": "start a round"."""
    if actor.kind not in kinds:
        article = "The" if actor.kind in ONE_OF_A_KIND else "A"
        raise NotAllowed(f"{article} {actor.kind.en} may not {step}.")
