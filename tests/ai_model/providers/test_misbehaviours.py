"""Every way in which a provider was ever seen to disappoint, and what is said of it."""

import asyncio
from collections.abc import Iterator, Mapping

import pytest

from ai_model.providers import retrying
from ai_model.providers.calling import Caller
from ai_model.providers.events import End, Reason
from ai_model.providers.metering import MAX_TEXT
from tests.ai_model.providers.hearing import LOOPS, hear, make_call, run
from tests.ai_model.providers.replaying import Heard
from tests.simulator.providing import Provider
from tests.simulator.scenarios import SCENARIOS, WORDS

CAUSES: Mapping[str, str] = {
    "mute": "no_first_byte",
    "garbage-head": "bad_head",
    "half-a-head": "no_first_byte",
    "half-a-head-closed": "head_reset",
    "head-only": "no_first_byte",
    "huge-head": "bad_head",
    "many-headers": "bad_head",
    "trickled-head": "no_first_byte",
    "closed-before-head": "head_reset",
    "reset-before-head": "head_reset",
    "reset-in-head": "head_reset",
    "reset-after-head": "body_reset",
    "reset-in-body": "body_reset",
    "closed-in-body": "body_reset",
    "cut": "cut",
    "empty": "cut",
    "no-content": "cut",
    "bad-chunk": "bad_body",
    "stall": "silent",
    "endless-line": "line_too_long",
    "comments": "endless",
    "page": "wrong_type",
    "compressed": "compressed",
    "bomb": "compressed",
    "redirect": "misaddressed",
    "error-in-stream": "overloaded",
    "400": "refused",
    "401": "unauthorised",
    "403": "unauthorised",
    "404": "model_unknown",
    "408": "gave_up",
    "429": "rate_limited",
    "500": "failed",
    "502": "failed",
    "503": "overloaded",
    "529": "overloaded",
}
ENDS: Mapping[str, End] = {
    "flood": End(Reason.LENGTH, "full"),
    "cookie": End(Reason.STOP, "stop"),
    "stale": End(Reason.STOP, "stop"),
}
# Where another attempt may help, as nothing was said yet.
RETRIED = {"408", "429", "500", "502", "503", "529"}
CUT_SHORT = ("reset-in-body", "closed-in-body", "cut", "bad-chunk", "stall")


@pytest.fixture(scope="module", params=LOOPS)
def all_at_once(request: pytest.FixtureRequest) -> Iterator[Mapping[str, tuple[Heard, int]]]:
    """What is heard of every misbehaviour there is, when one caller meets all of them in the same second, and how often
    it has called."""

    async def play(provider: Provider, caller: Caller) -> Mapping[str, tuple[Heard, int]]:
        heard = await asyncio.gather(*(hear(caller, make_call(provider.url, name)) for name in SCENARIOS))
        return {name: (each, provider.ledger.count(name)) for name, each in zip(SCENARIOS, heard, strict=True)}

    with pytest.MonkeyPatch.context() as patches:
        patches.setattr(retrying, "FIRST_PAUSE", 0.01)
        script = {name: [scenario] for name, scenario in SCENARIOS.items()}
        yield run(play, script, loop=LOOPS[request.param])


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_misbehaviour_is_called_by_its_name(name: str, all_at_once: Mapping[str, tuple[Heard, int]]) -> None:
    heard, _ = all_at_once[name]

    assert (heard.error, heard.end) == (CAUSES.get(name, ""), ENDS.get(name))


@pytest.mark.parametrize("name", SCENARIOS)
def test_only_where_it_may_help_is_it_asked_again(name: str, all_at_once: Mapping[str, tuple[Heard, int]]) -> None:
    _, calls = all_at_once[name]

    assert calls == (1 + retrying.RETRIES if name in RETRIED else 1)


@pytest.mark.parametrize("name", CUT_SHORT)
def test_what_was_said_before_is_kept(name: str, all_at_once: Mapping[str, tuple[Heard, int]]) -> None:
    heard, _ = all_at_once[name]

    assert heard.text == WORDS[0] + WORDS[1]


def test_a_flood_ends_where_the_text_is_full(all_at_once: Mapping[str, tuple[Heard, int]]) -> None:
    heard, _ = all_at_once["flood"]

    assert len(heard.text) == MAX_TEXT
