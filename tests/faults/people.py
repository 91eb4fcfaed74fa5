"""Who asks: owners with an account and guests, each with sessions of their own."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from random import Random
from typing import Any
from uuid import uuid4

from tests.faults.calling import Door, call
from tests.faults.histories import Talk
from tests.faults.voices import VOICES, name_model
from tests.people import PASSWORD, make_email

CREATED = 201
KEY = "Idempotency-Key"

choirs = count()


@dataclass(frozen=True, slots=True)
class Person:
    headers: Mapping[str, str]

    async def open_session(self, door: Door, *models: str) -> str:
        mode = "direct" if len(models) == 1 else "compare"
        answer = await call(
            door, "POST", "/api/sessions/", headers=self.headers, body={"mode": mode, "models": list(models)}
        )
        assert answer.status == CREATED, answer
        return str(answer.json()["id"])

    async def prepare(self, door: Door, dice: Random, *, sides: int = 0, words: str = "Why?") -> Talk:
        """A question in a session of its own, which nobody has asked yet."""
        choir = next(choirs)
        models = [name_model(voice, choir) for voice in dice.sample(list(VOICES), sides or dice.choice((1, 2, 2, 3)))]
        session = await self.open_session(door, *models)
        return self.word(dice, session, sides=len(models), words=words)

    def word(self, dice: Random, session: str, *, sides: int, words: str = "Why?") -> Talk:
        """What names the question is also what is looked for in rows and in the ledger."""
        question = f"{uuid4()} {words}"
        item: dict[str, Any] = {"role": "user", "content": question}
        headers = dict(self.headers)
        if dice.random() < 0.5:
            headers[KEY] = f"key of {question[:36]}"
        else:
            item["id"] = str(uuid4())
        body = {"session_id": session, "messages": [item]}
        return Talk(question, session, sides=sides, headers=headers, body=body)


def ask_next(talk: Talk, dice: Random) -> Talk:
    """By the same person in the same session."""
    person = Person({name: value for name, value in talk.headers.items() if name != KEY})
    return person.word(dice, talk.session, sides=talk.sides)


async def make_account(door: Door) -> Person:
    answer = await call(door, "POST", "/api/auth/register/", body={"email": make_email(), "password": PASSWORD})
    assert answer.status == CREATED, answer
    return Person({"Authorization": f"Bearer {answer.json()['tokens']['access']}"})


async def make_guest(door: Door) -> Person:
    answer = (await call(door, "POST", "/api/auth/anonymous/", body={})).json()
    return Person({"X-Anonymous-Token": answer["anonymous_token"]})
