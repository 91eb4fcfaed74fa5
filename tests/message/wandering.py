"""Answers in many scripts, cut anywhere, and readers who lose their connection again and again."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.message.simulating import say_in_turn
from tests.message.speaking import think, use_tool
from tests.message.wire.decoding import Heard, ends, hear, measure
from tests.people import Client
from tests.simulator.steps import Pause, Scenario, Step

# Half of a letter, of an escape or of a line is where readers fall.
WORDS = (
    *("नमस्ते ", "مرحبا ", "👩\u200d👩\u200d👧 ", "e\u0301 ", "plain words ", "\U0001f600", "字", "\u2028", "\u0085"),
    *("\x1e", '"', '"}', "\\", "\\n", "\n", "\r\n", 'ad:{"finishReason":"stop"}\n', "data: [DONE]\n\n", ": ping\n"),
)
# For how many bytes at most a connection lasts; the last is more than any line has.
SHORT, USUAL, LONG = 300, 1500, 40_000
# Behind what ends a line, or an event.
WHOLE = {"lines": b"\n", "sse": b"\n\n"}


@dataclass(slots=True)
class Answer:
    """What a model says, step by step, and what that is in one piece."""

    steps: list[Step | str] = field(default_factory=list)
    text: str = ""
    reasoning: str = ""
    calls: dict[str, Any] = field(default_factory=dict)

    @property
    def scenario(self) -> Scenario:
        return say_in_turn(*self.steps)


def make_answer(dice: random.Random, *, pieces: int, calls: int) -> Answer:
    """It thinks now and then, and takes about a millisecond for each piece."""
    answer = Answer()
    is_thinking = True
    for _ in range(pieces):
        piece = "".join(dice.choices(WORDS, k=dice.randrange(1, 6)))
        is_thinking = not is_thinking if dice.random() < 0.1 else is_thinking
        if is_thinking:
            answer.reasoning += piece
        else:
            answer.text += piece
        answer.steps += [think(piece) if is_thinking else piece, Pause(dice.choice((0, 0.001, 0.003)))]
    for number in range(calls):
        call = {"id": f"call_{number}", "name": "look_up", "arguments": f'{{"word": "{number}\\u2028"}}'}
        answer.calls[call["id"]] = call
        answer.steps.append(use_tool(call, index=number))
    return answer


class Wanderer:
    """Comes back each time from where it stands, by its own count in `lines`, by the last id in `sse`."""

    def __init__(self, client: Client, run: str, *, form: str, dice: random.Random) -> None:
        self.client = client
        self.path = f"/runs/{run}/stream/"
        self.form = form
        self.dice = dice
        self.heard: list[Heard] = []
        self.kills = 0

    def wander(self) -> None:
        """To the end of every side."""
        while self._listen(self.dice.randrange(1, self.dice.choice((SHORT, USUAL, USUAL, LONG)))):
            self.kills += 1

    @property
    def place(self) -> str:
        if self.form == "sse":
            return self.heard[-1].id if self.heard else ""
        told = ends(self.heard)
        places = {**dict.fromkeys(told, 0), **measure(self.heard)}
        return ",".join(f"{side}:{place}{'!' if side in told else ''}" for side, place in places.items())

    def _listen(self, size: int) -> bool:
        """Whether there was anything left."""
        by_header = self.form == "sse"
        params = {"stream_format": self.form} | ({} if by_header else {"after": self.place})
        headers = {"Last-Event-ID": self.place} if by_header else {}
        with self.client.stream("GET", self.path, params=params, headers=headers) as response:
            assert response.is_success
            self.take(cut(response.iter_raw(), size))
        return response.status_code == httpx.codes.OK

    def take(self, body: bytes) -> None:
        whole = WHOLE[self.form]
        self.heard += hear(self.form, body[: body.rfind(whole) + len(whole)] if whole in body else b"")


def cut(pieces: Iterator[bytes], size: int) -> bytes:
    """What came before the connection broke."""
    body = b""
    while len(body) < size and (piece := next(pieces, b"")):
        body += piece
    return body[:size]


def by_side(answers: Mapping[str, Answer], name: str) -> dict[str, Any]:
    return {side: getattr(answer, name) for side, answer in answers.items() if getattr(answer, name)}
