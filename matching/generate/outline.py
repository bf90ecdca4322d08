"""The outline of the country that invented points stay inside."""

import numpy as np
from numpy.typing import NDArray

# Corners in RD kilometres, clockwise from the south-west: rough on purpose.
OUTLINE = (
    (15, 375),
    (20, 400),
    (60, 440),
    (80, 470),
    (100, 500),
    (107, 550),
    (150, 590),
    (200, 610),
    (250, 605),
    (275, 570),
    (268, 530),
    (240, 490),
    (262, 460),
    (230, 430),
    (205, 420),
    (205, 390),
    (195, 360),
    (198, 320),
    (185, 308),
    (172, 325),
    (180, 360),
    (150, 365),
    (120, 360),
    (90, 375),
    (60, 370),
)
BOX = ((20_000, 310_000), (270_000, 610_000))


def inside(points: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether each point, in metres, lies in the rough outline (even-odd rule)."""
    corners = np.array(OUTLINE, dtype=np.float64) * 1000
    found = np.zeros(len(points), dtype=np.bool_)
    for (x1, y1), (x2, y2) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        crosses = (y1 > points[:, 1]) != (y2 > points[:, 1])
        at = x1 + (points[:, 1] - y1) * (x2 - x1) / (y2 - y1 if y2 != y1 else 1)
        found ^= crosses & (points[:, 0] < at)
    return found
