"""Addresses that mean something: models and a question, a session, a board."""

import json

from playwright.sync_api import expect

from tests.browser.visitor import Visitor
from tests.message.simulating import Simulator
from tests.simulator.scenarios import speak


def test_a_link_names_models_and_a_question_and_asks_nothing_by_itself(visitor: Visitor, simulator: Simulator) -> None:
    models = [simulator.make_model(speak()) for _ in range(3)]

    visitor.visit(model=[model.name for model in models], q="Why, & how?")

    expect(visitor.find("#question")).to_have_value("Why, & how?")
    expect(visitor.find("[value=compare]")).to_be_checked()
    chosen = visitor.page.eval_on_selector_all("#seats select", "all => all.map((one) => one.value)")
    assert chosen == [model.name for model in models]
    assert all(simulator.calls_of(model) == [] for model in models)


def test_one_model_is_asked_directly_and_may_be_tuned(visitor: Visitor, simulator: Simulator) -> None:
    model = simulator.make_model(speak())
    visitor.visit(model=model.name)
    visitor.find(".tuning summary").click()
    visitor.find(".tuning textarea").fill("Be brief.")
    visitor.find(".tuning input").fill("0.3")
    visitor.find("#question").focus()

    visitor.ask()
    visitor.sees_ends("done")

    sent = json.loads(simulator.calls_of(model)[0]["body"])
    assert sent["messages"][0]["content"] == "Be brief."
    assert sent["temperature"] == 0.3


def test_the_same_model_may_sit_twice(visitor: Visitor, simulator: Simulator) -> None:
    model = simulator.make_model(speak())

    visitor.compare(model, model).ask()
    visitor.sees_ends("done", "done")

    assert len(simulator.calls_of(model)) == 2


def test_models_that_are_unknown_are_left_out(visitor: Visitor, simulator: Simulator) -> None:
    model = simulator.make_model(speak())

    visitor.visit(model=["nobody/knows", model.name])

    chosen = visitor.page.eval_on_selector_all("#seats select", "all => all.map((one) => one.value)")
    assert model.name in chosen
    assert "nobody/knows" not in chosen


def test_back_and_forward_lead_through_sessions(visitor: Visitor, simulator: Simulator) -> None:
    visitor.visit(model=simulator.make_model(speak(["Yes."])).name)
    visitor.ask("One?")
    visitor.sees_ends("done")

    visitor.page.go_back()
    expect(visitor.find("#welcome")).to_be_visible()
    visitor.page.go_forward()

    expect(visitor.turn.locator(".asked")).to_have_text("One?")


def test_a_session_that_is_not_mine_is_told_as_missing(visitor: Visitor) -> None:
    visitor.visit(session="00000000-0000-4000-8000-000000000000")

    expect(visitor.find("#refusal")).to_contain_text("This is not here, or not yours")
    visitor.forgive("404")
