"""When a provider is asked again: counted in its own ledger."""

import asyncio
import random

import pytest

from ai_model.providers import retrying
from ai_model.providers.calling import Caller
from tests.ai_model.providers.hearing import ask, hear, make_call, run
from tests.ai_model.providers.replaying import Heard
from tests.simulator.providing import Provider
from tests.simulator.scenarios import COMPLAINT, SCENARIOS, WHOLE, refuse, speak
from tests.simulator.steps import Pause, Scenario

# Gemini's delay stands in its body only.
DELAY_IN_BODY = (
    b'{"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "details":'
    b' [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "%bs"}]}}'
)


@pytest.fixture
def _impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrying, "FIRST_PAUSE", 0.01)


@pytest.mark.usefixtures("_impatience")
def test_the_third_attempt_may_help() -> None:
    heard, entries = ask(SCENARIOS["503"], SCENARIOS["500"], speak())

    assert (heard.text, heard.error, len(entries)) == (WHOLE, "", 3)


@pytest.mark.usefixtures("_impatience")
def test_there_is_no_fourth() -> None:
    heard, entries = ask(SCENARIOS["503"], SCENARIOS["503"], SCENARIOS["503"], speak())

    assert (heard.error, len(entries)) == ("overloaded", 3)


@pytest.mark.parametrize("refusal", [refuse(503), refuse(503, retry_after_ms=100)], ids=["untold", "told"])
def test_those_who_fail_together_do_not_come_back_together(refusal: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrying, "FIRST_PAUSE", 0.1)
    random.seed(7)
    names = ("a", "b", "c", "d")

    async def play(provider: Provider, caller: Caller) -> list[float]:
        await asyncio.gather(*(hear(caller, make_call(provider.url, name)) for name in names))
        return [provider.ledger.of(name)[1].began - provider.ledger.of(name)[0].began for name in names]

    pauses = run(play, {name: [refusal, speak()] for name in names})

    assert max(pauses) - min(pauses) > 0.02


@pytest.mark.usefixtures("_impatience")
@pytest.mark.parametrize(
    ("refusal", "seconds"),
    [
        (refuse(429, COMPLAINT, Retry_After=1), 1.0),
        (refuse(503, COMPLAINT, retry_after_ms=300), 0.3),
        (refuse(429, DELAY_IN_BODY % b"0.25"), 0.25),
    ],
    ids=["header", "milliseconds", "body"],
)
def test_a_provider_is_given_the_time_it_asks_for(refusal: Scenario, seconds: float) -> None:
    heard, (first, second) = ask(refusal, speak())

    assert heard.text == WHOLE
    assert second.began - first.began >= seconds


@pytest.mark.parametrize(
    "refusal", [refuse(429, COMPLAINT, Retry_After=30), refuse(429, DELAY_IN_BODY % b"37.5")], ids=["header", "body"]
)
def test_who_asks_for_too_much_time_is_not_asked_again(refusal: Scenario) -> None:
    heard, entries = ask(refusal, speak())

    assert (heard.error, len(entries)) == ("rate_limited", 1)


@pytest.mark.usefixtures("_impatience")
def test_all_attempts_share_one_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrying, "BUDGET_SECONDS", 0.5)

    heard, entries = ask(*[refuse(503, COMPLAINT, retry_after_ms=300)] * 2, speak())

    assert (heard.error, len(entries)) == ("overloaded", 2)


@pytest.mark.usefixtures("_impatience")
def test_connections_that_have_gone_cost_no_attempts() -> None:
    """Six were left open, and are closed by the provider just when they are used again."""

    async def play(provider: Provider, caller: Caller) -> tuple[Heard, int]:
        async with asyncio.TaskGroup() as group:
            for _ in range(6):
                group.create_task(hear(caller, make_call(provider.url, "stale")))
        return await hear(caller, make_call(provider.url)), provider.ledger.count("m")

    heard, calls = run(play, {"stale": [(Pause(0.02), *SCENARIOS["stale"])], "m": [SCENARIOS["503"], speak()]})

    assert (heard.text, heard.error, calls) == (WHOLE, "", 2)
