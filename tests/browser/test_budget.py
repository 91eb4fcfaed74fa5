"""The pages are light: what a browser has to load of ours, and how soon something is seen, are bounded."""

import pytest
from playwright.sync_api import Response

from ai_model.models import AIModel
from tests.browser.visitor import Visitor

MOST_BYTES = 120 * 1024


@pytest.mark.parametrize("path", ["/", "/leaderboard", "/model/{model}"])
def test_script_and_style_are_small(path: str, visitor: Visitor, ranked: list[AIModel]) -> None:
    loaded: dict[str, int] = {}

    def weigh(response: Response) -> None:
        if response.request.resource_type in ("script", "stylesheet"):
            loaded[response.url] = len(response.body())

    visitor.page.on("response", weigh)
    visitor.visit(path.format(model=ranked[0].name))
    visitor.page.wait_for_load_state("networkidle")

    assert loaded
    assert all(url.startswith(f"{visitor.url}/static/playground/") for url in loaded)
    assert sum(loaded.values()) < MOST_BYTES


def test_no_page_waits_for_what_is_not_ours(visitor: Visitor) -> None:
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(request.url))

    visitor.visit()
    visitor.page.wait_for_load_state("networkidle")

    assert asked
    assert all(url.startswith(visitor.url) for url in asked)
