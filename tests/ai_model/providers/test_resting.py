"""A model of which others know that it is deadly is left alone before it has failed here."""

import pytest

from ai_model.providers.breaking import REST_SECONDS, Breaker, State
from ai_model.providers.calling import Caller, Spot
from tests.ai_model.providers.hearing import hear, make_call, run
from tests.simulator.providing import Provider
from tests.simulator.scenarios import speak


def test_it_rests_without_a_fault_and_is_tried_then() -> None:
    breaker = Breaker()

    breaker.rest()
    states = [breaker.state]
    assert breaker.opened_at
    # As if its time had passed.
    breaker.opened_at -= REST_SECONDS
    states.append(breaker.state)
    breaker.admit().succeed()

    assert [*states, breaker.state] == [State.OPEN, State.HALF_OPEN, State.CLOSED]


@pytest.mark.parametrize("is_known", [True, False])
def test_a_model_that_is_told_to_rest_is_not_asked(is_known: bool) -> None:
    async def play(provider: Provider, caller: Caller) -> tuple[list[str], int]:
        call = make_call(provider.url)
        if is_known:
            await hear(caller, call)
        caller.let_rest(Spot(call.model, provider.url))
        heard = [await hear(caller, each) for each in (call, make_call(provider.url, "other"))]
        return [each.error for each in heard], provider.ledger.count("m")

    errors, calls = run(play, {"m": [speak()]})

    assert errors == ["breaker_open", ""]
    assert calls == is_known
