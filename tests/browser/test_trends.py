"""What stands below the standings: ratings over time, the win matrix, and what a board was made of."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Route, expect

from ai_model.models import AIModel
from leaderboard.models import Board, Snapshot
from tests.browser.visitor import Visitor

DAY = timedelta(days=1)
MOST_IN_MATRIX = 25
FACTS = {
    "excluded": {"too_soon": 7},
    "if_all_counted": {"ballots": 7, "first_place_holds": True, "largest_shift": 3.2},
}


def keep_again(snapshot: Snapshot, *, later: timedelta, **columns: Any) -> None:
    """The same board at another time, with something else on it."""
    for name, value in {"pk": uuid4(), "created_at": snapshot.created_at + later, **columns}.items():
        setattr(snapshot, name, value)
    snapshot.save(force_insert=True)


@pytest.fixture
def snapshot(ranked: list[AIModel]) -> Snapshot:
    return Board.objects.get(category="overall", period="all_time").snapshot


def test_two_days_make_a_line_for_each_model(visitor: Visitor, ranked: list[AIModel], snapshot: Snapshot) -> None:
    keep_again(snapshot, later=-DAY)
    visitor.visit("/leaderboard")

    expect(visitor.find("#trends polyline")).to_have_count(len(ranked))
    expect(visitor.find("#trends .legend li").first).to_contain_text(ranked[0].display_name)
    visitor.find("#trends summary").click()
    expect(visitor.find("#trends tbody tr")).to_have_count(len(ranked))
    expect(visitor.find("#trends tbody tr").first).to_contain_text(f"{round(snapshot.rows[0]['rating']):,}")


def test_a_model_has_a_line_and_its_interval(visitor: Visitor, ranked: list[AIModel], snapshot: Snapshot) -> None:
    keep_again(snapshot, later=-DAY)
    visitor.visit(f"/model/{ranked[0].name}")

    expect(visitor.find("#trends polyline")).to_have_count(1)
    expect(visitor.find("#trends .band")).to_be_visible()


def test_of_many_models_the_best_are_in_the_matrix_until_all_are_asked_for(
    visitor: Visitor, snapshot: Snapshot
) -> None:
    models = [{"id": f"{number:032}", "name": f"maker/{number}", "model": f"Peach {number}"} for number in range(30)]
    rows = [snapshot.rows[0] | model for model in models]
    pairs = [{"a_id": models[0]["id"], "b_id": model["id"], "rate": 0.75, "ballots": 4} for model in models[1:]]
    visitor.page.route("**/leaderboard/?*", lambda route: route.fulfill(json=rows))
    visitor.page.route("**/leaderboard/pairs/?*", lambda route: route.fulfill(json=pairs))
    visitor.visit("/leaderboard")
    expect(visitor.find("#pairs tbody tr")).to_have_count(MOST_IN_MATRIX)
    expect(visitor.find("#pairs tbody tr").first).to_contain_text("75% 4 votes")

    toggle = visitor.find("#pairs button")
    toggle.press("Enter")

    expect(visitor.find("#pairs tbody tr")).to_have_count(len(models))
    expect(toggle).to_have_attribute("aria-pressed", "true")
    expect(toggle).to_be_focused()


def test_it_says_what_was_left_out_and_why(visitor: Visitor, snapshot: Snapshot) -> None:
    keep_again(snapshot, later=timedelta(milliseconds=1), facts=snapshot.facts | FACTS)
    visitor.visit("/leaderboard")

    left = visitor.find("#facts tbody tr").filter(has_text="too soon")
    expect(left).to_contain_text("7")
    expect(visitor.find("#facts dl")).to_contain_text("The same model would be first")
    expect(visitor.find("#facts dl")).to_contain_text(f"{snapshot.facts['users']}")


def test_a_board_without_models_says_what_it_needs(visitor: Visitor, ranked: list[AIModel]) -> None:
    visitor.visit("/leaderboard?category=nothing&period=all_time")
    # There is no such category: the one of everything is shown.
    expect(visitor.find("[name=category]")).to_have_value("overall")
    expect(visitor.find("#standings")).to_be_visible()

    visitor.page.route("**/leaderboard/?*", lambda route: route.fulfill(json=[]))
    visitor.find("[name=period]").select_option("weekly")

    expect(visitor.find("#empty")).to_contain_text("30th vote")
    expect(visitor.find("#whole")).to_be_visible()
    expect(visitor.find("#announcements")).to_contain_text("No model")


def test_what_comes_late_does_not_cover_what_was_chosen_since(visitor: Visitor, ranked: list[AIModel]) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    visitor.page.route("**/leaderboard/?*period=daily*", hold)
    visitor.visit("/leaderboard")
    expect(visitor.find("#standings tbody tr")).to_have_count(len(ranked))
    visitor.find("[name=period]").select_option("daily")
    visitor.find("[name=period]").select_option("all_time")
    expect(visitor.find("#loading")).to_be_hidden()

    held[0].fulfill(json=[])
    visitor.page.wait_for_timeout(200)

    expect(visitor.find("#standings tbody tr")).to_have_count(len(ranked))
    expect(visitor.find("#empty")).to_be_hidden()


def test_a_board_that_cannot_be_had_can_be_asked_for_again(visitor: Visitor, ranked: list[AIModel]) -> None:
    visitor.forgive("ERR_FAILED")
    visitor.page.route("**/leaderboard/?*", lambda route: route.abort(), times=1)
    visitor.visit("/leaderboard")
    expect(visitor.find("#refusal")).to_contain_text("cannot be reached")
    expect(visitor.find("#loading")).to_be_hidden()

    visitor.find("#refusal button").first.click()

    expect(visitor.find("#standings tbody tr")).to_have_count(len(ranked))
    expect(visitor.find("#refusal")).to_be_empty()
