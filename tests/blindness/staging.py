"""Battles between models that differ in all that must not be seen, and answer alike."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import uuid4

from ai_model.models import AIModel, Provider
from chat_session.models import PARTICIPANTS, Session
from message.models import Turn
from tests.message.asking import Ear, ask, listen, question, seat
from tests.message.simulating import Simulator, say_in_turn
from tests.message.speaking import think, use_tool
from tests.people import Client
from tests.simulator.scenarios import SCENARIOS
from tests.simulator.steps import Scenario, Wait


@dataclass(frozen=True)
class Stage:
    client: Client
    simulator: Simulator
    # In the order of their sides.
    models: Sequence[AIModel]
    session: Session
    turns: dict[str, Turn]

    @property
    def sides(self) -> str:
        return PARTICIPANTS[: len(self.models)]

    def reply(self, turn: str, side: str) -> str:
        return str(self.turns[turn].messages.filter(participant=side).order_by("-version")[0].pk)

    def question(self, turn: str) -> str:
        return str(self.turns[turn].messages.get(role="user").pk)

    def run(self, turn: str) -> str:
        return str(self.turns[turn].runs.order_by("-created_at")[0].pk)


def make_hidden(simulator: Simulator, number: int) -> AIModel:
    """Nothing of it is like anything of another, its price and its place neither."""
    word = uuid4().hex
    provider = Provider.objects.create(
        name=f"vendor-{word[:12]}",
        dialect="openai-chat",
        base_url=f"{simulator.url}/at-{word[:12]}",
        declared={"base_url": simulator.url},
        max_concurrency=10 + number,
    )
    model = AIModel.objects.create(
        provider=provider,
        name=f"{provider.name}/code-{word}",
        model_code=f"code-{word}",
        display_name=f"Display {word}",
        organization=f"Organization {word}",
        license=f"License {word}",
        description=f"Description {word}",
        aliases=[f"Alias {word}"],
        is_thinking_model=number % 2 == 0,
    )
    price = Decimal(number + 1)
    model.prices.create(valid_from=date(2020, 1, 1), input_price=price, output_price=price * 3)
    return model


@contextmanager
def hidden_models(simulator: Simulator, count: int) -> Iterator[list[AIModel]]:
    """Out of every draw but ours when it is over."""
    models = [make_hidden(simulator, number) for number in range(count)]
    yield models
    AIModel.objects.filter(pk__in=[model.pk for model in models]).update(is_active=False)


def set_stage(client: Client, simulator: Simulator, models: Sequence[AIModel]) -> Stage:
    """A shared battle, in which nothing has been asked yet."""
    probability = 1 / (2 + int(models[0].pk.hex[:6], 16))
    session = seat(
        client.user,
        *models,
        mode="random",
        title="Which is it?",
        share_token=uuid4().hex,
        draw_probability=probability,
    )
    return Stage(client, simulator, models, session, {})


Speech = Callable[[AIModel, str], Scenario]


def answer_well(model: AIModel, side: str) -> Scenario:
    """Each kind in one piece: how many go into one frame is chance."""
    call = {"id": f"call-of-{model.model_code}", "name": "look_up", "arguments": '{"word": "sky"}'}
    return say_in_turn(think("Hm. "), f"Said by {side}.", use_tool(call))


def answer_plainly(model: AIModel, side: str) -> Scenario:
    return say_in_turn(f"Plainly, by {side}.")


def fail_beside(model: AIModel, side: str) -> Scenario:
    """The last ones fail, each as it was told to by its seat."""
    return SCENARIOS["error-in-stream"] if side in "bd" else answer_plainly(model, side)


def ask_in(
    stage: Stage, name: str, speech: Speech, *, form: str = "lines", meanwhile: Callable[[], object] = int
) -> bytes:
    """A turn of this name. One side after the other, or chance would make two tellings differ."""
    gates = _rehearse(stage, speech)
    with ask(stage.client, question(stage.session), params={"stream_format": form}) as ear:
        told = _conduct(stage, ear, gates, meanwhile=meanwhile)
    stage.turns[name] = stage.session.turns.order_by("-number")[0]
    return told


def again_in(stage: Stage, name: str, side: str, *, form: str = "lines") -> bytes:
    stage.simulator.play(stage.models[stage.sides.index(side)], answer_plainly(stage.models[0], side))
    path = f"/messages/{stage.reply(name, side)}/regenerate/"
    with listen(stage.client, "POST", path, params={"stream_format": form}) as ear:
        return _whole(ear)


def reword_in(stage: Stage, name: str, other: str) -> bytes:
    """The question of a turn in other words."""
    gates = _rehearse(stage, answer_plainly)
    path = f"/messages/{stage.question(name)}/branch/"
    with listen(stage.client, "POST", path, json={"content": "How come?"}) as ear:
        told = _conduct(stage, ear, gates)
    stage.turns[other] = stage.session.turns.order_by("-number")[0]
    return told


def _rehearse(stage: Stage, speech: Speech) -> list[Wait]:
    """Each of them waits for a gate of its own before it speaks."""
    gates = [Wait(uuid4().hex) for _ in stage.models]
    for gate, model, side in zip(gates, stage.models, stage.sides, strict=True):
        head, *rest = speech(model, side)
        stage.simulator.play(model, (head, gate, *rest))
    return gates


def _conduct(stage: Stage, ear: Ear, gates: Sequence[Wait], *, meanwhile: Callable[[], object] = int) -> bytes:
    """Each is let speak when the one before has been heard to its end."""
    speaking = stage.session.runs.order_by("-created_at")[0]
    for gate, side in zip(gates, stage.sides, strict=True):
        stage.simulator.open(gate.gate)
        _wait_for_end(stage, str(speaking.pk), side)
        meanwhile()
    return _whole(ear)


def _wait_for_end(stage: Stage, run: str, side: str) -> None:
    with listen(stage.client, "GET", f"/runs/{run}/stream/") as follower:
        follower.until(f"{side}d:")


def _whole(ear: Ear) -> bytes:
    headers = "\n".join(f"{name}: {value}" for name, value in sorted(ear.headers.items()))
    return headers.encode() + b"\n\n" + ear.rest()
