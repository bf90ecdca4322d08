"""A named official decides; owner, household and neighbour answer; somebody is housed."""

from collections.abc import Iterator

from matching.codes.contracts import ContractForm, TenureTitle
from service.codelists.decisions import LeaseParty, MilestoneKind
from service.codelists.requests import RequestState
from service.demo.desk import Body, Desk
from service.demo.identities import open_who_comes, write_down
from service.demo.registration import Desks
from service.demo.telling import Teller, day_of

APPROVED = 6
WHY = "Past bij wat nodig is en dicht bij het eigen netwerk; gelezen met de andere plekken erbij."
NOT_NOW = "Eerst overleg met school over de afstand."


def house_somebody(teller: Teller, desks: Desks, proposals: list[Body]) -> None:
    """Decisions, one no that costs nothing, and yeses until somebody is housed."""
    teller.chapter("De gemeente besluit", "The municipality decides")
    municipality = desks["utrecht"]
    chosen = list(_different_owners(proposals))[:APPROVED]
    rejected = next(p for p in proposals if p not in chosen)
    known = write_down(desks, chosen[1:])
    for proposal in chosen:
        _decide(municipality, proposal, {"outcome": "APPROVED", "motivation": WHY})
    reason = {"outcome": "REJECTED", "reasonCode": "OTHER", "motivation": NOT_NOW}
    _decide(municipality, rejected, reason)
    teller.say(
        f"{len(chosen)} goedgekeurd, 1 afgekeurd, elk met een motivering van een ambtenaar.",
        f"{len(chosen)} approved, 1 rejected, each with an official's motivation.",
    )
    teller.chapter("Antwoorden", "Answers")
    _household_says_no(teller, desks, chosen[0])
    housed = [proposal for proposal in chosen[1:] if _everybody_says_yes(desks, proposal)]
    teller.say(f"{len(housed)} keer zei iedereen ja.", f"{len(housed)} times everybody said yes.")
    open_who_comes(teller, desks, known, [p for p in proposals if p not in chosen])
    first_lease(teller, municipality)


def _different_owners(proposals: list[Body]) -> Iterator[Body]:
    """One proposal of each owner and contract form, so that the leases differ."""
    seen: set[tuple[str, str]] = set()
    for proposal in proposals:
        kind = (proposal["ownerId"], proposal["contractForm"])
        if kind not in seen:
            seen.add(kind)
            yield proposal


def _decide(municipality: Desk, proposal: Body, decision: Body) -> None:
    body = decision | {"digest": proposal["digest"]}
    municipality.post(f"/proposals/{proposal['id']}/decisions", body)


def _offers(desks: Desks, proposal: Body) -> list[tuple[Desk, Body]]:
    """Each party's desk with what it is asked; the municipality that decided sees them all."""
    asked = desks["utrecht"].every("/offers", "offers", proposalId=proposal["id"], state="OPEN")
    return [(_desk_of(desks, offer["organisationId"]), offer) for offer in asked]


def _desk_of(desks: Desks, organisation: str) -> Desk:
    return next(desk for desk in desks.values() if desk.id == organisation)


def _household_says_no(teller: Teller, desks: Desks, proposal: Body) -> None:
    provider = _desk_of(desks, proposal["providerId"])
    path = f"/requests/{proposal['requestId']}"
    before = provider.get(path)
    for desk, offer in _offers(desks, proposal):
        if offer["party"] == "HOUSEHOLD":
            no = {"answer": "DECLINED", "reasonCode": "SURROUNDINGS"}
            desk.post(f"/offers/{offer['id']}/answers", no)
    after = provider.get(path)
    kept = before["waitingSinceDate"] == after["waitingSinceDate"]
    state, since = RequestState[after["state"]], day_of(after["waitingSinceDate"])
    teller.say(
        f"Een huishouden zegt nee. De aanvraag is weer {state.nl} en wacht sinds "
        f"{since.nl}" + (", net als daarvoor." if kept else "."),
        f"A household says no. The request is {state.en} again, waiting since "
        f"{since.en}" + (", as before." if kept else "."),
    )


def _everybody_says_yes(desks: Desks, proposal: Body) -> bool:
    for desk, offer in _offers(desks, proposal):
        desk.post(f"/offers/{offer['id']}/answers", {"answer": "ACCEPTED"})
    found = _desk_of(desks, proposal["providerId"]).get(f"/proposals/{proposal['id']}")
    return bool(found["state"] == "PLACED")


def first_lease(teller: Teller, municipality: Desk) -> None:
    """The lease with most ahead of it, and the days on which something is to be done."""
    leases = list(municipality.every("/leases", "leases"))
    lease = max(leases, key=lambda lease: len(lease["milestones"]))
    teller.chapter("Het eerste huishouden woont", "The first household has a home")
    form, title = ContractForm[lease["contractForm"]], TenureTitle[lease["tenureTitle"]]
    tenant, start = LeaseParty[lease["tenant"]], day_of(lease["period"]["startDate"])
    teller.say(
        f"{form.nl}; {title.nl.lower()}; vanaf {start.nl}. Huurder: {tenant.nl}.",
        f"{form.en}; {title.en.lower()}; from {start.en}. Tenant: {tenant.en}.",
    )
    days = [(day_of(step["dueDate"]), MilestoneKind[step["kind"]]) for step in lease["milestones"]]
    rows = [(day.nl, kind.nl, day.en, kind.en) for day, kind in days]
    teller.show(("dag", "wat", "day", "what"), rows)
