"""POST /messages/stream/: sides that fail, each in its own way; and models that answer in place of others."""

from collections.abc import Mapping

import pytest

from ai_model.models import AIModel, Price
from chat_session.models import PARTICIPANTS, Session
from message.models import LASTING, SENTENCES
from tests.ai_model.rows import make_provider
from tests.conversations import make_model
from tests.message.asking import ask, question, seat
from tests.message.simulating import Simulator, new_gate, say_in_turn
from tests.message.submitting import ids_of, row, tell
from tests.message.wire.decoding import Heard, ends, hear, said
from tests.people import Client
from tests.simulator.providing import refusing_url
from tests.simulator.scenarios import COMPLAINT, SCENARIOS, WORDS, begin, play, refuse, speak
from tests.simulator.speeches import CHAT, READ, WRITTEN, event
from tests.simulator.steps import Close, Reset, Scenario, Send
from tests.simulator.wire import chunk

SPOKEN = WORDS[0] + WORDS[1]
# So long that nobody waits for it.
LATER = 60
TOO_LONG = b'{"error": {"code": "context_length_exceeded"}}'
MODERATED = b'{"error": {"code": "content_filter"}}'

AT_ONCE: Mapping[str, tuple[str, Scenario]] = {
    "a": ("rate_limited", refuse(429, COMPLAINT, Retry_After=LATER)),
    "b": ("auth", refuse(401, COMPLAINT)),
    "c": ("upstream_refused", refuse(404, COMPLAINT)),
    "d": ("upstream_timeout", refuse(504, COMPLAINT)),
    "e": ("upstream_error", refuse(500, COMPLAINT, Retry_After=LATER)),
    "f": ("overloaded", refuse(503, COMPLAINT, Retry_After=LATER)),
    "g": ("too_long", refuse(400, TOO_LONG)),
    "h": ("moderated", refuse(400, MODERATED)),
}
GATE = new_gate()
# All but the last have said something before.
IN_THE_MIDDLE: Mapping[str, tuple[str, Scenario]] = {
    "a": ("upstream_reset", (*begin(map(CHAT.piece, WORDS[:2])), GATE, Reset())),
    "b": ("upstream_reset", (*begin(map(CHAT.piece, WORDS[:2])), GATE, Close())),
    "c": ("upstream_reset", SCENARIOS["cut"]),
    "d": ("upstream_garbage", (*begin(map(CHAT.piece, WORDS[:2])), GATE, Send(b"zz\r\nno chunk\r\n"))),
    "e": ("upstream_garbage", (*begin(map(CHAT.piece, WORDS[:2])), Send(chunk(b'data: {"choices": [}\n\n')))),
    "f": ("overloaded", play([*map(CHAT.piece, WORDS[:2]), event({"error": {"type": "overloaded_error"}})])),
    "g": ("upstream_error", play([*map(CHAT.piece, WORDS[:2]), event({"error": "an error"})])),
    "h": ("upstream_garbage", SCENARIOS["page"]),
}


def sit(owner: Client, simulator: Simulator, table: Mapping[str, tuple[str, Scenario]]) -> Session:
    return seat(owner.user, *[simulator.make_model(scenario) for _, scenario in table.values()])


def judge(heard: list[Heard], table: Mapping[str, tuple[str, Scenario]]) -> None:
    """Each side as it is told, and as it is stored."""
    told, ids, words = ends(heard), ids_of(heard), said(heard)
    for side, (code, _) in table.items():
        reply = row(ids[side])
        assert (reply.status, reply.error_code, reply.finish_reason) == ("error", code, "")
        assert reply.content == words.get(side, "")
        failure = {"finishReason": "error", "code": code, "error": SENTENCES[code], "retryable": code not in LASTING}
        assert {name: told[side][name] for name in failure} == failure


def test_who_says_nothing_has_failed_for_a_reason(owner: Client, simulator: Simulator) -> None:
    session = sit(owner, simulator, AT_ONCE)

    heard = tell(owner, question(session))

    judge(heard, AT_ONCE)
    assert said(heard) == {}
    # Who was too slow may have worked all the same.
    used = session.messages.filter(role="assistant").exclude(usage=None)
    assert set(used.values_list("error_code", "usage__estimated")) == {("upstream_timeout", True)}


def test_who_breaks_off_has_failed_and_its_words_are_kept(owner: Client, simulator: Simulator) -> None:
    session = sit(owner, simulator, IN_THE_MIDDLE)

    with ask(owner, question(session)) as ear:
        waiting = {"a", "b", "d"}
        while waiting:
            waiting -= {line[0] for line in [ear.line()] if WORDS[1] in line}
        simulator.open(GATE.gate)
        heard = hear("lines", ear.rest())

    judge(heard, IN_THE_MIDDLE)
    assert said(heard) == dict.fromkeys("abcdefg", SPOKEN)
    used = dict(session.messages.filter(role="assistant").values_list("participant", "usage"))
    assert {side: usage and usage["estimated"] for side, usage in used.items()} == {
        **dict.fromkeys("abcdefg", True),
        "h": None,
    }


