"""The story of a first round: from files to the first household housed, over HTTP alone."""

from collections import Counter
from datetime import date
from random import Random

import httpx

from matching.codes.contracts import ContractForm
from matching.codes.rounds import Proof, TierCode
from service import clock
from service.demo.answers import house_somebody
from service.demo.cast import MUNICIPALITIES, PROVIDERS
from service.demo.desk import Body, Desk, UnexpectedAnswer
from service.demo.homes import homes
from service.demo.households import requests
from service.demo.registration import Desks, region_id, register
from service.demo.sheets import Row, as_csv
from service.demo.spots import Spots
from service.demo.telling import Teller, both
from service.devissuer import DevIssuer
from service.intake.columns.places import PLACES
from service.intake.columns.requests import REQUESTS
from service.intake.columns.table import Table
from service.rounds.wording import of_phase
from service.settings import Settings

SEED = 2030
HOUSEHOLDS, HOMES = 400, 250
EXAMPLES = 3
MOST_REASONS = 5


def tell(teller: Teller, http: httpx.Client, issuer: DevIssuer, settings: Settings) -> Desks:
    """Tells it all; the desks are what a visitor goes on with."""
    today = clock.today()
    teller.chapter("Wie doen er mee", "Who takes part")
    desks = register(http, issuer, today)
    teller.say(
        f"{len(desks)} organisaties rond Utrecht; de namen zijn verzonnen, behalve de gemeenten.",
        f"{len(desks)} organisations around Utrecht; invented names, real municipalities.",
    )
    _intake(teller, desks, settings, today)
    round = _round(teller, desks["utrecht"])
    proposals = list(desks["utrecht"].every("/proposals", "proposals", roundId=round["id"]))
    _examples(teller, proposals)
    house_somebody(teller, desks, proposals)
    unplaced(teller, desks["utrecht"], round)
    return desks


def _intake(teller: Teller, desks: Desks, settings: Settings, today: date) -> None:
    random = Random(SEED)
    spots = Spots(MUNICIPALITIES, settings.postcodes, settings.boundaries)
    teller.chapter("Woonplekken en aanvragen", "Places and requests")
    files = [
        (PLACES, homes(random, spots, HOMES, today)),
        (REQUESTS, requests(random, spots, HOUSEHOLDS, today)),
    ]
    rows = [
        _handed_in(desks[who], table, part) for table, made in files for who, part in made.items()
    ]
    teller.show(("wie / who", "bestand / file", "nieuw / new"), rows)
    teller.say(*spots.what_is_real)


def _handed_in(desk: Desk, table: Table, rows: list[Row]) -> tuple[str, str, int]:
    name = f"verzonnen-{table.subject}.csv"
    done = desk.hand_in(table.subject, name, as_csv(table, rows))
    if done["state"] != "DONE":
        raise UnexpectedAnswer(f"{name} of {desk.name}: {done['faults'][:3]}")
    return desk.name, name, done["createdRows"]


def _round(teller: Teller, municipality: Desk) -> Body:
    teller.chapter("De ronde", "The round")
    body = {"regionId": region_id(municipality), "seed": SEED}
    asked = municipality.post("/rounds", body)
    phases = Counter(
        event["progress"]["phase"]
        for event in municipality.events(f"/rounds/{asked['id']}/events")
        if event["progress"]
    )
    round = municipality.get(f"/rounds/{asked['id']}")
    if round["state"] != "DONE":
        raise UnexpectedAnswer(f"the round: {round['message']['en']}")
    words = [of_phase(phase) for phase in phases]
    teller.say(
        f"Gevolgd: {', '.join(each.nl for each in words)}.",
        f"Followed: {', '.join(each.en for each in words)}.",
    )
    show_result(teller, round)
    return round


def show_result(teller: Teller, round: Body) -> None:
    """What came of a round, and its proof."""
    teller.say(round["message"]["nl"], round["message"]["en"])
    _proof(teller, round["certificate"])


def _proof(teller: Teller, certificate: Body) -> None:
    tiers = certificate["tiers"]
    teller.show(
        (
            both("groep", "tier"),
            both("aanvragen", "requests"),
            both("voorgesteld", "proposed"),
            both("hoogstens", "at most"),
            both("bewijs", "proof"),
        ),
        [_proven(TierCode[tier["code"]], tier, Proof[tier["proof"]]) for tier in tiers],
    )
    placed = sum(tier["placed"] for tier in tiers)
    teller.say(
        f"Samen {placed}; wie ook voorgaat, meer dan {certificate['mostInAll']} kan niet.",
        f"Together {placed}; whoever goes first, more than {certificate['mostInAll']} cannot be.",
    )
    best = certificate["gap"] == 0
    teller.say(
        f"Punten {certificate['score']}, hoogstens {certificate['scoreBound']}: "
        + ("bewezen is dat er geen beter plan is." if best else "er kan nog een beter plan zijn."),
        f"Points {certificate['score']}, at most {certificate['scoreBound']}: "
        + ("proven that no better plan exists." if best else "a better plan may exist."),
    )
    teller.say(
        f"Momentopname {certificate['problemSha256'][:16]}…, onafhankelijk nagekeken.",
        f"Snapshot {certificate['problemSha256'][:16]}…, checked independently.",
    )


def _proven(code: TierCode, tier: Body, proof: Proof) -> tuple[object, ...]:
    counts = (tier["requests"], tier["placed"], tier["bound"])
    return (both(code.nl, code.en), *counts, both(proof.nl, proof.en))


def _examples(teller: Teller, proposals: list[Body]) -> None:
    teller.chapter("Drie voorstellen, met de reden", "Three proposals, with the reason")
    first = {proposal["tier"]: proposal for proposal in reversed(proposals)}
    for proposal in list(first.values())[:EXAMPLES]:
        teller.say(
            f"{TierCode[proposal['tier']].nl}: {ContractForm[proposal['contractForm']].nl}, "
            f"{proposal['score']} punten; {len(proposal['alternatives'])} andere plekken bekeken",
            f"{TierCode[proposal['tier']].en}: {ContractForm[proposal['contractForm']].en}, "
            f"{proposal['score']} points; {len(proposal['alternatives'])} other places looked at",
        )
        parts = [(part["points"], part["nl"], part["en"]) for part in proposal["scoreParts"]]
        teller.show(("punten", "waarom", "why"), parts)


def unplaced(teller: Teller, municipality: Desk, round: Body) -> None:
    """Who got no proposal in the round, and what most often stood in the way."""
    teller.chapter("Wie nog geen plek heeft, en waarom", "Who has no place yet, and why")
    rows = list(municipality.every(f"/rounds/{round['id']}/unplaced", "unplaced"))
    fitted = sum(row["eligibleUnits"] > 0 for row in rows)
    alone = Counter(
        (reason["nl"], reason["en"])
        for row in rows
        if not row["eligibleUnits"]
        for reason in sorted(row["reasons"], key=lambda reason: -reason["alone"])[:1]
    )
    teller.say(
        f"{len(rows)} aanvragen. Voor {fitted} paste er iets, maar dat ging naar anderen.",
        f"{len(rows)} requests. For {fitted} something fitted, but it went to others.",
    )
    top = [(count, nl, en) for (nl, en), count in alone.most_common(MOST_REASONS)]
    teller.show(
        ("aanvragen", "wat het vaakst in de weg staat", "what most often stands in the way"), top
    )
    teller.say(
        f"De zorgaanbieders ({len(PROVIDERS)}) zien dit voor hun eigen aanvragen.",
        f"The care providers ({len(PROVIDERS)}) see this for their own requests.",
    )
