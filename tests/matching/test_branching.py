"""The best whole plan by linear models, against an integer solver's."""

import numpy as np
import pytest
from fuzzing import many

from matching.capacity.minimums import order_of
from matching.capacity.model import Chosen, Model
from matching.codes.rounds import Proof
from matching.generate import instance
from matching.optimum import branching
from matching.optimum.branching import branched
from matching.optimum.bundled import optimum, whole_optimum
from matching.optimum.optimizer import Numbers
from matching.optimum.priced import priced
from matching.optimum.restricted import Goal, core_of
from matching.pairs.candidates import pairs_of
from matching.pairs.kernel import kernel_of
from matching.pairs.sheet import sheet_of
from matching.policy import Policy
from matching.stop import Stop
from matching.tiers import tiers_of

NEVER = Stop()
PEOPLE = 60
# Of this seed a linear optimum has shares.
SPLIT = 8


def _model(seed: int) -> tuple[Model, np.ndarray, Chosen]:
    """A round with limits that cross, what each choice is worth, and a plan of nobody."""
    problem, policy = instance(PEOPLE, seed, places=40, regions=1), Policy()
    kernel = kernel_of(sheet_of(problem, policy))
    pairs = pairs_of(kernel)
    rank = order_of(problem, policy, tiers_of(problem, policy)).rank
    goal = Goal(np.zeros(len(rank), dtype=np.int64), 1, 1)
    model = core_of(priced(kernel, pairs), goal, rank, np.arange(len(pairs))).model
    worth = np.random.default_rng(seed).integers(1, 40, len(model))
    worth[model.columns.request >= PEOPLE] = 7
    return model, worth, np.zeros(len(model), dtype=np.bool_)


def _split(shares: Numbers) -> bool:
    return bool((np.abs(shares - np.rint(shares)) > branching.LITTLE).any())


def test_it_is_the_plan_of_an_integer_solver_also_where_shares_are_split() -> None:
    split = 0
    for seed in range(many(12)):
        model, worth, nobody = _model(seed)
        found, plan = branched(model, worth, nobody, NEVER), whole_optimum(model, worth, NEVER)
        shares = optimum(model, worth, NEVER)
        assert plan is not None
        assert shares is not None
        if found is None:
            continue
        assert model.holds(found.chosen)
        assert found.value == found.most == int(worth[found.chosen].sum())
        assert found.value == int(worth[plan[0]].sum())
        assert found.proof is Proof.INTEGER
        split += _split(shares.shares)
    assert split > 1


def test_it_says_nothing_when_stopped_or_where_it_takes_too_many_models(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model, worth, nobody = _model(SPLIT)
    assert branched(model, worth, nobody, NEVER)
    assert branched(model, worth, nobody, Stop(deadline=0.0)) is None
    monkeypatch.setattr(branching, "MODELS", 2)
    assert branched(model, worth, nobody, NEVER) is None


def test_a_plan_that_is_the_best_already_is_kept() -> None:
    model, worth, nobody = _model(1)
    best = branched(model, worth, nobody, NEVER)
    assert best is not None
    again = branched(model, worth, best.chosen, NEVER)
    assert again is not None
    assert (again.chosen == best.chosen).all()
