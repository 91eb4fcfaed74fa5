"""When a model is left alone, and how it comes back."""

import asyncio
import dataclasses
from collections.abc import Awaitable, Callable
from contextlib import aclosing, suppress

import pytest

from ai_model.providers import breaking, retrying
from ai_model.providers.breaking import FAULTS, Breaker, State
from ai_model.providers.calling import Caller
from ai_model.providers.errors import BreakerOpen, Failed, ProviderError, RateLimited, Unauthorised
from ai_model.providers.events import FellBack
from ai_model.providers.table import DEMO_ADDRESS
from tests.ai_model.providers.hearing import hear, make_call, run, wait_for_word
from tests.ai_model.providers.replaying import Heard
from tests.ai_model.providers.stopping import find_remains
from tests.simulator.providing import Provider
from tests.simulator.scenarios import SCENARIOS, WHOLE, WORDS, say, speak
from tests.simulator.steps import Hold, Scenario

# As many as open a breaker: a reset is not tried again, so each is a call.
FAULTY = [SCENARIOS["reset-before-head"]] * FAULTS


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrying, "FIRST_PAUSE", 0.01)


def let_rest(breaker: Breaker) -> None:
    """As if its time had passed."""
    assert breaker.opened_at is not None
    breaker.opened_at -= breaking.REST_SECONDS


async def fail(provider: Provider, caller: Caller) -> Breaker:
    call = make_call(provider.url)
    for _ in range(FAULTS):
        await hear(caller, call)
    return caller.breaker(call)


def test_after_five_faults_a_model_is_left_alone() -> None:
    async def play(provider: Provider, caller: Caller) -> tuple[State, Heard, Heard, int]:
        breaker = await fail(provider, caller)
        state = breaker.state
        heard = await hear(caller, make_call(provider.url))
        other = await hear(caller, make_call(provider.url, "other"))
        return state, heard, other, provider.ledger.count("m")

    state, heard, other, calls = run(play, {"m": [*FAULTY, speak()]})

    assert (state, heard.error, calls) == (State.OPEN, "breaker_open", FAULTS)
    assert other.text == WHOLE


def test_who_is_turned_away_leaves_nothing() -> None:
    async def play(provider: Provider, caller: Caller) -> dict[str, int]:
        await fail(provider, caller)
        await hear(caller, make_call(provider.url))
        return find_remains(caller)

    remains = run(play, {"m": FAULTY})

    assert remains["timers"] == 0


def test_a_call_is_one_fault_however_often_it_was_tried() -> None:
    async def play(provider: Provider, caller: Caller) -> tuple[list[str], int]:
        heard = [await hear(caller, make_call(provider.url)) for _ in range(FAULTS + 1)]
        return [each.error for each in heard], provider.ledger.count("m")

    errors, calls = run(play, {"m": [SCENARIOS["500"]]})

    assert errors == [*["failed"] * FAULTS, "breaker_open"]
    assert calls == FAULTS * (1 + retrying.RETRIES)


def test_our_own_provider_fails_only_whom_it_was_told_to_fail() -> None:
    async def play(provider: Provider, caller: Caller) -> tuple[list[str], str]:
        told = [await hear(caller, make_call(DEMO_ADDRESS, "swift", question="[cut]")) for _ in range(FAULTS)]
        return [each.error for each in told], (await hear(caller, make_call(DEMO_ADDRESS, "swift"))).error

    errors, error = run(play)

    assert errors == ["body_reset"] * FAULTS
    assert error == ""


def test_a_trial_that_speaks_lets_the_others_in() -> None:
    async def play(provider: Provider, caller: Caller) -> str:
        let_rest(await fail(provider, caller))
        async with aclosing(caller.stream(make_call(provider.url))) as trial:
            await wait_for_word(trial)
            return (await hear(caller, make_call(provider.url))).error

    assert run(play, {"m": [*FAULTY, say(WORDS, Hold()), speak()]}) == ""


def test_when_it_has_rested_one_call_tries_it_and_opens_the_way() -> None:
    async def play(provider: Provider, caller: Caller) -> tuple[list[str], State, int]:
        breaker = await fail(provider, caller)
        let_rest(breaker)
        heard = await asyncio.gather(*(hear(caller, make_call(provider.url)) for _ in range(4)))
        return [each.error for each in heard], breaker.state, provider.ledger.count("m")

    errors, state, calls = run(play, {"m": [*FAULTY, speak()]})

    assert errors == ["", *["breaker_open"] * 3]
    assert (state, calls) == (State.CLOSED, FAULTS + 1)


