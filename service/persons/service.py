"""What is special about writing down who somebody is."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from matching.codes.households import AgeBand
from service.actor import Actor
from service.audit import service as audit
from service.audit.asking import trying
from service.clock import today
from service.errors import Conflict, Fault, InvalidInput, KeyMissing
from service.households import repository as households
from service.households.ages import full_years
from service.models import Household, Person
from service.pace import Pace, too_many
from service.persons import repository, wording
from service.persons.agreeing import Peopled, each_has_an_age, has_namesake, peopled
from service.persons.identity import WHOSE, Identity, opened, sealed
from service.persons.marks import Marker
from service.persons.spelling import family_words, is_latin
from service.persons.standing_still import COMES_LATER, STANDS_STILL, is_placed
from service.registry import Rules
from service.registry.repository import lock
from service.registry.standing_still import refuse_kept

BORN = "body.dateOfBirth"
REACHED_BY = frozenset({"phone", "email"})
GROWN_UP = 18


class PersonRules(Rules[Person]):
    """An identity is kept sealed, with marks by which the same person is found elsewhere. The
    answer is the same whether they are: who guesses names learns nothing."""

    def prepare(self, db: Session, actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
        """The columns of somebody of a household of the actor's own."""
        _take_turn(db, actor, "households", values["household_id"])
        household = households.to_ask_for(db, actor, values["household_id"], alone=True)
        if household is None:
            fault = Fault("body.householdId", "household_unknown", "is not a household of yours")
            raise InvalidInput(wording.NOT_KEPT, [fault])
        refuse_kept(db, household, values, COMES_LATER)
        with_them, identity = peopled(db, household), Identity.model_validate(values)
        if len(with_them.people) >= len(household.members):
            raise Conflict(wording.EVERYBODY_KNOWN, nl=wording.EVERYBODY_KNOWN_NL)
        _check_age(with_them, identity)
        whose = {
            "id": uuid4(),
            "organisation_id": actor.organisation_id,
            "household_id": household.id,
        }
        columns = _columns(db, household, identity, whose)
        if has_namesake(identity, with_them.people):
            _told_apart(db, whose["id"], so=values["another_person"])
        return whose | columns

    def change(self, db: Session, actor: Actor, row: Person, values: dict[str, Any]) -> None:
        """Seals what it becomes anew, under a new key; where nothing differs, nothing happens."""
        _take_turn(db, actor, "persons", row.id)
        household = repository.household_of(db, row)
        lock(db, household)
        lock(db, row)
        before = opened(db, row)
        other = _other(before, values)
        refuse_kept(db, household, other, STANDS_STILL)
        identity = before.model_copy(update=values)
        if identity == before:
            return
        others = peopled(db, household, but=row)
        if "date_of_birth" in other:
            _check_age(others, identity)
        columns = kept_as(db, row, identity)
        if other.keys() - REACHED_BY and has_namesake(identity, others.people):
            raise Conflict(wording.NAMESAKE_THERE, nl=wording.NAMESAKE_THERE_NL)
        super().change(db, actor, row, columns)

    def withdraw(self, db: Session, actor: Actor, row: Person) -> None:
        """Nothing of it is kept, not even its key; not as long as it may have to be handed over."""
        household = repository.household_of(db, row)
        lock(db, household)
        if is_placed(db, household):
            raise Conflict(wording.STILL_NEEDED, nl=wording.STILL_NEEDED_NL)
        repository.forget(db, row)
        audit.record(db, "forget_person", "households", household.id)


def kept_as(db: Session, row: Person, identity: Identity) -> dict[str, Any]:
    """The columns of an identity in the row of that person, under the present keys."""
    whose = {name: getattr(row, name) for name in WHOSE}
    return _columns(db, repository.household_of(db, row), identity, whose)


def _other(identity: Identity, values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if getattr(identity, name) != value}


def _take_turn(db: Session, actor: Actor, subject: str, subject_id: UUID) -> None:
    """Whoever tries names has few tries a minute, and each is a line of the audit."""
    trying(db, subject, subject_id)
    pace: Pace = db.info["identity_pace"]
    if wait := pace.take(actor.organisation_id):
        raise too_many(wait)


def _told_apart(db: Session, person_id: UUID, *, so: bool) -> None:
    """Of two of one household by the same name and birth date, somebody says that they are two."""
    if not so:
        raise Conflict(wording.NAMESAKE, nl=wording.NAMESAKE_NL)
    audit.record(db, "another_person", "persons", person_id)


def _check_age(others: Peopled, identity: Identity) -> None:
    """A birth date that is none of theirs, or a child more, would leave an adult without marks."""
    if identity.date_of_birth > today():
        return
    if not each_has_an_age(Peopled(others.household, [identity])):
        raise InvalidInput(
            wording.NOT_KEPT,
            [Fault(BORN, "age_of_nobody", wording.AGE_OF_NOBODY, wording.AGE_OF_NOBODY_NL)],
        )
    if not each_has_an_age(Peopled(others.household, [*others.people, identity])):
        raise InvalidInput(
            wording.NOT_KEPT, [Fault(BORN, "age_taken", wording.AGE_TAKEN, wording.AGE_TAKEN_NL)]
        )


def _columns(
    db: Session, household: Household, identity: Identity, whose: dict[str, UUID]
) -> dict[str, Any]:
    marker: Marker | None = db.info["marker"]
    if marker is None:
        raise KeyMissing(wording.NO_KEY)
    if faults := [*_impossible(identity)]:
        raise InvalidInput(wording.NOT_KEPT, faults)
    kept: dict[str, Any] = {"match_key": marker.name, "exact_mark": None, "possible_marks": []}
    if _asks_as_adult(household, identity):
        made = marker.marks(identity.given_name, identity.family_name, identity.date_of_birth)
        kept |= {"exact_mark": made.exact, "possible_marks": made.possible}
    return kept | sealed(db, identity, **whose)


def _impossible(identity: Identity) -> Iterator[Fault]:
    if identity.date_of_birth > today():
        yield Fault(BORN, "born_in_future", "lies in the future")
    names = {"givenName": identity.given_name, "familyName": identity.family_name}
    for field, name in names.items():
        if not family_words(name):
            yield Fault(f"body.{field}", "name_without_letters", "has no letter in it")
        elif not is_latin(name):
            yield Fault(f"body.{field}", "name_not_latin", wording.NOT_LATIN, wording.NOT_LATIN_NL)


def _asks_as_adult(household: Household, identity: Identity) -> bool:
    """A child may live with both of its parents, and so be in two households; who asks before
    their 18th birthday is no child in somebody's."""
    grown_up = full_years(identity.date_of_birth, today()) >= GROWN_UP
    return grown_up or all(each.age_band is AgeBand.UNDER_18 for each in household.members)
