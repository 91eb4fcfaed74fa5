"""The first minute: somebody opens the page, asks, sees two models write at once, votes, and sees who they were."""

import os
import re
import subprocess
from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Route, expect

from tests.browser.conftest import Open
from tests.servers import Server, find_free_port

NOBODYS = ("DATABASE_URL", "SECRET_KEY", "ARENA_TICK_SECONDS")
TWO_SPEAK = """() => {
  const columns = [...document.querySelectorAll(".column")];
  const speaks = (one) => one.dataset.state === "writing" && one.querySelector(".text").textContent.length > 20;
  return columns.length === 2 && columns.every(speaks);
}"""


@pytest.fixture(scope="module", params=["server", "hybrid"])
def fresh(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """As whoever has just cloned it has it: nothing but the script."""
    data, port = tmp_path_factory.mktemp("data"), find_free_port()
    named = {"ARENA_DATA": str(data), "PORT": str(port), "ARENA_THROTTLES": "on", "ARENA_DRAIN_SECONDS": "0"}
    kept = {name: value for name, value in os.environ.items() if name not in NOBODYS}
    log = data / "log"
    with log.open("wb") as output:
        command = [settings.BASE_DIR / "script" / request.param]
        process = subprocess.Popen(command, env=kept | named, stdout=output, stderr=subprocess.STDOUT)
    server = Server(f"http://127.0.0.1:{port}", process, log)
    try:
        server.wait_until_live()
        yield server
    finally:
        server.stop()


def test_the_first_minute(fresh: Server, sit_down: Open) -> None:
    visitor = sit_down(fresh.url).visit()

    visitor.ask("How do peaches grow? [slow] [tokens 10]")
    visitor.page.wait_for_function(TWO_SPEAK)
    expect(visitor.find(".column h3")).to_have_text(["Model A", "Model B"])
    expect(visitor.find(".vote")).to_be_visible()
    visitor.page.keyboard.press("1")

    expect(visitor.find(".result")).to_contain_text("They were A: Demo")
    expect(visitor.column("a")).to_have_attribute("data-place", "1")
    expect(visitor.column("a").locator(".figures")).to_contain_text(re.compile(r"first word after .* · \d+ tokens"))
    expect(visitor.find(".next")).to_be_focused()
    expect(visitor.find("#sessions li")).to_have_count(1)
    visitor.page.keyboard.press("Enter")
    expect(visitor.find("#question")).to_be_focused()
    visitor.find("nav >> text=Leaderboard").click()
    expect(visitor.find("h1")).to_have_text("Leaderboard")


def test_what_is_written_before_the_models_are_there_stays(sit_down: Open, server: Server) -> None:
    held: list[Route] = []
    visitor = sit_down()
    visitor.page.route("**/api/models/", lambda route: held.append(route))  # noqa: PLW0108 -- a method of C tells nothing of its parameters
    with visitor.page.expect_request("**/api/models/"):
        visitor.page.goto(server.url)

    visitor.find("#question").fill("Why?")
    expect(visitor.find("#question")).to_have_value("Why?")
    held.pop().continue_()
    visitor.settle()

    expect(visitor.find("#question")).to_have_value("Why?")
