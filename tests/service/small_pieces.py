"""The engine with an executor, for which any round is a country in pieces of a few households."""

import sys

from matching import solve as door
from matching.optimum import piecewise
from service.rounds import spread_engine

if __name__ == "__main__":
    door.LISTED = door.REGION = 0
    piecewise.HOUSEHOLDS = 3
    sys.exit(spread_engine.main())
