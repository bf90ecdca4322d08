"""Who is written down of a household agrees with its age groups, and nobody is there twice."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from service.clock import today
from service.households.ages import can_be
from service.models import Household, Person
from service.persons import repository
from service.persons.identity import Identity, opened
from service.persons.spelling import family_words, given_words
from service.requirements import Requirement


class Peopled(NamedTuple):
    """A household, with who is written down of it."""

    household: Household
    people: Sequence[Identity]


def peopled(db: Session, household: Household, but: Person | None = None) -> Peopled:
    """A household of the actor's own, with all or all others of it."""
    rows = repository.of_household(db, household.id)
    return Peopled(household, [opened(db, row) for row in rows if row is not but])


def people_of(db: Session, household_ids: Collection[UUID]) -> Mapping[UUID, Sequence[Identity]]:
    """By household of the actor's own, who is written down, where it lives nowhere: who lives
    somewhere stays written down until that is over, also when somebody moved out."""
    found: dict[UUID, list[Identity]] = defaultdict(list)
    for row in repository.of_homeless(db, household_ids):
        found[row.household_id].append(opened(db, row))
    return found


def each_has_an_age(asked: Peopled) -> bool:
    """Whether each can be in an age group of their own."""
    bands = [each.age_band for each in asked.household.members]
    births = [each.date_of_birth for each in asked.people]
    return can_be(births, bands, asked.household.ages_recorded_date, today())


def has_namesake(identity: Identity, people: Sequence[Identity]) -> bool:
    """Whether one of them has the same name and birth date, in the declared spelling."""
    return _written(identity) in map(_written, people)


def _written(identity: Identity) -> tuple[object, ...]:
    names = given_words(identity.given_name), family_words(identity.family_name)
    return (*names, identity.date_of_birth)


REQUIREMENTS: tuple[Requirement[Peopled], ...] = (
    Requirement(
        code="persons_do_not_fit",
        where="members",
        nl="Wie van dit huishouden is vastgelegd, past niet ieder bij een eigen leeftijdsgroep. "
        "Wijzig die personen of trek hen eerst in.",
        en="Those who are written down of this household do not each fit an age group of their own:"
        " change or withdraw them first (persons).",
        basis="an adult who is written down as a child would not be looked for elsewhere",
        met=each_has_an_age,
    ),
)
