"""An answer may be stopped, asked for again, and seen in each of its versions; a question in each of its wordings."""

import json

from playwright.sync_api import expect

from message.models import Message
from tests.browser.visitor import Visitor
from tests.message.simulating import Simulator, new_gate, say_in_turn
from tests.simulator.scenarios import SCENARIOS, play, speak
from tests.simulator.speeches import choice, event

DONE = b"data: [DONE]\n\n"


def test_one_column_is_stopped_and_the_other_goes_on(visitor: Visitor, simulator: Simulator) -> None:
    gate = new_gate()
    models = [simulator.make_model(say_in_turn("Peaches ", gate, "grow.")) for _ in range(2)]
    visitor.compare(*models).ask()
    expect(visitor.text_of("a")).to_have_text("Peaches")

    visitor.act("a", "stop").click()
    visitor.sees_ends("stopped")
    simulator.open(gate.gate)
    visitor.sees_ends("stopped", "done")

    expect(visitor.text_of("a")).to_have_text("Peaches")
    expect(visitor.text_of("b")).to_have_text("Peaches grow.")
    expect(visitor.find(".vote")).to_have_count(0)


def test_all_are_stopped_by_a_key(visitor: Visitor, simulator: Simulator) -> None:
    gate = new_gate()
    models = [simulator.make_model(say_in_turn("Peaches ", gate, "grow.")) for _ in range(2)]
    visitor.compare(*models).ask()
    expect(visitor.text_of("b")).to_have_text("Peaches")

    visitor.page.keyboard.press("Escape")

    visitor.sees_ends("stopped", "stopped")
    simulator.open(gate.gate)


def test_an_answer_has_versions(visitor: Visitor, simulator: Simulator) -> None:
    first = simulator.make_model(speak(["First."]), speak(["Second."]))
    visitor.compare(first, simulator.make_model(speak(["Other."]))).ask()
    visitor.sees_ends("done", "done")

    visitor.act("a", "again").click()
    expect(visitor.text_of("a")).to_have_text("Second.")
    visitor.sees_ends("done", "done")
    visitor.act("a", "older").click()

    expect(visitor.text_of("a")).to_have_text("First.")
    expect(visitor.column("a").locator(".place")).to_have_text("1 / 2")
    expect(visitor.act("a", "older")).to_be_disabled()
    visitor.page.reload()
    expect(visitor.text_of("a")).to_have_text("Second.")
    expect(visitor.column("a").locator(".place")).to_have_text("2 / 2")


def test_a_question_has_wordings_with_all_that_followed(visitor: Visitor, simulator: Simulator) -> None:
    said = [speak([f"{number}."]) for number in ("First", "Second", "Third")]
    visitor.visit(model=simulator.make_model(*said).name).ask("One?")
    visitor.sees_ends("done")
    visitor.ask("Two?")
    visitor.sees_ends("done")

    visitor.find(".turn").first.locator('[data-act="edit"]').click()
    visitor.find(".editing textarea").fill("Other?")
    visitor.find(".editing button").first.click()
    visitor.sees_ends("done")
    expect(visitor.find(".turn .asked")).to_have_text(["Other?"])
    expect(visitor.text_of("a")).to_have_text("Third.")
    visitor.find(".question [aria-label='Older version']").click()

    expect(visitor.find(".turn .asked")).to_have_text(["One?", "Two?"])
    expect(visitor.find(".turn .text")).to_have_text(["First.", "Second."])


def test_a_new_question_goes_on_from_what_is_shown(visitor: Visitor, simulator: Simulator) -> None:
    model = simulator.make_model(speak(["Yes."]))
    visitor.visit(model=model.name).ask("One?")
    visitor.sees_ends("done")
    visitor.find('[data-act="edit"]').click()
    visitor.find(".editing textarea").fill("Other?")
    visitor.find(".editing button").first.click()
    visitor.sees_ends("done")
    visitor.find(".question [aria-label='Older version']").click()
    expect(visitor.find(".turn .asked")).to_have_text(["One?"])

    visitor.ask("And then?")
    visitor.sees_ends("done")

    heard = json.loads(simulator.calls_of(model)[-1]["body"])["messages"]
    assert [said["content"] for said in heard] == ["One?", "Yes.", "And then?"]


