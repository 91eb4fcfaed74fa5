"""Everything is done without a mouse."""

from collections.abc import Callable

from playwright.sync_api import expect

from ai_model.models import AIModel
from feedback.models import Vote
from tests.browser.visitor import Visitor
from tests.message.simulating import Simulator
from tests.simulator.scenarios import speak

OUTLINE = "getComputedStyle(document.activeElement).outlineStyle"


def test_a_whole_battle(visitor: Visitor, simulator: Simulator, only: Callable[..., list[AIModel]]) -> None:
    only(*[simulator.make_model(speak([f"Answer {number}."])) for number in range(2)])
    visitor.visit()
    expect(visitor.find("#question")).to_be_focused()

    visitor.page.keyboard.type("Why?")
    visitor.page.keyboard.press("Enter")
    expect(visitor.find(".vote")).to_be_visible()
    visitor.page.keyboard.press("3")
    expect(visitor.find(".next")).to_be_focused()

    assert Vote.objects.get(session=visitor.session).kind == "tie"
    visitor.page.keyboard.press("Enter")
    expect(visitor.find("#question")).to_be_focused()
    expect(visitor.find("#welcome")).to_be_visible()


def test_many_answers_are_put_in_order_by_numbers(visitor: Visitor, simulator: Simulator) -> None:
    visitor.compare(*[simulator.make_model(speak([f"Answer {number}."])) for number in range(4)])
    visitor.find("#question").focus()
    visitor.ask()
    expect(visitor.find(".order li")).to_have_count(4)

    for key in ("3", "2", "Backspace", "1", "4", "2"):
        visitor.page.keyboard.press(key)
    sides = [item.get_attribute("data-side") for item in visitor.find(".order li").all()]
    visitor.page.keyboard.press("Enter")
    expect(visitor.find(".result")).to_be_visible()

    vote = Vote.objects.get(session=visitor.session)
    assert sides == ["c", "a", "d", "b"]
    assert {slot.participant: slot.rank for slot in vote.slots.all()} == {"c": 1, "a": 2, "d": 3, "b": 4}


def test_letters_are_for_writing_where_one_writes(visitor: Visitor, simulator: Simulator) -> None:
    visitor.compare(*[simulator.make_model(speak()) for _ in range(2)])
    visitor.find("#question").focus()
    visitor.ask()
    expect(visitor.find(".vote")).to_be_visible()

    visitor.find("#question").focus()
    visitor.page.keyboard.type("1 new 2")

    expect(visitor.find("#question")).to_have_value("1 new 2")
    expect(visitor.find(".vote")).to_be_visible()


def test_enter_of_an_input_method_sends_nothing(visitor: Visitor) -> None:
    visitor.visit()
    visitor.find("#question").fill("にほん")

    visitor.page.evaluate("""document.getElementById("question").dispatchEvent(
        new KeyboardEvent("keydown", { key: "Enter", isComposing: true, bubbles: true, cancelable: true }))""")

    expect(visitor.find("#question")).to_have_value("にほん")
    expect(visitor.find(".turn")).to_have_count(0)


def test_the_way_through_the_page_begins_with_its_content(visitor: Visitor) -> None:
    visitor.visit("/leaderboard")

    visitor.page.keyboard.press("Tab")

    expect(visitor.find(".skip")).to_be_focused()
    expect(visitor.find(".skip")).to_be_in_viewport()


def test_it_is_always_seen_where_one_is(visitor: Visitor, simulator: Simulator) -> None:
    visitor.compare(*[simulator.make_model(speak(["Some `code`:\n\n```\nx\n```\n"])) for _ in range(2)]).ask()
    expect(visitor.find(".vote")).to_be_visible()
    seen, outlines = set(), set()

    for _ in range(40):
        visitor.page.keyboard.press("Tab")
        # Between the last and the first stands the browser itself.
        if (tag := visitor.page.evaluate("document.activeElement.tagName")) != "BODY":
            seen.add(tag)
            outlines.add(visitor.page.evaluate(OUTLINE))

    assert {"A", "BUTTON", "SUMMARY", "PRE"} <= seen
    assert "none" not in outlines


def test_only_the_last_turn_is_asked_about(visitor: Visitor, simulator: Simulator) -> None:
    visitor.compare(*[simulator.make_model(speak([f"Answer {number}."])) for number in range(2)])
    visitor.ask("One?")
    expect(visitor.find(".vote")).to_have_count(1)

    visitor.ask("Two?")
    visitor.sees_ends("done", "done")
    expect(visitor.turn.locator(".vote")).to_be_visible()

    expect(visitor.find(".vote")).to_have_count(1)
