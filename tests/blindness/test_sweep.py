"""A battle before its first vote: no surface tells who meets in it, and if they changed places, no byte would.
Afterwards every surface tells."""

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import repeat

import httpx
import pytest
from django.urls import resolve

from ai_model.models import AIModel
from message.wire.formats import FORMATS
from tests.addresses import routes
from tests.blindness.needles import found, needles_of
from tests.blindness.staging import (
    Stage,
    again_in,
    answer_plainly,
    answer_well,
    ask_in,
    fail_beside,
    hidden_models,
    reword_in,
    set_stage,
)
from tests.blindness.surfaces import ELSEWHERE, LIVE, told_of, whole
from tests.feedback.battles import vote
from tests.message.simulating import Simulator
from tests.people import Client, make_account
from tests.servers import Server

# What differs between any two battles, whoever meets in them.
CHANCE: tuple[tuple[str, str], ...] = (
    (r"\b[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\b", "ID"),
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+(?:Z|\+00:00)", "MOMENT"),
    (r"(?i)\ndate: .*", ""),
    (r'(/s/|"share_token":")[\w-]+', r"\1TOKEN"),
)
# Counts everything that this process does.
COUNTING = "metrics"
# What tells of models, once they may be known.
TELLING = (
    "the list",
    "the session",
    "its messages",
    "as JSON",
    "as Markdown",
    "as text",
    "all my data",
    "each message",
    "each tree",
    "each path",
    "marks",
    "shared",
)


@pytest.fixture
def twins(server: Server, database: None) -> Iterator[list[Client]]:
    """People of whom nothing differs but their ids."""
    with ExitStack() as clients:
        yield [clients.enter_context(make_account(server, display_name="Twin")) for _ in range(3)]


def fight(client: Client, simulator: Simulator, models: Sequence[AIModel]) -> tuple[Stage, dict[str, str]]:
    """A battle in which everything happens that can, and all that was told meanwhile."""
    stage = set_stage(client, simulator, models)
    live: list[str] = []

    def ask_meanwhile() -> None:
        live.extend(f"{name}: {whole(answer)}" for name, answer in told_of(stage, client, *LIVE))

    told = {f"asked as {form}": ask_in(stage, form, answer_plainly, form=form) for form in FORMATS}
    told["asked for tools"] = ask_in(stage, "well", answer_well, meanwhile=ask_meanwhile)
    told["asked meanwhile"] = "\n".join(live).encode()
    told["asked in other words"] = reword_in(stage, "well", "reworded")
    told["asked in vain"] = ask_in(stage, "failed", fail_beside)
    for form, side in zip(FORMATS, "baba", strict=True):
        told[f"asked again as {form}"] = again_in(stage, "failed", side, form=form)
    told["asked in vain again"] = ask_in(stage, "failed", fail_beside)
    return stage, {name: body.decode() for name, body in told.items()}


def everything(client: Client, simulator: Simulator, models: Sequence[AIModel], *, nobody: Client) -> dict[str, str]:
    stage, told = fight(client, simulator, models)
    return told | {name: whole(answer) for name, answer in told_of(stage, nobody)}


def alike(text: str) -> list[str]:
    """As it would be in any other battle; frames of several sides come as they come."""
    for pattern, word in CHANCE:
        text = re.sub(pattern, word, text)
    return sorted(text.splitlines())


def first_difference(one: str, other: str) -> tuple[str, str] | None:
    pairs = zip(alike(one), alike(other), strict=False)
    return next(((a, b) for a, b in pairs if a != b), None)


@pytest.mark.parametrize("sides", [2, 4])
def test_nothing_tells_who_meets_and_no_byte_would_change(
    sides: int, twins: list[Client], nobody: Client, simulator: Simulator
) -> None:
    """Not if they changed places, nor if there were others in their place."""
    with hidden_models(simulator, sides) as models, hidden_models(simulator, sides) as others:
        needles = needles_of([*models, *others])
        casts = (models, models[::-1], others)

        one, *rest = [everything(*cast, nobody=nobody) for cast in zip(twins, repeat(simulator), casts, strict=False)]

    hits = {name: found(needles, text) for told in (one, *rest) for name, text in told.items()}
    assert {name: hit for name, hit in hits.items() if hit} == {}
    for other in rest:
        assert one.keys() == other.keys()
        differing = [name for name in one if not name.startswith(COUNTING) and alike(one[name]) != alike(other[name])]
        assert {name: first_difference(one[name], other[name]) for name in differing} == {}
    assert sum(map(len, one.values())) > 100_000


@pytest.mark.parametrize("sides", [2, 4])
def test_after_the_vote_every_surface_names_them(
    sides: int, owner: Client, nobody: Client, simulator: Simulator
) -> None:
    with hidden_models(simulator, sides) as models:
        stage, _ = fight(owner, simulator, models)
        answer = vote(owner, stage.turns["well"], preference="model_b")
        told = {name: whole(answer) for name, answer in told_of(stage, nobody)}

    names = {model.display_name for model in models}
    assert answer.status_code == 201
    assert found(names, answer.text) == names
    for surface in TELLING:
        text = "".join(text for name, text in told.items() if name.startswith(surface))
        assert found(names, text) == names, surface
        assert "Model A" not in text, surface
    assert all('"usage"' in text for name, text in told.items() if name.startswith("streams of runs 0"))


def test_no_route_is_forgotten(twins: list[Client], nobody: Client, simulator: Simulator) -> None:
    asked: set[str] = set()

    def note(request: httpx.Request) -> None:
        asked.add(resolve(request.url.path).route.removeprefix("api/"))

    for client in (twins[0], nobody):
        client.event_hooks = {"request": [note]}
    with hidden_models(simulator, 2) as models:
        everything(twins[0], simulator, models, nobody=nobody)

    forgotten = [route for route in routes() if route not in asked and not route.startswith(tuple(ELSEWHERE))]
    assert forgotten == []
