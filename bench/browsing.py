"""What a page costs who reads it: how soon it is seen, and how smoothly eight columns are written at the same time.

script/bench browsing [--visits 5] [--seconds 10]
"""

import argparse
import os
import shutil
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

import django

# Playwright's synchronous form runs a loop in this thread; nothing in it asks the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arena_backend.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 -- after Django is set up
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

from tests.clients.browse import BROWSER  # noqa: E402
from tests.message.simulating import Simulator, start_simulator  # noqa: E402
from tests.servers import start_server  # noqa: E402
from tests.simulator.scenarios import speak  # noqa: E402

OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-proxy-server"]
SIDES, TOKENS = 8, 50
PAGES = ("/", "/leaderboard", "/s/nothing")
SAID = "Some *words* of `text`, [a link](https://example.org) and\n\n- a list\n- of **points**\n\n```py\nx = 1\n```\n\n"
PAINTED = """() => new Promise((resolve) => {
  const seen = () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime;
  const look = () => (seen() ? resolve(seen()) : requestAnimationFrame(look));
  look();
})"""
WATCH = """() => {
  window.tasks = [];
  window.frames = [];
  new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map(({ duration }) => duration)))
    .observe({ type: "longtask" });
  const count = (at) => (window.frames.push(at), requestAnimationFrame(count));
  requestAnimationFrame(count);
}"""
DONE = "() => document.querySelectorAll('.column[data-state=done]').length === 8"


@contextmanager
def open_browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which(BROWSER), args=OPTIONS)
        yield browser
        browser.close()


def measure_paint(browser: Browser, address: str, visits: int) -> list[float]:
    """In milliseconds, each with an empty cache."""
    told = []
    for _ in range(visits):
        page = browser.new_page()
        page.goto(address)
        told.append(float(page.evaluate(PAINTED)))
        page.close()
    return told


def measure_columns(page: Page, address: str, simulator: Simulator, seconds: int) -> tuple[list[float], list[float]]:
    """Times between frames, and tasks of more than 50 ms, while eight columns are written."""
    words = [f"{word} " for word in (SAID * 100).split(" ")][: seconds * TOKENS]
    models = [simulator.make_model(speak(words, pause=1 / TOKENS)) for _ in range(SIDES)]
    page.goto(f"{address}/?{'&'.join(f'model={model.name}' for model in models)}")
    page.wait_for_function("() => document.querySelectorAll('#seats select').length === 8")
    page.fill("#question", "Why?")
    page.evaluate(WATCH)
    page.keyboard.press("Enter")
    page.wait_for_function(DONE, timeout=1000 * (seconds + 30))
    frames = page.evaluate("window.frames")
    return [after - before for before, after in pairwise(frames)], page.evaluate("window.tasks")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--visits", type=int, default=5)
    options.add_argument("--seconds", type=int, default=10, help="how long eight columns are written")
    told = options.parse_args()
    call_command("migrate", verbosity=0)
    with start_server() as server, start_simulator() as simulator, open_browser() as browser:
        for path in PAGES:
            times = measure_paint(browser, server.url + path, told.visits)
            print(f"first paint of {path:14} median {statistics.median(times):6.0f} ms, slowest {max(times):6.0f} ms")
        page = browser.new_page(viewport={"width": 1600, "height": 900})
        gaps, tasks = measure_columns(page, server.url, simulator, told.seconds)
        tell_columns(gaps, tasks, told.seconds)


def tell_columns(gaps: list[float], tasks: list[float], seconds: int) -> None:
    rate, slow = 1000 * len(gaps) / sum(gaps), statistics.quantiles(gaps, n=100)[98]
    print(f"{SIDES} columns of {TOKENS} tokens/s for {seconds} s: {rate:.1f} frames/s, p99 between two {slow:.0f} ms")
    print(f"longest task {max(tasks, default=0):.0f} ms")


if __name__ == "__main__":
    main()