def test_what_fails_says_what_to_do_and_is_asked_again(visitor: Visitor, simulator: Simulator) -> None:
    model = simulator.make_model(SCENARIOS["reset-in-body"], speak(["Whole."]))
    visitor.compare(model, simulator.make_model(speak())).ask()
    visitor.sees_ends("failed", "done")
    expect(visitor.column("a").locator(".failure")).to_contain_text("Regenerate to have the whole answer")

    visitor.act("a", "again").click()
    visitor.sees_ends("done", "done")

    expect(visitor.text_of("a")).to_have_text("Whole.")
    expect(visitor.column("a").locator(".failure")).to_be_hidden()


def test_what_is_refused_comes_back_to_be_sent_again(visitor: Visitor, simulator: Simulator) -> None:
    visitor.visit(model=simulator.make_model(speak()).name)

    visitor.find("#question").fill("x" * 33_000)
    visitor.page.keyboard.press("Enter")

    expect(visitor.find("#refusal")).to_contain_text("Shorten it to 32,768")
    expect(visitor.find("#question")).to_have_value("x" * 33_000)
    expect(visitor.find(".turn")).to_have_count(0)
    assert not Message.objects.filter(session=visitor.session).exists()
    visitor.forgive("status of 4")


def test_what_is_refused_later_leaves_what_was_said(visitor: Visitor, simulator: Simulator) -> None:
    visitor.visit(model=simulator.make_model(speak(["Yes."])).name).ask("One?")
    visitor.sees_ends("done")

    visitor.find("#question").fill("x" * 33_000)
    visitor.page.keyboard.press("Enter")

    expect(visitor.find("#refusal")).to_contain_text("Shorten it to 32,768")
    expect(visitor.find(".turn .asked")).to_have_text(["One?"])
    expect(visitor.text_of("a")).to_have_text("Yes.")
    visitor.forgive("status of 4")


def test_reasoning_is_folded_and_calls_are_shown(visitor: Visitor, simulator: Simulator) -> None:
    function = {"name": "find_trees", "arguments": '{"of": "peaches"}'}
    call = {"index": 0, "id": "call_1", "type": "function", "function": function}
    told = [
        choice({"reasoning_content": "Let me see."}),
        choice({"content": "Trees."}),
        choice({"tool_calls": [call]}, "tool_calls"),
    ]
    visitor.visit(model=simulator.make_model(play([*map(event, told), DONE])).name).ask()
    visitor.sees_ends("done")

    column = visitor.column("a")
    expect(column.locator(".text")).to_have_text("Trees.")
    expect(column.locator(".thoughts")).to_be_hidden()
    column.locator(".reasoning summary").click()
    expect(column.locator(".thoughts")).to_have_text("Let me see.")
    column.locator(".call summary").click()
    expect(column.locator(".call pre")).to_have_text(function["arguments"])
    visitor.page.reload()
    expect(column.locator(".thoughts")).to_have_text("Let me see.")
    expect(column.locator(".call pre")).to_have_text(function["arguments"])


def test_one_tab_has_one_stream_at_a_time(visitor: Visitor, simulator: Simulator) -> None:
    """A browser has six connections for a host, for all of its tabs."""
    begun: list[str] = []
    visitor.page.on("request", lambda sent: begun.append(sent.url) if "stream_format" in sent.url else None)
    gate = new_gate()
    patient = simulator.make_model(say_in_turn("Peaches ", gate, "grow."))

    visitor.compare(simulator.make_model(speak(["First."]), speak(["Second."])), patient).ask()
    visitor.sees_ends("done")
    expect(visitor.text_of("b")).to_have_text("Peaches")
    expect(visitor.act("a", "again")).to_be_hidden()
    meanwhile = len(begun)
    simulator.open(gate.gate)
    visitor.sees_ends("done", "done")
    visitor.act("a", "again").click()
    expect(visitor.text_of("a")).to_have_text("Second.")

    assert (meanwhile, len(begun)) == (1, 2)
