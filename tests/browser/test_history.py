"""What was asked is found, named, kept on top, shared, exported and deleted; and comes along when somebody signs up."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from ai_model.models import AIModel
from chat_session.models import Session
from tests.browser.conftest import Open
from tests.browser.visitor import Visitor
from tests.people import PASSWORD, make_email


@pytest.fixture
def asked(visitor: Visitor, model: AIModel) -> Visitor:
    """Somebody with two sessions."""
    for question in ("Where do peaches grow?", "How tall is a tree?"):
        visitor.visit(model=model.name).ask(question)
        visitor.sees_ends("done")
        expect(visitor.find("#sessions .title").first).to_have_text(question)
    return visitor


def choose(visitor: Visitor, act: str) -> None:
    visitor.find("#sessions .menu summary").first.click()
    visitor.find("#sessions .menu[open]").get_by_text(act, exact=True).click()
    expect(visitor.find("#sessions .menu[open]")).to_have_count(0)


def test_it_is_searched(asked: Visitor) -> None:
    asked.find("#search").fill("peach")
    expect(asked.find("#sessions .title")).to_have_text(["Where do peaches grow?"])

    asked.find("#sessions a").click()

    expect(asked.turn.locator(".asked")).to_have_text("Where do peaches grow?")
    expect(asked.find("#sessions a")).to_have_attribute("aria-current", "page")


def test_it_is_kept_on_top_and_named(asked: Visitor) -> None:
    asked.find("#sessions a").nth(1).click()
    choose(asked, "Rename")
    asked.find("dialog input").fill("Tall trees")
    asked.find("dialog button >> text=Save").click()
    expect(asked.find("#sessions .title").first).to_have_text("Tall trees")
    asked.find("#sessions .menu summary").nth(1).click()
    asked.find("#sessions .menu[open]").get_by_text("Keep on top").click()

    expect(asked.find("#sessions .title")).to_have_text(["★ Where do peaches grow?", "Tall trees"])


def test_it_is_deleted_once_it_is_sure(asked: Visitor) -> None:
    choose(asked, "Delete")
    asked.find("dialog >> text=Cancel").click()
    expect(asked.find("#sessions li")).to_have_count(2)
    choose(asked, "Delete")
    asked.find("dialog button.danger").click()

    expect(asked.find("#sessions .title")).to_have_text(["Where do peaches grow?"])
    expect(asked.find("#welcome")).to_be_visible()


@pytest.mark.parametrize(("act", "ending"), [("JSON", "json"), ("Markdown", "md"), ("text", "txt")])
def test_it_is_exported(act: str, ending: str, asked: Visitor, tmp_path: Path) -> None:
    with asked.page.expect_download() as told:
        choose(asked, f"Export as {act}")

    told.value.save_as(tmp_path / "file")
    assert told.value.suggested_filename.endswith(f".{ending}")
    assert "How tall is a tree?" in (tmp_path / "file").read_text()


def test_it_is_shared_with_whoever_has_the_link(asked: Visitor, sit_down: Open) -> None:
    choose(asked, "Share")
    link = asked.find("dialog input").input_value()
    reader = sit_down(link)
    reader.page.goto(link)

    expect(reader.find("h1")).to_have_text("How tall is a tree?")
    expect(reader.find(".text")).to_have_text("Yes.")
    assert reader.page.title() == "How tall is a tree? · Arena"
    asked.find("dialog >> text=Take the link back").click()
    expect(asked.find("dialog")).to_have_count(0)
    gone = reader.page.goto(link)
    assert gone
    assert gone.status == 404
    expect(reader.find("h1")).to_have_text("There is nothing here")
    reader.forgive("404")


def test_who_signs_up_keeps_everything(asked: Visitor) -> None:
    email = make_email()
    asked.find("#account").click()
    asked.find("dialog[open] [name=email]").fill(email)
    asked.find("dialog[open] [name=password]").fill(PASSWORD)
    asked.find("dialog button >> text=Make an account").click()

    expect(asked.find("#account")).to_have_text(re.compile(email.partition("@")[0]))
    expect(asked.find("#sessions li")).to_have_count(2)
    assert Session.objects.filter(user__email=email).count() == 2
    asked.find("#account").click()
    with asked.page.expect_navigation():
        asked.find("dialog >> text=Sign out").click()
    asked.settle()
    expect(asked.find("#sessions li")).to_have_count(0)
    asked.find("#account").click()
    asked.find("dialog >> text=I have an account").click()
    asked.find("dialog[open] [name=email]").fill(email)
    asked.find("dialog[open] [name=password]").fill("wrong")
    asked.find("dialog button").get_by_text("Sign in", exact=True).click()
    expect(asked.find("dialog .failure")).to_have_text("This address and this password do not belong together.")
    asked.find("dialog[open] [name=password]").fill(PASSWORD)
    asked.find("dialog button").get_by_text("Sign in", exact=True).click()
    expect(asked.find("#sessions li")).to_have_count(2)
    asked.forgive("401")
