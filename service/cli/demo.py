"""The demo: a region, a round, the first household housed."""

import signal
import threading
from typing import Annotated

import httpx
import typer
from rich.console import Console

from service import clock
from service.cli.checkout import as_typed
from service.cluster import SetupError
from service.demo.desk import UnexpectedAnswer
from service.demo.dressing import dressing
from service.demo.opening import Demo, opened
from service.demo.registration import Desks, everybody
from service.demo.retelling import retell
from service.demo.story import tell
from service.demo.telling import Teller, day_of

CALL_SECONDS = 30.0

VISITS = (
    ("MUNICIPALITY", "utrecht", "proposals?limit=2"),
    ("CORPORATION", "brug", "places?limit=2"),
    ("PROVIDER", "onderdak", "requests?limit=2"),
)
"""Name of the variable with the token, whose token it is, and what to look at first."""


def demo(
    once: Annotated[bool, typer.Option("--once", help="Tell the story and stop.")] = False,
    keep: Annotated[bool, typer.Option("--keep", help="Go on with the data of last time.")] = False,
) -> None:
    """Try it: invented households and places in real municipalities, one round, the first home.

    Example: woonplek demo --once
    """
    teller = Teller(Console())
    with dressing() as pages, opened(keep) as running:
        _introduce(teller, running, keep)
        try:
            with _client(running) as http:
                desks = _told(teller, http, running)
        except (UnexpectedAnswer, httpx.HTTPError) as error:
            raise SetupError(f"the demo cannot go on: {error}") from error
        if once:
            again = f"{as_typed()} demo --keep"
            teller.say(f"Rondkijken: {again}", f"To look around: {again}")
        else:
            _say_where_to_look(teller, running, desks, pages.why_not())
            _wait(teller)


def _client(running: Demo) -> httpx.Client:
    return httpx.Client(base_url=f"{running.address}/v1", timeout=CALL_SECONDS, trust_env=False)


def _told(teller: Teller, http: httpx.Client, running: Demo) -> Desks:
    if running.fresh:
        desks = tell(teller, http, running.issuer, running.settings)
        running.story_is_told()
    else:
        desks = retell(teller, http, running.issuer)
    running.issuer.people = everybody(desks)
    return desks


def _introduce(teller: Teller, running: Demo, keep: bool) -> None:
    teller.console.rule("[bold]Woonplek[/]")
    today = day_of(clock.today())
    teller.say(
        f"De API luistert op {running.address}/v1; vandaag is het {today.nl}.",
        f"The API listens on {running.address}/v1; today is {today.en}.",
    )
    described = f"{running.address}/v1/openapi.json"
    teller.say(f"Wat zij kan, staat in {described}.", f"What it can do stands in {described}.")
    if not running.fresh:
        teller.say(
            "De gegevens van de vorige keer staan er nog.", "The data of last time are still there."
        )
    elif keep:
        teller.say(
            "Er staat geen verhaal dat af is. Het begint opnieuw.",
            "No story that was told to its end is there. It starts afresh.",
        )


def _say_where_to_look(teller: Teller, running: Demo, desks: Desks, undressed: str) -> None:
    teller.chapter("Kijk zelf", "Look for yourself")
    teller.say(
        f"Open {running.address} in een browser en kies wie u bent.",
        f"Open {running.address} in a browser and choose who you are.",
    )
    if undressed:
        teller.say(
            f"De pagina's werken, maar zonder opmaak en kaart om in te zoomen. {undressed}",
            f"The pages work, but without styles and a map to zoom. {undressed}",
        )
    teller.say(
        "Plak dit in een andere terminal; docs/quickstart.md gaat verder.",
        "Paste this into another terminal; docs/quickstart.md goes on from there.",
    )
    teller.verbatim(f"\nexport API={running.address}/v1")
    for variable, key, _ in VISITS:
        teller.verbatim(f"export {variable}={desks[key].token}")
    for variable, key, path in VISITS:
        teller.verbatim(f"\n# {desks[key].name}")
        teller.verbatim(f'curl -H "Authorization: Bearer ${variable}" "$API/{path}"')


def _wait(teller: Teller) -> None:
    teller.say("Stop met Ctrl-C.", "Stop with Ctrl-C.")
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    while not stop.wait(1.0):
        pass
