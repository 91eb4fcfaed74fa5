"""What the sides of a run say to try a client: hard text, much text, thoughts, calls, and ends of every kind."""

from collections.abc import Mapping

from tests.message.simulating import say_in_turn
from tests.simulator.scenarios import begin, say
from tests.simulator.speeches import CHAT, choice, event
from tests.simulator.steps import Hold, Reset, Scenario, Send, Wait
from tests.simulator.wire import chunk

HARD = (
    "She said \"hello\", he said 'so': C:\\new\\table\\.\n",
    "one\u2028two\u2029three\u0085four\rfive\r\nsix\x1eseven\teight\x00nine\n",
    'data: {"type":"finish"}\n\ndata: [DONE]\n\nevent: end\nid: a:9!\nretry: 1\n\n: ping\nad:{"finishReason":"stop"}\n',
    "👩\u200d",
    "👩\u200d👧 नमस",
    "\u094dते مرحبا \ufeff𝒳",
)
# Every stretch of it is unlike any other, so that what is missing or comes twice is seen.
LONG = tuple("".join(f"{number} पेड़ 🌳\n" for number in range(start, start + 200)) for start in range(0, 16_000, 200))
LONGEST = 256 * 1024
CALLS: Mapping[str, tuple[str, str]] = {
    "call_1": ("look_up", '{"word": "नमस्ते", "line": "one\\u2028two", "deep": {"list": [1, 2.5, null]}}'),
    "call_2": ("wave", "with both hands"),
}


def think(text: str) -> Send:
    return Send(chunk(event(choice({"reasoning_content": text}))))


def call_tools() -> Send:
    drafts = [
        {"index": index, "id": call, "type": "function", "function": {"name": name, "arguments": arguments}}
        for index, (call, (name, arguments)) in enumerate(CALLS.items())
    ]
    return Send(chunk(event(choice({"tool_calls": drafts}, "tool_calls"))))


def make_answers(gate: Wait) -> Mapping[str, Scenario]:
    """By side. Those that can, stop at the gate and then go on; f goes on only if nobody stops it."""
    return {
        "a": say_in_turn(*HARD, gate, *HARD),
        "b": say_in_turn(*LONG[:40], gate, *LONG[40:]),
        "c": say_in_turn(think("Is it\u2028so? "), think("Yes."), "It is.", gate, think("Really?"), "Not at all."),
        "d": say_in_turn("I look it up.", gate, call_tools()),
        "e": say(("I am", " about to"), Reset()),
        "f": (*begin(map(CHAT.piece, ("Half ", "of it"))), Hold()),
    }


SAID = {
    "a": "".join(HARD * 2).replace("\x00", "\ufffd"),
    "b": "".join(LONG).encode()[:LONGEST].decode(errors="ignore"),
    "c": "It is.Not at all.",
    "d": "I look it up.",
    "e": "I am about to",
    "f": "Half of it",
}
THOUGHT = {"c": "Is it\u2028so? Yes.Really?"}
# The status and what tells more of it.
ENDS = {
    "a": ("success", "stop"),
    "b": ("success", "length"),
    "c": ("success", "stop"),
    "d": ("success", "tool_calls"),
    "e": ("error", "upstream_reset"),
    "f": ("stopped", "stopped"),
}
