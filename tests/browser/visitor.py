"""Somebody before the pages: what they see there, and what they do."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect

from ai_model.models import AIModel

# Pictures of how each test ended, for whoever looks at what CI has kept.
PICTURES = Path(os.environ.get("ARENA_PICTURES", str(settings.BASE_DIR / "pictures")))
SIZE = {"width": 1280, "height": 800}
PATIENCE = 15_000
NO_NAME = re.compile(r"[^\w.-]+")


@dataclass
class Visitor:
    page: Page
    url: str
    complaints: list[str] = field(default_factory=list)
    # What a browser says by itself of an answer that a test has asked for.
    forgiven: list[str] = field(default_factory=list)

    def hear(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self.complaints.append(said.text)

    def forgive(self, *told: str) -> None:
        self.forgiven += told

    @property
    def faults(self) -> list[str]:
        return [told for told in self.complaints if not any(known in told for known in self.forgiven)]

    def visit(self, path: str = "/", **query: Any) -> "Visitor":
        self.page.goto(self.url + path + (f"?{urlencode(query, doseq=True)}" if query else ""))
        return self.settle()

    def settle(self) -> "Visitor":
        """Until a question can be asked, where one can."""
        expect(self.find("#modes:not(:has(:checked))")).to_have_count(0)
        return self

    def compare(self, *models: AIModel) -> "Visitor":
        self.visit(model=[model.name for model in models])
        expect(self.find("#seats select")).to_have_count(len(models))
        return self

    def find(self, selector: str) -> Locator:
        return self.page.locator(selector)

    @property
    def turn(self) -> Locator:
        return self.find(".turn").last

    def column(self, side: str) -> Locator:
        return self.turn.locator(f'.column[data-side="{side}"]')

    def text_of(self, side: str) -> Locator:
        return self.column(side).locator(".text")

    def act(self, side: str, name: str) -> Locator:
        return self.column(side).locator(f'[data-act="{name}"]')

    def ask(self, question: str = "Why?") -> None:
        self.find("#question").fill(question)
        self.page.keyboard.press("Enter")
        expect(self.turn.locator(".asked")).to_have_text(question)

    def sees_ends(self, *states: str) -> None:
        """Of all sides, in their order."""
        for side, state in zip("abcdefgh", states, strict=False):
            expect(self.column(side)).to_have_attribute("data-state", state)

    @property
    def session(self) -> UUID:
        self.page.wait_for_url(re.compile("session="))
        return UUID(self.page.url.partition("session=")[2])


@contextmanager
def open_page(browser: Browser, url: str, *, name: str, **options: Any) -> Iterator[Visitor]:
    context = browser.new_context(**{"viewport": SIZE, "locale": "en-GB", **options})
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    visitor = Visitor(context.new_page(), url)
    visitor.page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
    visitor.page.on("console", visitor.hear)
    try:
        yield visitor
    finally:
        PICTURES.mkdir(exist_ok=True)
        visitor.page.screenshot(path=PICTURES / f"{NO_NAME.sub('-', name)}.png")
        context.close()
    assert visitor.faults == []
