"""All that can be asked about a battle: every route of the URL table that knows of it, in every form, well or badly."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from uuid import uuid4

import httpx

from message.wire.formats import FORMATS
from tests.blindness.staging import Stage
from tests.feedback.battles import mark
from tests.people import Client

Told = Iterator[tuple[str, httpx.Response]]
# Where somebody would look who wants to know what a name does to an answer.
ORACLES = ("search", "model", "model_id", "provider", "model_a_id")


def told_of(stage: Stage, nobody: Client, *names: str) -> Told:
    """The name of each question, and what was answered."""
    for name, ask in SURFACES.items():
        if names and name not in names:
            continue
        for number, answer in enumerate(ask(stage, nobody)):
            yield f"{name} {number}", answer


Ask = Callable[[Stage, Client], Iterator[httpx.Response]]


def of_session(*paths: str, **query: str) -> Ask:
    def ask(stage: Stage, nobody: Client) -> Iterator[httpx.Response]:
        for path in paths:
            yield stage.client.get(path.format(session=stage.session.pk), params=query or None)

    return ask


def of_messages(path: str) -> Ask:
    """Of every question and every version of every reply."""

    def ask(stage: Stage, nobody: Client) -> Iterator[httpx.Response]:
        for message in stage.session.messages.order_by("turn_number", "participant", "version"):
            yield stage.client.get(path.format(message=message.pk))

    return ask


def in_each_format(path: Callable[[Stage, str], str]) -> Ask:
    """A stream of each turn, of each side where a format tells one alone; as if resumed, too."""

    def ask(stage: Stage, nobody: Client) -> Iterator[httpx.Response]:
        for turn in HEARD_AGAIN:
            for form in FORMATS:
                for side in stage.sides if form == "ui" else "a":
                    query = {"stream_format": form, "side": side}
                    yield stage.client.get(path(stage, turn), params=query)
            yield stage.client.get(path(stage, turn), params={"after": "a:3", "stream_format": "sse"})

    return ask


def oracles(stage: Stage, nobody: Client) -> Iterator[httpx.Response]:
    """Whether it matters which of the hidden names one asks for."""
    for model in stage.models:
        for parameter in ORACLES:
            for word in (str(model.pk), model.name):
                yield stage.client.get("/sessions/", params={parameter: word})
        yield stage.client.get("/sessions/", params={"search": model.display_name})
        yield stage.client.get("/feedback/", params={"model_id": str(model.pk)})


def openings(stage: Stage, nobody: Client) -> Iterator[httpx.Response]:
    """A battle is opened, whoever is drawn for it; with what was sent of models, too."""
    for size in (2, 2, 4):
        yield stage.client.post("/sessions/", json={"mode": "random", "size": size})
    yield stage.client.post("/sessions/", json={"mode": "random", "model_a_id": str(stage.models[0].pk)})


def changes(stage: Stage, nobody: Client) -> Iterator[httpx.Response]:
    path = f"/sessions/{stage.session.pk}"
    client = stage.client
    yield client.patch(f"{path}/", json={"is_pinned": True})
    yield client.patch(f"{path}/", json={"mode": "compare"})
    yield client.patch(f"{path}/", json={"model_a_id": str(stage.models[0].pk)})
    yield client.post(f"{path}/generate_title/")
    yield client.post(f"{path}/unshare/")
    yield client.post(f"{path}/share/")
    yield client.post(f"{path}/duplicate/")
    yield client.post(f"{path}/duplicate/", json={"include_messages": False})
    for turn in stage.turns:
        yield client.post(f"/runs/{stage.run(turn)}/stop/")


def marks(stage: Stage, nobody: Client) -> Iterator[httpx.Response]:
    """Like and dislike reveal nothing, in their answer and in the list."""
    for side in stage.sides:
        reply = stage.turns["well"].messages.filter(participant=side).order_by("-version")[0]
        given = mark(stage.client, reply, preference="like", rating=4, comment="Well said.")
        yield given
        yield stage.client.get(f"/feedback/{given.json()['id']}/")
    yield stage.client.get("/feedback/")
    yield stage.client.get("/feedback/", params={"session_id": str(stage.session.pk)})


def refusals(stage: Stage, nobody: Client) -> Iterator[httpx.Response]:
    """Votes that do not become one, questions that are no good, and what others are told."""
    session, asked = str(stage.session.pk), stage.question("failed")
    vote: dict[str, Any] = {"session_id": session, "message_id": asked, "feedback_type": "preference"}
    choices: list[dict[str, Any]] = [
        {"preference": "model_b"},
        {"preference": "model_h"},
        {"ranking": [["b"], ["a"]]},
        {},
    ]
    for choice in choices:
        yield stage.client.post("/feedback/", json=vote | choice)
    yield stage.client.post("/feedback/", json=vote | {"preference": "tie", "replies": {"a": str(uuid4())}})
    for messages in ([], [{"role": "user"}], [{"role": "user", "content": ""}]):
        yield stage.client.post("/messages/stream/", json={"session_id": session, "messages": messages})
    for model in stage.models:
        yield stage.client.post("/sessions/", json={"mode": "compare", "models": [model.name, "no/such-model"]})
    yield stage.client.get(f"/sessions/{session}/export/", params={"as": "docx"})
    yield stage.client.get(f"/runs/{stage.run('well')}/stream/", params={"after": "a:x"})
    yield nobody.get(f"/sessions/{session}/")


def shared(stage: Stage, nobody: Client) -> Iterator[httpx.Response]:
    stage.session.refresh_from_db(fields=["share_token"])
    yield nobody.get(f"/shared/{stage.session.share_token}/")
    yield nobody.get(str(nobody.base_url.join(f"/s/{stage.session.share_token}")))


def open_to_all(*paths: str) -> Ask:
    def ask(stage: Stage, nobody: Client) -> Iterator[httpx.Response]:
        for path in paths:
            yield nobody.get(str(nobody.base_url.join(path)))

    return ask


BOARDS = ("", "llm/", "pairs/", "trends/", "categories/", "snapshots/", f"snapshots/{uuid4()}/")

SURFACES: Mapping[str, Ask] = {
    "the list": of_session("/sessions/", "/sessions/type/", search="Why"),
    "the session": of_session("/sessions/{session}/"),
    "its messages": of_session("/messages/?session_id={session}"),
    "as JSON": of_session("/sessions/{session}/export/?as=json"),
    "as Markdown": of_session("/sessions/{session}/export/?as=markdown"),
    "as text": of_session("/sessions/{session}/export/?as=txt"),
    "all my data": of_session("/users/me/data/", "/users/me/"),
    "each message": of_messages("/messages/{message}/"),
    "each tree": of_messages("/messages/{message}/tree/"),
    "each path": of_messages("/messages/conversation_path/?start_id={message}&end_id={message}"),
    "each run": lambda stage, nobody: (stage.client.get(f"/runs/{stage.run(turn)}/") for turn in stage.turns),
    "streams of runs": in_each_format(lambda stage, turn: f"/runs/{stage.run(turn)}/stream/"),
    "streams of questions": in_each_format(lambda stage, turn: f"/messages/{stage.question(turn)}/stream/"),
    "the live stream": of_session("/sessions/{session}/stream/", "/messages/stream/{session}/stream/"),
    "what I have used": of_session("/usage/", "/usage/export/"),
    "oracles": oracles,
    "openings": openings,
    "marks": marks,
    "refusals": refusals,
    "changes": changes,
    "shared": shared,
    "boards": open_to_all(*(f"/api/leaderboard/{path}" for path in BOARDS), "/api/feedback/seals/"),
    "what keeps me out": of_session("/leaderboard/exclusion/"),
    "the schema": open_to_all("/api/schema/"),
    "health": open_to_all("/health/", "/ready/", "/live/"),
    "metrics": open_to_all("/metrics/"),
    "the contact": open_to_all("/.well-known/security.txt"),
}

# Turns whose streams are heard again: the others are like the first.
HEARD_AGAIN = ("well", "failed", "reworded")
# What is asked while models speak.
LIVE = ("the list", "the session", "its messages", "as JSON", "as Markdown", "as text", "each message", "each run")

# Routes that know nothing of any session.
ELSEWHERE: Mapping[str, str] = {
    "auth/": "knows people",
    "models/": "tells every model to everybody, whoever meets in battles",
    "docs/": "a page around the schema",
}


def whole(answer: Any) -> str:
    headers = "\n".join(f"{name}: {value}" for name, value in sorted(answer.headers.items()))
    return f"{answer.status_code}\n{headers}\n\n{answer.text}"