def test_a_trial_that_fails_lets_it_rest_again() -> None:
    async def play(provider: Provider, caller: Caller) -> tuple[State, int]:
        breaker = await fail(provider, caller)
        let_rest(breaker)
        await hear(caller, make_call(provider.url))
        return breaker.state, provider.ledger.count("m")

    assert run(play, {"m": [*FAULTY, SCENARIOS["reset-before-head"], speak()]}) == (State.OPEN, FAULTS + 1)


async def cancel_before_the_head(provider: Provider, caller: Caller) -> None:
    trial = asyncio.create_task(hear(caller, make_call(provider.url)))
    await asyncio.sleep(0.03)
    trial.cancel()
    await asyncio.gather(trial, return_exceptions=True)


async def leave_in_the_middle(provider: Provider, caller: Caller) -> None:
    async with aclosing(caller.stream(make_call(provider.url))) as events:
        await wait_for_word(events)


async def leave_a_fallback_at_its_first_word(provider: Provider, caller: Caller) -> None:
    call = make_call(provider.url, "away")
    async with aclosing(caller.stream(dataclasses.replace(call, fallback=make_call(provider.url)))) as events:
        assert await anext(events) == FellBack("m")


@pytest.mark.parametrize(
    ("leave", "scenario"),
    [
        (cancel_before_the_head, SCENARIOS["mute"]),
        (leave_in_the_middle, say(WORDS, Hold())),
        (leave_a_fallback_at_its_first_word, say(WORDS, Hold())),
    ],
)
def test_a_trial_that_is_given_up_does_not_bar_the_way(
    leave: Callable[[Provider, Caller], Awaitable[None]], scenario: Scenario
) -> None:
    async def play(provider: Provider, caller: Caller) -> Heard:
        let_rest(await fail(provider, caller))
        await leave(provider, caller)
        return await hear(caller, make_call(provider.url))

    heard = run(play, {"m": [*FAULTY, scenario, speak()], "away": [SCENARIOS["401"]]})

    assert (heard.text, heard.error) == (WHOLE, "")


def judge(breaker: Breaker, error: ProviderError | None = None) -> None:
    admission = breaker.admit()
    with suppress(ProviderError), admission.judging():
        if error:
            raise error
        admission.succeed()


def test_what_speaks_against_us_opens_nothing() -> None:
    breaker = Breaker()

    for error in (Unauthorised(), RateLimited()):
        for _ in range(FAULTS):
            judge(breaker, error)

    assert breaker.state is State.CLOSED


def test_faults_that_are_long_ago_do_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(breaking, "WINDOW_SECONDS", -1.0)
    breaker = Breaker()

    for _ in range(FAULTS + 1):
        judge(breaker, Failed())

    assert breaker.state is State.CLOSED


def test_one_fault_is_enough_while_it_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    breaker = Breaker()
    for _ in range(FAULTS):
        judge(breaker, Failed())
    monkeypatch.setattr(breaking, "WINDOW_SECONDS", -1.0)
    let_rest(breaker)

    judge(breaker, Failed())

    assert breaker.state is State.OPEN


def test_only_the_trial_frees_its_place() -> None:
    breaker = Breaker()
    earlier = breaker.admit()
    for _ in range(FAULTS):
        judge(breaker, Failed())
    let_rest(breaker)
    trial = breaker.admit()

    with suppress(Unauthorised), earlier.judging():
        raise Unauthorised

    assert breaker.trial is trial
    with pytest.raises(BreakerOpen):
        breaker.admit()


def test_a_success_forgives() -> None:
    breaker = Breaker()

    for _ in range(FAULTS - 1):
        judge(breaker, Failed())
    judge(breaker)
    judge(breaker, Failed())

    assert breaker.state is State.CLOSED


def test_who_is_turned_away_learns_for_how_long() -> None:
    breaker = Breaker()
    for _ in range(FAULTS):
        judge(breaker, Failed())

    with pytest.raises(BreakerOpen) as told:
        breaker.admit()

    assert told.value.retry_after == pytest.approx(breaking.REST_SECONDS, abs=5)
