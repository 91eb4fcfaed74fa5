"""What models say besides text, and runs that are over or wait at a gate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ai_model.models import AIModel
from chat_session.models import Session
from tests.message.asking import listen, question, seat
from tests.message.simulating import Simulator, say_in_turn
from tests.message.submitting import ids_of, tell
from tests.message.wire.decoding import Heard, hear
from tests.people import Client
from tests.simulator.speeches import choice, event
from tests.simulator.steps import Send
from tests.simulator.wire import chunk

CALL = {"id": "call_of_its_own", "name": "look_up", "arguments": '{"word": "peach"}'}


def think(text: str) -> Send:
    return Send(chunk(event(choice({"reasoning_content": text}))))


def use_tool(call: Mapping[str, str], *, index: int = 0) -> Send:
    function = {"name": call["name"], "arguments": call["arguments"]}
    return Send(chunk(event(choice({"tool_calls": [{"index": index, "id": call["id"], "function": function}]}))))


@dataclass(frozen=True, slots=True)
class Story:
    """A run that is over, and what was heard of it."""

    session: Session
    models: Sequence[AIModel]
    heard: Sequence[Heard]

    @property
    def ids(self) -> dict[str, str]:
        return ids_of(list(self.heard))

    @property
    def run(self) -> str:
        return self.ids["run"]


def tell_story(client: Client, simulator: Simulator, mode: str = "compare") -> Story:
    """Side a thinks (4), says (10) and calls a tool; side b says (3)."""
    models = [
        simulator.make_model(say_in_turn(think("Hm. "), "Yes, ", "it is", use_tool(CALL))),
        simulator.make_model(say_in_turn("No.")),
    ]
    session = seat(client.user, *models, mode=mode)
    return Story(session, models, tell(client, question(session)))


def follow(client: Client, path: str, form: str = "lines", **options: Any) -> list[Heard]:
    """All that is heard there."""
    params = {"stream_format": form} | options.pop("params", {})
    with listen(client, "GET", path, params=params, **options) as ear:
        return hear(form, ear.rest())


def kinds(heard: Sequence[Heard]) -> list[tuple[str, str]]:
    return [(each.kind, each.side) for each in heard]
