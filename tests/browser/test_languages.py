"""The pages speak several languages, and are set well in any script that people write."""

import pytest
from playwright.sync_api import expect

from playground.languages import LANGUAGES
from tests.browser.conftest import Open
from tests.browser.visitor import Visitor
from tests.message.simulating import Simulator
from tests.simulator.scenarios import speak

SEND = {"en": "Send", "hi": "भेजें", "pt": "Enviar", "fr": "Envoyer"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_browser_is_answered_in_its_language(language: str, sit_down: Open) -> None:
    visitor = sit_down(locale=language).visit()

    expect(visitor.find("html")).to_have_attribute("lang", language)
    expect(visitor.find("#send")).to_have_text(SEND[language])
    expect(visitor.find("#language")).to_have_value(language)


def test_another_one_is_chosen_and_stays(visitor: Visitor) -> None:
    visitor.visit().find("#language").select_option("hi")
    expect(visitor.find("#send")).to_have_text(SEND["hi"])

    visitor.visit("/leaderboard")

    expect(visitor.find("html")).to_have_attribute("lang", "hi")


def test_colours_are_chosen_and_stay(visitor: Visitor) -> None:
    visitor.visit().find("#theme").select_option("dark")
    dark = visitor.page.evaluate("getComputedStyle(document.documentElement).backgroundColor")

    visitor.page.reload()

    assert visitor.page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == dark
    assert dark != "rgb(251, 251, 253)"


@pytest.mark.parametrize(
    ("said", "side"),
    [("שלום עולם", "rtl"), ("مرحبا بالعالم", "rtl"), ("नमस्ते दुनिया", "ltr"), ("你好，世界", "ltr")],
    ids=["Hebrew", "Arabic", "Devanagari", "Chinese"],
)
def test_a_paragraph_runs_as_its_script_does(said: str, side: str, visitor: Visitor, simulator: Simulator) -> None:
    visitor.visit(model=simulator.make_model(speak([said])).name).ask(said)
    visitor.sees_ends("done")

    for text in (visitor.find(".text p"), visitor.find(".asked")):
        assert text.evaluate("(one) => getComputedStyle(one).direction") == side
