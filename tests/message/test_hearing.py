"""What each side hears of a conversation, by the bodies of the calls that its provider got."""

import json
from typing import Any

import pytest

from chat_session.models import PARTICIPANTS, Contender, Session
from tests.conversations import reply, say
from tests.message.asking import question, seat
from tests.message.simulating import Simulator
from tests.message.submitting import answers, prompts_of, tell
from tests.message.wire.decoding import called, thought
from tests.people import Client
from tests.simulator.scenarios import play, speak
from tests.simulator.speeches import CHAT, choice, event
from tests.simulator.steps import Scenario

TURNS = 5
SCHEMA = {"type": "object", "properties": {"word": {"type": "string"}}}
TOOL = {"type": "function", "function": {"name": "look_up", "description": "Looks up.", "parameters": SCHEMA}}


def tune(session: Session, side: str, prompt: str = "", **params: Any) -> None:
    Contender.objects.filter(session=session, participant=side).update(system_prompt=prompt, params=params)


def bodies_of(simulator: Simulator, session: Session, side: str) -> list[dict[str, Any]]:
    model = session.contenders.get(participant=side).model
    return [json.loads(call["body"]) for call in simulator.calls_of(model)]


def confide(word: str) -> Scenario:
    """Thinks it, says it, and calls a tool with it."""
    function = {"name": "look_up", "arguments": json.dumps({"word": f"called-{word}"})}
    call = {"index": 0, "id": f"call-{word}", "type": "function", "function": function}
    pieces = [
        event(choice({"reasoning_content": f"thought-{word}"})),
        CHAT.piece(f"said-{word}"),
        event(choice({"tool_calls": [call]})),
    ]
    return play([*pieces, CHAT.ending])


@pytest.mark.parametrize("mode", ["compare", "random"])
def test_no_side_ever_hears_what_another_was_told_or_said(mode: str, owner: Client, simulator: Simulator) -> None:
    secrets = {side: [f"{side}-{turn}" for turn in range(TURNS)] for side in PARTICIPANTS}
    models = [simulator.make_model(*map(confide, secrets[side])) for side in PARTICIPANTS]
    session = seat(owner.user, *models, mode=mode)
    for side in PARTICIPANTS:
        tune(session, side, f"told-{side}")

    for turn in range(TURNS):
        tell(owner, question(session, f"asked-{turn}"))

    for side, model in zip(PARTICIPANTS, models, strict=True):
        for turn, prompt in enumerate(prompts_of(simulator, model)):
            asked = [("user", f"asked-{each}") for each in range(turn + 1)]
            said = [("assistant", f"said-{side}-{each}") for each in range(turn)]
            assert (prompt[0], prompt[1::2], prompt[2::2]) == (("system", f"told-{side}"), asked, said)
        whole = json.dumps(bodies_of(simulator, session, side))
        assert [each for each in PARTICIPANTS if f"-{each}-" in whole or f"told-{each}" in whole] == [side]


def test_neither_reasoning_nor_tool_calls_are_sent_back(owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, simulator.make_model(confide("quince")))

    first = tell(owner, question(session, "One?", tools=[TOOL], tool_choice="auto"))
    tell(owner, question(session, "Two?"))

    [asked, asked_again] = bodies_of(simulator, session, "a")
    assert (thought(first), len(called(first))) == ({"a": "thought-quince"}, 1)
    assert (asked["tools"], asked["tool_choice"]) == ([TOOL], "auto")
    assert "tools" not in asked_again
    assert asked_again["messages"][1] == {"role": "assistant", "content": "said-quince"}
    assert [word for word in ("thought-", "called-", "call-") if word in json.dumps(asked_again)] == []


def test_what_failed_was_never_said_and_what_was_stopped_was_as_far_as_it_went(
    owner: Client, simulator: Simulator
) -> None:
    model = simulator.make_model(speak())
    session = seat(owner.user, model)
    turn = None
    for asked, status, content in (
        ("One?", "error", "Half of an"),
        ("Two?", "stopped", "As far as"),
        ("Three?", "stopped", ""),
        ("Four?", "success", "Four."),
        ("Five?", "success", ""),
    ):
        turn = say(session, asked, after=turn)
        reply(turn, "a", content, status=status)

    tell(owner, question(session, "Six?"))

    assert prompts_of(simulator, model) == [
        [
            ("user", "One?\n\nTwo?"),
            ("assistant", "As far as"),
            ("user", "Three?\n\nFour?"),
            ("assistant", "Four."),
            ("user", "Five?\n\nSix?"),
        ]
    ]


