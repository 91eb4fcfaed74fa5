"""What a host says that it does not take, and how it is asked again."""

import json

import pytest

from ai_model.providers import retrying
from ai_model.providers.calling import Caller
from tests.ai_model.providers.hearing import hear, make_call, run
from tests.ai_model.providers.replaying import Heard
from tests.simulator.ledger import Entry
from tests.simulator.providing import Provider
from tests.simulator.scenarios import SCENARIOS, WHOLE, refuse, speak

NO_USAGE_OPTION = refuse(400, b'{"error": {"message": "Unrecognized request argument: stream_options"}}')


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrying, "FIRST_PAUSE", 0.01)


def wants_usage(entry: Entry) -> bool:
    return "stream_options" in json.loads(entry.body)


def test_what_a_host_does_not_take_is_left_out_and_remembered() -> None:
    async def play(provider: Provider, caller: Caller) -> tuple[list[Heard], list[bool]]:
        heard = [await hear(caller, make_call(provider.url)) for _ in range(2)]
        return heard, list(map(wants_usage, provider.ledger.of("m")))

    heard, wishes = run(play, {"m": [NO_USAGE_OPTION, speak()]})

    assert [each.text for each in heard] == [WHOLE, WHOLE]
    assert wishes == [True, False, False]


def test_what_did_not_help_is_not_remembered() -> None:
    async def play(provider: Provider, caller: Caller) -> tuple[list[str], list[bool]]:
        heard = [await hear(caller, make_call(provider.url)) for _ in range(2)]
        return [each.error for each in heard], list(map(wants_usage, provider.ledger.of("m")))

    errors, wishes = run(play, {"m": [NO_USAGE_OPTION, SCENARIOS["401"], speak()]})

    assert errors == ["unauthorised", ""]
    assert wishes == [True, False, True]


def test_a_complaint_about_what_was_not_said_changes_nothing() -> None:
    complaint = refuse(400, b'{"error": {"message": "reasoning_effort and seed are not supported"}}')

    async def play(provider: Provider, caller: Caller) -> tuple[str, int]:
        heard = await hear(caller, make_call(provider.url))
        return heard.error, provider.ledger.count("m")

    assert run(play, {"m": [complaint]}) == ("refused", 1)


def test_a_host_that_goes_on_refusing_is_not_asked_for_ever() -> None:
    async def play(provider: Provider, caller: Caller) -> tuple[str, int]:
        heard = await hear(caller, make_call(provider.url))
        return heard.error, provider.ledger.count("m")

    assert run(play, {"m": [NO_USAGE_OPTION]}) == ("refused", 2)
