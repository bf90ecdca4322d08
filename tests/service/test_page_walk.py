"""Every page as every organisation, with a script in every field that people write in."""

import pytest
from conftest import World
from page_walk import PLANTED, Live, PageWalk, forms

NOTHING_TO_FILL_IN = {
    "/household-links/{id}/withdrawal",
    "/offers/{id}/answer",
    "/policies/trials",
    "/requests/{id}/persons/withdrawal",
    "/rounds/{id}/cancellation",
    "/rounds/{id}/trials",
    "/sessions/end",
}
"""What is asked for there by a button alone, or of what this world has none, or an empty form names
none of."""


@pytest.fixture
def walk(world: World) -> PageWalk:
    return PageWalk(world)


def test_no_page_tells_what_is_not_theirs_or_runs_what_somebody_wrote(walk: PageWalk) -> None:
    assert not walk.unknown()
    assert list(walk.findings(most=1, share=0.3)) == []
    assert walk.told > 100


@pytest.mark.long
def test_back_never_sends_a_refused_form_again(walk: PageWalk) -> None:
    to_fill_in = forms() - NOTHING_TO_FILL_IN
    assert walk.refused(to_fill_in) == to_fill_in


@pytest.mark.long
def test_nor_does_any_page_of_any_row(walk: PageWalk) -> None:
    assert list(walk.findings(most=12)) == []
    assert walk.pages > 1_000


@pytest.mark.parametrize(
    "page",
    [
        f"<p>{PLANTED}</p>",
        f'<p title="{PLANTED}"></p>',
        '<a href="javascript:alert(1)">x</a>',
        '<a href="//evil.example">x</a>',
        "<svg><text onclick='x'></text></svg>",
        "<script>x</script>",
        '<p style="x"></p>',
    ],
)
def test_what_would_run_is_noticed(page: str) -> None:
    live = Live()
    live.feed(page)
    assert live.found
