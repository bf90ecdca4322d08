"""What was answered since the process began, in the text format of Prometheus (0.0.4).

Two kinds of figures, for which the client library of Prometheus would be one more package to keep.
Written and read on the loop of the API alone, so that nothing here is locked."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
BOUNDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds: an answer counts in the first of these that it does not exceed."""
REQUESTS = "woonplek_http_requests_total"
SECONDS = "woonplek_http_request_duration_seconds"
OPEN = "woonplek_http_requests_open"

Labels = Mapping[str, object]
Sample = tuple[Labels, float]


class Figures:
    """Of one process."""

    def __init__(self) -> None:
        self.open = 0
        self._answers: Counter[tuple[str, str, int]] = Counter()
        self._slower_than: defaultdict[tuple[str, str], list[int]] = defaultdict(
            lambda: [0] * (len(BOUNDS) + 1)
        )
        self._seconds: defaultdict[tuple[str, str], float] = defaultdict(float)

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Counts one answer."""
        self._answers[method, route, status] += 1
        slot = sum(seconds > bound for bound in BOUNDS)
        self._slower_than[method, route][slot] += 1
        self._seconds[method, route] += seconds

    def lines(self) -> Iterator[str]:
        """All of it."""
        yield from kind(OPEN, "gauge", "Requests that are being answered.", [({}, self.open)])
        answers = (
            ({"method": method, "route": route, "status": status}, count)
            for (method, route, status), count in sorted(self._answers.items())
        )
        yield from kind(REQUESTS, "counter", "Requests answered.", answers)
        yield from head(SECONDS, "histogram", "Time until the whole answer was sent.")
        for (method, route), slots in sorted(self._slower_than.items()):
            labels = {"method": method, "route": route}
            for bound, count in zip([*BOUNDS, "+Inf"], accumulate(slots), strict=True):
                yield sample(f"{SECONDS}_bucket", labels | {"le": bound}, count)
            yield sample(f"{SECONDS}_sum", labels, round(self._seconds[method, route], 6))
            yield sample(f"{SECONDS}_count", labels, sum(slots))


def kind(name: str, type_: str, says: str, samples: Iterable[Sample]) -> Iterator[str]:
    """A figure and all its values."""
    yield from head(name, type_, says)
    for labels, value in samples:
        yield sample(name, labels, value)


def head(name: str, type_: str, says: str) -> Iterator[str]:
    """What stands above the values of a figure."""
    yield f"# HELP {name} {says}"
    yield f"# TYPE {name} {type_}"


def sample(name: str, labels: Labels, value: float) -> str:
    """One value; labels are names of ours alone, in which nothing needs an escape."""
    said = ",".join(f'{label}="{value}"' for label, value in labels.items())
    return f"{name}{{{said}}} {value}" if said else f"{name} {value}"
