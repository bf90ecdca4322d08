"""One week's round: what whoever plans may know, and what was planned."""

from dataclasses import dataclass

from matching.check.verdict import Choice
from matching.policy import Policy
from matching.simulate.scene import Cast, Scene, scene_of
from matching.simulate.state import State
from matching.simulate.year import Year
from matching.solution import Solution


@dataclass(frozen=True, slots=True, eq=False)
class Week:
    """The round of week `number`; `cast` is who waits and what is free."""

    year: Year
    state: State
    number: int
    cast: Cast
    policy: Policy

    def scene(self, cast: Cast | None = None) -> Scene:
        """The problem of this day, of this cast or a smaller one."""
        day = self.year.day(self.number)
        return scene_of(self.year, self.state, cast or self.cast, day, self.number)

    def scene_ahead(self, future: Cast, weeks: int) -> Scene:
        """The problem with those yet to come, and limits as they are some weeks on.

        Of next week's day, so that who waits now has waited longer than who is yet to come.
        """
        day, cast = self.year.day(self.number + 1), self.cast.joined(future)
        return scene_of(self.year, self.state, cast, day, self.number + weeks)


@dataclass(frozen=True, slots=True, eq=False)
class Planned:
    """Who is offered what, by rows of the scene; `solution` where the engine made the plan."""

    scene: Scene
    choices: tuple[Choice, ...]
    solution: Solution | None = None
