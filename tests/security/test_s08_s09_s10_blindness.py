"""S08, S09, S10: no change, no filter and no figure tells who meets in a battle before its vote.

Every surface is swept in tests/blindness; here is what an attacker would try first.
"""

import json
from typing import Any

import httpx
import pytest

from chat_session.models import Session
from message.wire.formats import FORMATS
from tests.blindness.needles import found, needles_of
from tests.blindness.staging import hidden_models, set_stage
from tests.feedback.battles import ballot
from tests.message.asking import ask, listen, question
from tests.message.simulating import Simulator, say_in_turn
from tests.message.submitting import newest, placed, tell
from tests.people import Client

FILTERS = ("model_id", "model", "model_a_id", "model_b_id", "provider", "contenders__model", "ordering", "search")
FIGURES = ("usage", "timings", "cost", "latency_ms", "tokens", "duration", "seq", "served_model")


def test_s08_a_change_does_not_unmask(owner: Client, simulator: Simulator) -> None:
    with hidden_models(simulator, 2) as models:
        session = set_stage(owner, simulator, models).session
        id_of = str(models[0].pk)
        changes: list[dict[str, Any]] = [
            {"mode": "compare"},
            {"mode": "direct"},
            {"model_a_id": id_of},
            {"models": [id_of, id_of]},
            {"contenders": []},
        ]

        answers = [owner.patch(f"/sessions/{session.pk}/", json=change) for change in changes]
        answers.append(owner.put(f"/sessions/{session.pk}/", json=changes[0]))
        shown = owner.get(f"/sessions/{session.pk}/")

    assert [answer.status_code for answer in answers] == [400] * len(changes) + [405]
    assert Session.objects.get(pk=session.pk).mode == "random"
    assert found(needles_of(models), "".join(answer.text for answer in (*answers, shown))) == set()
    assert [seat["model"]["display_name"] for seat in shown.json()["session"]["contenders"]] == ["Model A", "Model B"]


def test_s09_no_filter_is_an_oracle(owner: Client, simulator: Simulator) -> None:
    """Whoever asks for the right model is answered as if it were the wrong one."""
    with hidden_models(simulator, 4) as models:
        there, others = models[:2], models[2:]
        stage = set_stage(owner, simulator, there)
        for model in there:
            simulator.play(model, say_in_turn("Peaches."))
        tell(owner, question(stage.session))

        for path in ("/sessions/", "/feedback/", "/messages/"):
            asked = [answers_to(owner, path, stage.session, word) for word in [*words_of(there), *words_of(others)]]
            assert asked == asked[:1] * len(asked), path


def words_of(models: Any) -> list[str]:
    return [word for model in models for word in (str(model.pk), model.name)]


def answers_to(client: Client, path: str, session: Session, word: str) -> list[tuple[int, str]]:
    """To each filter in turn, without the id that differs each time."""
    usual = {"session_id": str(session.pk)} if path == "/messages/" else {}
    return [cut(client.get(path, params={**usual, name: word})) for name in FILTERS]


def cut(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.text.replace(answer.headers["X-Request-Id"], "")


@pytest.mark.parametrize("form", FORMATS)
def test_s09_s10_no_stream_tells_names_or_figures_before_the_vote(
    form: str, owner: Client, simulator: Simulator
) -> None:
    with hidden_models(simulator, 2) as models:
        session = set_stage(owner, simulator, models).session
        for model in models:
            simulator.play(model, say_in_turn("Peaches."))
        with ask(owner, placed(session, "ab"), params={"stream_format": form}) as ear:
            asked = f"{ear.headers}{ear.rest().decode()}"
        with listen(owner, "GET", f"/runs/{ear.run}/stream/", params={"stream_format": form}) as ear:
            told = f"{ear.headers}{ear.rest().decode()}"
        shown = [owner.get(path) for path in (f"/sessions/{session.pk}/", f"/messages/?session_id={session.pk}")]

    assert found(needles_of(models), asked + told + "".join(answer.text for answer in shown)) == set()
    assert found({f'"{name}"' for name in FIGURES}, asked + told) == set()
    replies = [said for said in shown[1].json() if said["participant"]]
    assert [(reply["usage"], reply["timings"]) for reply in replies] == [(None, None)] * 2


def test_s10_figures_come_with_the_vote(owner: Client, simulator: Simulator) -> None:
    with hidden_models(simulator, 2) as models:
        session = set_stage(owner, simulator, models).session
        for model in models:
            simulator.play(model, say_in_turn("Peaches."))
        run = tell(owner, question(session))[0].data["run"]
        owner.post("/feedback/", json=ballot(session.turns.get()))
        with listen(owner, "GET", f"/runs/{run}/stream/") as ear:
            told = ear.rest().decode()

    end = json.loads(next(line for line in told.splitlines() if line.startswith("ad:"))[3:])
    assert {"usage", "timings"} <= end.keys()
    shown = owner.get(f"/messages/{newest(session, 'a').pk}/").json()
    assert shown["model"]["id"] == str(models[0].pk)
    assert shown["usage"]
    assert shown["timings"]
