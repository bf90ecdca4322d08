"""What of an identity stands still, and how long."""

from sqlalchemy.orm import Session

from service.households import repository as households
from service.models import Household
from service.registry.standing_still import Still


def is_placed(db: Session, household: Household) -> bool:
    """Whether a place is offered to it, or it lives in one."""
    return households.has_offer(db, household) or households.has_home(db, household)


STANDS_STILL = (
    Still[Household](
        "placed",
        frozenset({"given_name", "family_name", "date_of_birth"}),
        lambda db, household, changed: is_placed(db, household),
        "Dit huishouden krijgt een woonplek aangeboden of woont er in een: wie zij zijn staat vast "
        "sinds de goedkeuring. Telefoon en e-mail mogen wel veranderen.",
        "A place is offered to this household or it lives in one: who they are was fixed when it "
        "was approved. Contact details may change.",
    ),
)
"""So that a home is given to who was looked for, and nobody but who approves hears of another."""
COMES_LATER = (
    Still[Household](
        "offered",
        frozenset({"household_id"}),
        lambda db, household, changed: households.has_offer(db, household),
        "Dit huishouden krijgt een woonplek aangeboden: wie zij zijn staat vast sinds de "
        "goedkeuring. Wie er later bij komt, legt u vast als iedereen heeft geantwoord.",
        "A place is offered to this household: who they are was fixed when it was approved. Write "
        "down who comes later once everybody has answered.",
    ),
)
"""Who comes to live in a home later holds it from then on, and nothing is refused because of it."""
