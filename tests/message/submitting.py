"""Questions as clients put them, heard to their end; what providers were sent for them, and what is stored of them."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import Any
from uuid import uuid4

import httpx

from ai_model.models import AIModel
from api.refusals import Code
from chat_session.models import Session
from message.models import Message, Run, Turn
from tests.message.asking import Ear, ask, listen, question
from tests.message.simulating import Simulator, say_in_turn
from tests.message.wire.decoding import Heard, ends, hear
from tests.people import Client
from tests.servers import Server
from tests.simulator.steps import Scenario

PATIENCE_SECONDS = 10.0
CREDENTIALS = ("Authorization", "X-Anonymous-Token")


def tell(client: Client, body: dict[str, Any], *, form: str = "lines", **options: Any) -> list[Heard]:
    """All that is heard of a question."""
    with ask(client, body, params={"stream_format": form}, **options) as ear:
        return hear(form, ear.rest())


def again(client: Client, reply: Any, **options: Any) -> list[Heard]:
    """All that is heard of a reply that is generated again."""
    with listen(client, "POST", f"/messages/{reply}/regenerate/", **options) as ear:
        return hear("lines", ear.rest())


def reword(client: Client, asked: Any, content: str) -> list[Heard]:
    with listen(client, "POST", f"/messages/{asked}/branch/", json={"content": content}) as ear:
        return hear("lines", ear.rest())


def ids_of(heard: list[Heard]) -> dict[str, str]:
    """What was created, as the first line tells it."""
    return heard[0].data


def placed(session: Session, sides: str, content: str = "Why?", **fields: Any) -> dict[str, Any]:
    """A question as clients of the format text put it: they have made the ids, of its replies too."""
    asked = str(uuid4())
    replies = [
        {
            "role": "assistant",
            "id": str(uuid4()),
            "participant": side,
            "content": "",
            "modelId": str(uuid4()),
            "parent_message_ids": [asked],
            "status": "pending",
        }
        for side in sides
    ]
    item = {"role": "user", "id": asked, "content": content, "parent_message_ids": [], "status": "pending"}
    return {"session_id": str(session.pk), "messages": [item | fields, *replies]}


def retrigger(session: Session, **fields: Any) -> dict[str, Any]:
    return {"session_id": str(session.pk), "trigger": "regenerate-message", **fields}


def answers(*texts: str) -> list[Scenario]:
    """Another one each time it is asked."""
    return [say_in_turn(text) for text in texts]


def named(session: Session, identifier: Any, content: str = "Why?", **fields: Any) -> dict[str, Any]:
    """A question whose client has given it an id."""
    body = question(session, content)
    body["messages"][0] |= {"id": identifier, **fields}
    return body


def send(client: Client, body: dict[str, Any], **options: Any) -> Ear:
    """As far as its headers, whatever they say. Whoever sends it closes its response."""
    request = client.build_request("POST", "/messages/stream/", json=body, **options)
    return Ear(client.send(request, stream=True))


def wait_for(ear: Ear, *words: bytes) -> None:
    """Until all of these were heard, in whatever format."""
    while missing := [word for word in words if word not in ear.heard]:
        piece = next(ear.bytes, b"")
        assert piece, (missing, ear.heard)
        ear.heard += piece


@contextmanager
def all_at_once(client: Client, bodies: Sequence[dict[str, Any]], **options: Any) -> Iterator[list[Ear]]:
    """As far as their headers."""
    with ThreadPoolExecutor(len(bodies)) as pool, ExitStack() as closing:
        ears = list(pool.map(lambda body: send(client, body, **options), bodies))
        for ear in ears:
            closing.callback(ear.response.close)
        yield ears


def at(server: Server, client: Client) -> Client:
    """The same person at another worker."""
    shown = {name: client.headers[name] for name in CREDENTIALS if name in client.headers}
    return Client(server, client.known_user, **shown)


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def prompts_of(simulator: Simulator, model: AIModel) -> list[list[tuple[str, str]]]:
    """What each of its calls said, by role."""
    bodies = [json.loads(call["body"]) for call in simulator.calls_of(model)]
    return [[(said["role"], said["content"]) for said in body["messages"]] for body in bodies]


def show(client: Client, session: Session, *fields: str) -> list[list[Any]]:
    """Of each message, as its session tells them."""
    messages = client.get(f"/sessions/{session.pk}/").json()["messages"]
    return [[message[name] for name in fields] for message in messages]


def rows_of(*sessions: Session) -> list[list[dict[str, Any]]]:
    """All that is stored of them."""
    kinds = (Turn, Run, Message)
    below = [list(kind.objects.filter(session__in=sessions).order_by("pk").values()) for kind in kinds]
    return [list(Session.objects.filter(pk__in=[each.pk for each in sessions]).order_by("pk").values()), *below]


def row(identifier: Any) -> Any:
    return Message.objects.select_related("turn", "session", "run").get(pk=identifier)


def newest(session: Session, side: str) -> Any:
    """What a side said last."""
    return session.messages.filter(participant=side).order_by("-turn_number", "-version")[0]


def comes_true(check: Callable[[], bool], *, seconds: float = PATIENCE_SECONDS) -> bool:
    """For what happens beside what is heard."""
    end = time.monotonic() + seconds
    while not check():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def refused_in_band(answer: httpx.Response, sides: str, code: str, *, is_retryable: bool = False) -> bool:
    """One line for each side, and nothing else."""
    failure = {"finishReason": "error", "code": code, "error": Code[code.upper()].sentence, "retryable": is_retryable}
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert list(ends(hear("text", answer.content)).items()) == [(side, failure) for side in sides]
    assert answer.content.count(b"\n") == len(sides)
    return True
