"""Who comes is sealed until every yes, and nobody gets two homes. The people are invented."""

from datetime import date

from matching.codes.households import AgeBand
from service.demo.desk import Body, Desk, UnexpectedAnswer
from service.demo.registration import Desks
from service.demo.telling import Teller

GIVEN, FAMILY = "Sam", "van het Voorbeeld"
BORN = date(1990, 2, 14)


def write_down(desks: Desks, proposals: list[Body]) -> Body:
    """The care provider of the first that can be this person writes them down, which is done before
    a place is approved; the proposal for them."""
    found = next(each for each in proposals if _can_be(desks, each))
    _written(_provider(desks, found), found)
    return found


def open_who_comes(teller: Teller, desks: Desks, placed: Body, proposals: list[Body]) -> None:
    """The landlord of a household that has its home opens who they are; the same person, asked for
    by another care provider, is found."""
    teller.chapter("Wie er komt", "Who comes")
    by_id = {desk.id: desk for desk in desks.values()}
    municipality, landlord = desks["utrecht"], by_id[placed["ownerId"]]
    home = next(iter(landlord.every("/placements", "placements", proposalId=placed["id"])))
    opened = landlord.post(f"/placements/{home['id']}/hand-overs", {"purpose": "CONTRACT"})
    (person,) = landlord.get(f"/hand-overs/{opened['id']}/persons")["persons"]
    name = f"{person['givenName']} {person['familyName']}"
    teller.say(
        f"De zorgaanbieder legde verzegeld vast wie er komt. Na elk ja leest {landlord.name}: "
        f"{name}. De zorgaanbieder krijgt daar bericht van.",
        f"The care provider recorded sealed who comes. After every yes {landlord.name} reads: "
        f"{name}. The care provider hears of it.",
    )
    other = _of_another(desks, proposals, placed)
    _written(_provider(desks, other), other)
    (double,) = municipality.get(f"/proposals/{other['id']}")["doubles"]
    if not double["housed"]:
        raise UnexpectedAnswer("the same person elsewhere was not found")
    teller.say(
        "Een andere zorgaanbieder meldt dezelfde mens aan. Alleen de gemeente leest dat bij haar "
        "voorstel, en niet van wie: één mens krijgt één woonplek.",
        "Another care provider asks for the same person. Only the municipality reads that with its "
        "proposal, and not of whom: one person gets one home.",
    )


def _provider(desks: Desks, proposal: Body) -> Desk:
    return next(desk for desk in desks.values() if desk.id == proposal["providerId"])


def _can_be(desks: Desks, proposal: Body) -> bool:
    household = _provider(desks, proposal).get(f"/households/{proposal['householdId']}")
    return any(each["ageBand"] == AgeBand.AGE_27_PLUS for each in household["members"])


def _written(provider: Desk, proposal: Body) -> None:
    provider.post(
        "/persons",
        {
            "householdId": proposal["householdId"],
            "givenName": GIVEN,
            "familyName": FAMILY,
            "dateOfBirth": BORN.isoformat(),
            "phone": "030 1234567",
        },
    )


def _of_another(desks: Desks, proposals: list[Body], placed: Body) -> Body:
    """A proposal for a household of another care provider, which nobody has decided on."""
    return next(
        each
        for each in reversed(proposals)
        if each["providerId"] != placed["providerId"]
        and each["municipalityCode"] == placed["municipalityCode"]
        and _can_be(desks, each)
    )
