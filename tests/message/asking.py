"""How the tests ask and listen: over a real socket, a line at a time, in any format."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from ai_model.models import AIModel
from chat_session.models import PARTICIPANTS, Contender, Session
from tests.people import Client
from user.models import User


def seat(user: User, *models: AIModel, mode: str = "", **fields: Any) -> Session:
    """A session with these contenders; a comparison if there are several."""
    mode = mode or ("direct" if len(models) == 1 else "compare")
    session = Session.objects.create(user=user, mode=mode, size=len(models), **fields)
    Contender.objects.bulk_create(
        Contender(session=session, participant=side, model=model)
        for side, model in zip(PARTICIPANTS, models, strict=False)
    )
    return session


def question(session: Session, content: str = "Why?", **fields: Any) -> dict[str, Any]:
    return {"session_id": str(session.pk), "messages": [{"role": "user", "content": content}], **fields}


def answer_within(seconds: float, ask: Callable[[], httpx.Response]) -> httpx.Response:
    """Asked again for a while: a machine that has more to do may make some answers late, but not all."""
    for _ in range(10):
        answer = ask()
        if answer.is_success and answer.elapsed.total_seconds() < seconds:
            return answer
        time.sleep(1)
    raise AssertionError(f"{answer} took {answer.elapsed.total_seconds():.2f} s")


class Ear:
    """Hears a stream line by line."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.headers = response.headers
        self.heard = b""
        self.bytes = response.iter_raw()
        self.waiting = b""

    @property
    def run(self) -> str:
        return self.headers["X-Run-Id"]

    def line(self) -> str:
        """The next one, without its end; empty at the end of all."""
        while b"\n" not in self.waiting:
            piece = next(self.bytes, b"")
            if not piece:
                return ""
            self.heard += piece
            self.waiting += piece
        line, _, self.waiting = self.waiting.partition(b"\n")
        return line.decode()

    def until(self, *words: str) -> str:
        """The first line that holds all of these."""
        while line := self.line():
            if all(word in line for word in words):
                return line
        raise AssertionError(f"{words} were never said: {self.heard!r}")

    def rest(self) -> bytes:
        """All that was heard, to the end."""
        for piece in self.bytes:
            self.heard += piece
        return self.heard


@contextmanager
def ask(client: Client, body: dict[str, Any], **options: Any) -> Iterator[Ear]:
    with listen(client, "POST", "/messages/stream/", json=body, **options) as ear:
        yield ear


@contextmanager
def listen(client: Client, method: str, path: str, **options: Any) -> Iterator[Ear]:
    with client.stream(method, path, **options) as response:
        if response.is_error:
            response.read()
            raise AssertionError(f"{path} was refused: {response.status_code} {response.text}")
        yield Ear(response)
