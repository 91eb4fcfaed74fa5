"""Nobody is kept out: axe finds nothing on any page, in either theme, narrow or wide."""

from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from ai_model.models import AIModel
from tests.browser.conftest import Open
from tests.browser.visitor import Visitor
from tests.message.simulating import Simulator, new_gate, say_in_turn
from tests.simulator.scenarios import speak

AXE = Path(__file__).parent.parent / "clients/node_modules/axe-core/axe.min.js"
SAID = (
    "## A title\n\nText with `code`, a [link](https://example.org) and:\n\n- one\n- two\n\n"
    "```py\nprint(1)\n```\n\n|a|b|\n|-|-|\n|1|2|\n"
)
RUN = """() => axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => {
  const found = violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} ${target}`));
  return document.documentElement.scrollWidth > innerWidth ? [...found, "scrolls sideways"] : found;
})"""
VIEWS: list[tuple[Literal["dark", "light"], int]] = [("dark", 360), ("light", 360), ("dark", 1280), ("light", 1280)]


@pytest.fixture
def looker(sit_down: Open) -> Visitor:
    # Its script is no file of ours; the pages' policy has tests of its own.
    return sit_down(bypass_csp=True)


def find_faults(visitor: Visitor) -> list[str]:
    visitor.page.add_script_tag(path=AXE)
    return [fault for colours, width in VIEWS for fault in look(visitor.page, colours, width)]


def look(page: Page, colours: Literal["dark", "light"], width: int) -> list[str]:
    page.emulate_media(color_scheme=colours)
    page.set_viewport_size({"width": width, "height": 800})
    return [f"{colours} {width}: {fault}" for fault in page.evaluate(RUN)]


def test_the_arena(looker: Visitor, simulator: Simulator) -> None:
    gate = new_gate()
    model = simulator.make_model(say_in_turn(SAID, gate, "The end."))
    looker.visit()
    assert find_faults(looker) == []
    looker.compare(model, model)
    looker.find(".tuning summary").first.click()
    assert find_faults(looker) == []

    looker.ask()
    expect(looker.text_of("b")).to_contain_text("two")
    assert find_faults(looker) == []
    simulator.open(gate.gate)
    expect(looker.find(".vote")).to_be_visible()
    looker.find(".why summary").click()
    assert find_faults(looker) == []
    looker.find("[data-key='1']").click()
    expect(looker.find(".result")).to_be_visible()
    assert find_faults(looker) == []


def test_many_and_failing(looker: Visitor, simulator: Simulator) -> None:
    models = [simulator.make_model(speak([SAID])) for _ in range(3)]
    looker.compare(*models, simulator.make_model()).ask()
    expect(looker.find(".vote")).to_be_visible()

    assert find_faults(looker) == []


def test_dialogs(looker: Visitor, simulator: Simulator) -> None:
    looker.visit(model=simulator.make_model(speak()).name).ask()
    looker.sees_ends("done")
    expect(looker.find("#sessions li")).to_have_count(1)

    for act in ("Rename", "Share", "Delete"):
        looker.find("#sessions .menu summary").click()
        assert find_faults(looker) == []
        looker.find("#sessions .menu[open]").get_by_text(act, exact=True).click()
        expect(looker.find("dialog")).to_be_visible()
        assert find_faults(looker) == []
        looker.page.keyboard.press("Escape")
        looker.page.evaluate("document.querySelectorAll('.menu').forEach((menu) => (menu.open = false))")
    looker.find("#account").click()
    assert find_faults(looker) == []


def test_pages_beside(looker: Visitor, ranked: list[AIModel], shared_link: str) -> None:
    for path in ("/leaderboard", f"/model/{ranked[0].name}", "/model/nobody/knows", shared_link):
        looker.page.goto(looker.url + path)
        expect(looker.find("h1")).to_be_visible()
        expect(looker.find("#loading:visible")).to_have_count(0)
        assert find_faults(looker) == [], path
    looker.forgive("404")


def test_an_empty_board(looker: Visitor) -> None:
    looker.visit("/leaderboard", category="nothing_yet", period="daily")
    expect(looker.find("#empty")).to_be_visible()

    assert find_faults(looker) == []
