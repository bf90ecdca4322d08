"""The engine as a program whose pieces are solved by an executor, which is the first word:
`python -m service.rounds.spread_engine processes PROBLEM.npz --out SOLUTION.json`.
"""

import sys

from matching import __main__ as engine
from service.rounds.executors import opened


def main() -> int:
    """Does what `python -m matching` does."""
    executor, *words = sys.argv[1:]
    with opened(executor) as spread:
        return engine.main(words, spread)


if __name__ == "__main__":
    sys.exit(main())
