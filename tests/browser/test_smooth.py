"""Eight columns that write at the same time leave the page free for whoever reads it, and nothing behind."""

from collections.abc import Callable

from playwright.sync_api import expect

from ai_model.models import AIModel
from tests.browser.visitor import Visitor
from tests.message.simulating import Simulator
from tests.simulator.scenarios import speak

# A task that took longer would be felt.
LONGEST_TASK = 100
WATCH = """() => {
  window.tasks = [];
  const note = (list) => window.tasks.push(...list.getEntries().map(({ duration }) => duration));
  new PerformanceObserver(note).observe({ type: "longtask" });
}"""
SAID = "Some *words* of `text` and\n\n- a list\n- of **points**\n\n```py\nx = 1\n```\n\n".split(" ")  # noqa: SIM905 -- read as it is said
BATTLES, WARM = 50, 10
# What the page keeps of one battle, at most.
KEPT_BYTES = 20 * 1024


def test_eight_columns_leave_no_long_task(visitor: Visitor, simulator: Simulator) -> None:
    """50 tokens a second each, for four seconds."""
    words = [f"{word} " for word in SAID * 12][:200]
    models = [simulator.make_model(speak(words, pause=0.02)) for _ in range(8)]
    visitor.compare(*models)
    visitor.page.evaluate(WATCH)

    visitor.ask()
    visitor.sees_ends(*["done"] * 8)

    assert [task for task in visitor.page.evaluate("window.tasks") if task > LONGEST_TASK] == []


def test_battles_leave_nothing_behind(
    visitor: Visitor, simulator: Simulator, only: Callable[..., list[AIModel]]
) -> None:
    only(*[simulator.make_model(speak(["word "] * 300)) for _ in range(2)])
    visitor.visit()
    weighed = {}
    for number in range(1, BATTLES + 1):
        visitor.ask(f"Battle {number}?")
        expect(visitor.find(".vote")).to_be_visible()
        visitor.find("#new").click()
        expect(visitor.find(".turn")).to_have_count(0)
        if number in (WARM, BATTLES):
            weighed[number] = weigh(visitor)

    assert weighed[BATTLES] - weighed[WARM] < (BATTLES - WARM) * KEPT_BYTES


def weigh(visitor: Visitor) -> int:
    tools = visitor.page.context.new_cdp_session(visitor.page)
    tools.send("HeapProfiler.collectGarbage")
    used: int = tools.send("Runtime.getHeapUsage")["usedSize"]
    tools.detach()
    return used
