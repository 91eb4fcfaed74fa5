"""What tests of the pages may ask for: a browser, and somebody who sits before it."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from ai_model.models import AIModel
from leaderboard.models import Board, ImportedPair
from tests.browser.visitor import Visitor, open_page
from tests.clients.browse import BROWSER
from tests.conversations import make_session, say
from tests.leaderboard.casting import poll, run, write_file
from tests.message.conftest import simulator
from tests.message.simulating import Simulator
from tests.people import Client
from tests.servers import Server
from tests.simulator.scenarios import speak

__all__ = ["simulator"]

# Playwright's synchronous form runs a loop in our thread; nothing in it asks the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# It would look for updates and look up names, which no test may.
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-proxy-server",
    "--disable-component-update",
]

Open = Callable[..., Visitor]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's, or the one that CHROMIUM names: nothing is fetched."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which(BROWSER), args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def sit_down(browser: Browser, server: Server, database: None, request: pytest.FixtureRequest) -> Iterator[Open]:
    """Opens a page for somebody new; whatever it complains about fails the test, and how it looked at last is kept."""
    with ExitStack() as leaving:

        def sit(url: str = server.url, **options: Any) -> Visitor:
            return leaving.enter_context(open_page(browser, url, name=request.node.name, **options))

        yield sit


@pytest.fixture
def visitor(sit_down: Open) -> Visitor:
    return sit_down()


@pytest.fixture(scope="module")
def module_page(browser: Browser, server: Server) -> Iterator[Page]:
    """For what changes nothing on it."""
    page = browser.new_page()
    page.goto(server.url)
    yield page
    page.close()


@pytest.fixture
def only(database: None) -> Iterator[Callable[..., list[AIModel]]]:
    """Leaves these models on offer, and none of those of other tests."""

    def leave(*models: AIModel) -> list[AIModel]:
        AIModel.objects.exclude(pk__in=[model.pk for model in models]).update(is_active=False)
        return list(models)

    yield leave
    AIModel.objects.update(is_active=False)


@pytest.fixture
def model(simulator: Simulator, database: None) -> AIModel:
    return simulator.make_model(speak(["Yes."]))


@pytest.fixture
def ranked(simulator: Simulator, database: None, tmp_path: Path) -> list[AIModel]:
    """Models with a board, the best first."""
    models = [simulator.make_model(speak(["Yes."]), organization="Peaches", license="MIT") for _ in range(4)]
    rows = poll(models=len(models))
    names = dict(zip(sorted({str(row[0]) for row in rows}, key=lambda name: name[-1]), models, strict=True))
    votes = [(names[str(left)].name, names[str(right)].name, *rest) for left, right, *rest in rows]
    Board.objects.all().delete()
    ImportedPair.objects.all().delete()
    run("import_votes", write_file(tmp_path / "votes.csv", votes, header="left,right,winner,user"))
    run("rank")
    return models


@pytest.fixture
def shared_link(owner: Client, database: None) -> str:
    session = make_session(owner.user, "compare", title="Peaches")
    say(session, "Where do peaches grow?", "On **trees**.", "In the *South*.")
    owner.post(f"/sessions/{session.pk}/share/", json={})
    session.refresh_from_db()
    return f"/s/{session.share_token}"