def test_no_word_of_a_provider_reaches_a_client(owner: Client, simulator: Simulator) -> None:
    session = sit(owner, simulator, AT_ONCE)

    with ask(owner, question(session)) as ear:
        heard = ear.rest().decode()

    shown = owner.get(f"/sessions/{session.pk}/").text
    assert [word for word in ("sk-secret", "tired", simulator.url) if word in heard + shown] == []


def test_who_fails_does_not_disturb_the_others(owner: Client, simulator: Simulator) -> None:
    gate = new_gate()
    failing, well = simulator.make_model(refuse(401)), simulator.make_model((gate, *speak()))
    session = seat(owner.user, failing, well)

    with ask(owner, question(session)) as ear:
        ear.until("ad:", "auth")
        simulator.open(gate.gate)
        heard = hear("lines", ear.rest())

    assert said(heard) == {"b": "".join(WORDS)}
    assert [row(ids_of(heard)[side]).status for side in "ab"] == ["error", "success"]


def test_who_cannot_be_reached_is_told_so(owner: Client, simulator: Simulator) -> None:
    gone = make_model(provider=make_provider(base_url=refusing_url()))
    keyless = make_model(provider=make_provider(api_key_env="NO_SUCH_KEY"))
    withdrawn = simulator.make_model(speak(), is_active=False)
    session = seat(owner.user, gone, keyless, withdrawn)

    heard = tell(owner, question(session))

    codes = {"a": "upstream_unreachable", "b": "auth", "c": "upstream_unreachable"}
    assert {side: end["code"] for side, end in ends(heard).items()} == codes
    stored = session.messages.filter(role="assistant").values_list("participant", "status", "error_code", "usage")
    assert sorted(stored) == [(side, "error", code, None) for side, code in codes.items()]
    assert simulator.calls_of(withdrawn) == []


def with_fallback(simulator: Simulator) -> tuple[AIModel, AIModel]:
    """One that cannot be had, and the one that stands in for it."""
    stand_in = simulator.make_model(speak())
    Price.objects.create(model=stand_in, input_price=1, output_price=1)
    return simulator.make_model(refuse(503, Retry_After=LATER), fallback=stand_in.name), stand_in


def test_who_stood_in_is_named(owner: Client, simulator: Simulator) -> None:
    model, stand_in = with_fallback(simulator)
    session = seat(owner.user, model)

    heard = tell(owner, question(session))

    reply = row(ids_of(heard)["a"])
    assert (reply.status, reply.content, reply.model) == ("success", "".join(WORDS), stand_in)
    assert reply.usage["cost"] == pytest.approx((READ + WRITTEN) / 1_000_000)
    assert owner.get(f"/messages/{reply.pk}/").json()["model"]["name"] == stand_in.name
    assert session.contenders.get().model == model


def test_in_a_battle_nobody_stands_in(owner: Client, simulator: Simulator) -> None:
    model, stand_in = with_fallback(simulator)
    session = seat(owner.user, model, simulator.make_model(speak()), mode="random")

    heard = tell(owner, question(session))

    reply = row(ids_of(heard)["a"])
    assert (reply.status, reply.error_code, reply.model) == ("error", "overloaded", model)
    assert simulator.calls_of(stand_in) == []


def test_of_a_blind_battle_an_end_tells_no_figures(owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, *[simulator.make_model(speak()) for _ in "ab"], mode="random")

    heard = tell(owner, question(session))

    assert all(end.keys() == {"finishReason", "reason", "message_id"} for end in ends(heard).values())
    assert row(ids_of(heard)["a"]).usage["output_tokens"] == WRITTEN


def test_eight_speak_at_once(owner: Client, simulator: Simulator) -> None:
    """Each waits until all the others have begun."""
    gate = new_gate()
    session = seat(owner.user, *[simulator.make_model(say_in_turn(f"I am {side}", gate, "!")) for side in PARTICIPANTS])

    with ask(owner, question(session)) as ear:
        waiting = set(PARTICIPANTS)
        while waiting:
            waiting -= {line[0] for line in [ear.line()] if "I am" in line}
        simulator.open(gate.gate)
        heard = hear("lines", ear.rest())

    assert said(heard) == {side: f"I am {side}!" for side in PARTICIPANTS}
    assert ends(heard).keys() == set(PARTICIPANTS)