@pytest.mark.parametrize(
    ("status", "heard"),
    [
        ("success", [("user", "One?"), ("assistant", "Newer."), ("user", "Two?")]),
        ("error", [("user", "One?\n\nTwo?")]),
    ],
)
def test_only_the_newest_version_counts_even_if_it_failed(
    status: str, heard: list[tuple[str, str]], owner: Client, simulator: Simulator
) -> None:
    model = simulator.make_model(speak())
    session = seat(owner.user, model)
    turn = say(session, "One?", "Older.")
    reply(turn, "a", "Newer.", status=status)

    tell(owner, question(session, "Two?"))

    assert prompts_of(simulator, model) == [heard]


def test_each_side_is_trimmed_to_its_own_window_from_the_oldest_turn_on(owner: Client, simulator: Simulator) -> None:
    """A turn of 300 letters and 300 takes 216 tokens; a quarter of the window is left for the answer."""
    wide, narrow = [simulator.make_model(speak(), context_window=window) for window in (1_000, 500)]
    session = seat(owner.user, wide, narrow)
    turn = None
    for number in range(6):
        turn = say(session, f"{number}?" * 150, "a" * 300, "b" * 300, after=turn)

    tell(owner, question(session, "Newest?"))

    heard = {model: [text[:2] for _, text in prompts_of(simulator, model)[0]] for model in (wide, narrow)}
    assert heard == {
        wide: ["3?", "aa", "4?", "aa", "5?", "aa", "Ne"],
        narrow: ["5?", "bb", "Ne"],
    }


@pytest.mark.parametrize(
    ("wish", "turns"),
    [({"max_tokens": 900}, 0), ({"max_tokens": 700}, 1), ({"max_tokens": 1}, 4)],
    ids=str,
)
def test_what_is_left_for_the_answer_is_not_filled_with_the_past(
    wish: dict[str, int], turns: int, owner: Client, simulator: Simulator
) -> None:
    model = simulator.make_model(speak(), context_window=1_000)
    session = seat(owner.user, model)
    turn = None
    for _ in range(6):
        turn = say(session, "?" * 300, "a" * 300, after=turn)

    tell(owner, question(session, "Newest?", **wish))

    assert len(prompts_of(simulator, model)[0]) == 2 * turns + 1


def test_a_question_that_fills_the_window_is_asked_all_the_same(owner: Client, simulator: Simulator) -> None:
    model = simulator.make_model(speak(), context_window=1_000)
    session = seat(owner.user, model)
    say(session, "One?", "Yes.")

    tell(owner, question(session, "x" * 20_000))

    assert prompts_of(simulator, model) == [[("user", "x" * 20_000)]]


def test_what_a_request_wishes_wins_over_what_a_contender_was_given(owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, *[simulator.make_model(*answers("1", "2")) for _ in "ab"])
    tune(session, "a", "Be brief.", temperature=0.1, top_p=0.5, stop=["END"], max_tokens=50)
    tune(session, "b", temperature=0.9, seed=7)

    tell(owner, question(session))
    tell(owner, question(session, temperature=1.5, max_tokens=9, stop=None))

    asked = {side: bodies_of(simulator, session, side) for side in "ab"}
    tuned = {"temperature": 0.1, "top_p": 0.5, "stop": ["END"], "max_tokens": 50}
    assert params(asked["a"]) == [tuned, tuned | {"temperature": 1.5, "max_tokens": 9}]
    assert params(asked["b"]) == [{"temperature": 0.9, "seed": 7}, {"temperature": 1.5, "seed": 7, "max_tokens": 9}]
    assert [body["messages"][0]["content"] for side in "ab" for body in asked[side]] == [
        *["Be brief."] * 2,
        *["Why?"] * 2,
    ]


def params(bodies: list[dict[str, Any]]) -> list[dict[str, Any]]:
    others = {"model", "messages", "stream", "stream_options"}
    return [{name: value for name, value in body.items() if name not in others} for body in bodies]
