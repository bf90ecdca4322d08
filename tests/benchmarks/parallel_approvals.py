"""How fifty approvals of one place at the same moment end: promise 2 (docs/promises.md).

Run it as `python tests/benchmarks/parallel_approvals.py [ROUNDS [CLIENTS]]`; 100 and 50 when left
out. It starts a PostgreSQL with fsync and the API as a program of its own, lets the clients loose
over HTTP, and prints who won, every status, the deadlocks in the server's log, and the p99 of an
answer (seconds, of those who waited for the winner too).
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from statistics import quantiles

import httpx
from own_keys import set_own_keys

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "service"))

from installations import installed
from live_server import Call, crowd, posting

from service.cluster import open_cluster
from service.devissuer import DevIssuer
from service.settings import Settings


def timed(call: Call, seconds: list[float]) -> Call:
    """The same call, whose time is noted."""

    def made(client: httpx.Client) -> httpx.Response:
        begun = time.perf_counter()
        answer = call(client)
        seconds.append(time.perf_counter() - begun)
        return answer

    return made


def main(rounds: int, clients: int) -> None:
    """Prints one line."""
    statuses: Counter[int] = Counter()
    winners: Counter[int] = Counter()
    seconds: list[float] = []
    issuer = DevIssuer(Settings(mode="test"))
    with (
        open_cluster("test") as cluster,
        tempfile.TemporaryDirectory() as folder,
        installed(cluster, issuer, Path(folder)) as installation,
    ):
        table, api = installation.table, installation.api
        for _ in range(rounds):
            cases = table.proposals(clients, place=table.place())
            token = table.municipality.token
            calls = [posting(f"/proposals/{c.id}/decisions", token, c.decision()) for c in cases]
            answers = crowd(api.address, [timed(call, seconds) for call in calls])
            statuses.update(answer.status_code for answer in answers)
            winners[sum(answer.status_code == 201 for answer in answers)] += 1
        deadlocks = installation.server.postmaster.log.read_text().count("deadlock detected")
    sys.stdout.write(
        f"{rounds} rounds x {clients} clients: winners a round {dict(winners)}, "
        f"statuses {dict(statuses)}, deadlocks {deadlocks}, "
        f"p99 {quantiles(seconds, n=100)[-1]:.2f} s, median {quantiles(seconds, n=2)[0]:.2f} s\n"
    )


if __name__ == "__main__":
    set_own_keys()
    main(*map(int, [*sys.argv[1:3], *("100", "50")[len(sys.argv) - 1 :]]))
