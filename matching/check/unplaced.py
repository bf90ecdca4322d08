"""Why people have no place, counted again: every unplaced request with every place."""

from collections.abc import Iterator

from matching.check.reading import Plan


def wrong_unplaced(plan: Plan) -> Iterator[str]:
    yield from ()
