"""How long it takes at the table to see what a pin, a veto or a hold would cost.

Run it as `python tests/benchmarks/trials_at_the_table.py [REQUESTS PLACES [TRIALS]]`; 400, 250 and
6 of each act when left out. It runs a round as `regional_round.py` does, and prints for each act
the seconds from the POST to its answer, on the clock.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

import httpx

sys.path.insert(0, str(Path(__file__).parent))

from own_keys import set_own_keys
from regional_round import run, town

USUAL = [400, 250, 6]
ACTS = ("PIN", "VETO", "HOLD")


def tried(client: httpx.Client, round_id: str, act: str, request: str, place: str) -> float:
    """The seconds of one trial."""
    body = {"act": act, "requestId": request, "placeId": place}
    began = time.perf_counter()
    answer = client.post(f"/rounds/{round_id}/trials", json=body)
    seconds = time.perf_counter() - began
    assert answer.status_code == 200, answer.text
    return seconds


def rows(client: httpx.Client, path: str, name: str) -> list[dict[str, Any]]:
    """The first page of a list."""
    found: list[dict[str, Any]] = client.get(path).json()[name]
    return found


def main() -> None:
    """Seeds, runs a round, tries, prints."""
    given = [int(each) for each in sys.argv[1:]]
    requests, places, trials = given + USUAL[len(given) :]
    with town(requests, places) as (client, region):
        client.timeout = httpx.Timeout(60)
        id = run(client, region)["id"]
        placed = rows(client, f"/proposals?roundId={id}&limit=100", "proposals")
        waiting = rows(client, f"/rounds/{id}/unplaced?limit=100", "unplaced")
        for act in ACTS:
            asked = waiting if act == "PIN" else placed
            seconds = [
                tried(client, id, act, asked[at]["requestId"], placed[at]["placeId"])
                for at in range(0, 100, max(100 // trials, 1))
            ]
            sys.stdout.write(
                f"{act}: {len(seconds)} trials, median {median(seconds):.2f} s,"
                f" longest {max(seconds):.2f} s\n"
            )


if __name__ == "__main__":
    set_own_keys()
    main()
