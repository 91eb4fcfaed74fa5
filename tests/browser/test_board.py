"""The leaderboard as people see it: who stands where, how sure that is, who beats whom, how it went."""

from playwright.sync_api import expect

from ai_model.models import AIModel
from tests.browser.visitor import Visitor


def test_it_shows_places_intervals_and_pairs(visitor: Visitor, ranked: list[AIModel]) -> None:
    visitor.visit("/leaderboard")

    rows = visitor.find("#standings tbody tr")
    expect(rows).to_have_count(len(ranked))
    expect(rows.first).to_contain_text(ranked[0].display_name)
    expect(rows.first.locator("svg.interval")).to_be_visible()
    expect(visitor.find("#pairs tbody tr")).to_have_count(len(ranked))
    # One day is no line.
    expect(visitor.find("#trends")).to_be_hidden()
    expect(visitor.find("#facts tbody")).to_contain_text("counted")


def test_a_column_is_sorted_by_its_title(visitor: Visitor, ranked: list[AIModel]) -> None:
    visitor.visit("/leaderboard")
    title = visitor.find("#standings thead button").get_by_text("Rank")
    title.click()

    expect(visitor.find("#standings [aria-sort]")).to_have_attribute("aria-sort", "descending")
    expect(visitor.find("#standings tbody tr").last).to_contain_text(ranked[0].display_name)
    expect(visitor.find("#standings [aria-sort] button")).to_be_focused()


def test_what_was_chosen_stays_in_the_address(visitor: Visitor, ranked: list[AIModel]) -> None:
    visitor.visit("/leaderboard")
    visitor.find("[name=period]").select_option("daily")
    expect(visitor.find("#boards, #empty").locator("visible=true").first).to_be_visible()

    visitor.page.reload()

    expect(visitor.find("[name=period]")).to_have_value("daily")


def test_its_numbers_can_be_had(visitor: Visitor, ranked: list[AIModel]) -> None:
    visitor.visit("/leaderboard")
    link = visitor.find("#standings .data a").get_attribute("href")

    rows = visitor.page.request.get(f"{visitor.url}{link}").json()

    assert [row["name"] for row in rows] == [model.name for model in ranked]


def test_a_model_has_a_page_of_its_own(visitor: Visitor, ranked: list[AIModel]) -> None:
    visitor.visit("/leaderboard")
    visitor.find("#standings tbody a").first.click()

    expect(visitor.find("h1")).to_have_text(ranked[0].display_name)
    expect(visitor.find("#places tbody tr").first).to_contain_text("±")
    expect(visitor.find("#against tbody tr")).to_have_count(len(ranked) - 1)
    visitor.find("#ask a").click()
    expect(visitor.find("#seats select")).to_have_value(ranked[0].name)


def test_a_model_that_is_not_ranked_says_so(visitor: Visitor, model: AIModel) -> None:
    visitor.visit(f"/model/{model.name}")

    expect(visitor.find("#unranked")).to_be_visible()
