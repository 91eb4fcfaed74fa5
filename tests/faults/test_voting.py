"""Votes while workers are killed: what was answered is stored, once, and as it was answered."""

import asyncio
from collections.abc import Mapping
from random import Random
from uuid import UUID

import pytest
import uvloop

from tests.faults.calling import Cut, call
from tests.faults.clients import PAUSE_SECONDS, Doors, ask
from tests.faults.histories import Talk
from tests.faults.stage import Stage

VOTES = 24
WORDS = ("model_a", "model_b", "tie", "both_bad")
VOTED = "SELECT question_id, kind FROM feedback_vote"
KINDS = {"model_a": "best", "model_b": "best", "tie": "tie", "both_bad": "all_bad"}
TAKEN = (200, 201)
PATIENCE_SECONDS = 30.0


@pytest.mark.seeds(short=1, full=8)
def test_a_vote_that_was_answered_is_never_lost(pair: Stage, dice: Random) -> None:
    stored, told = uvloop.run(vote_under_fire(pair, dice))

    assert {question: stored[question] for question in told} == told
    assert len(told) == VOTES


async def vote_under_fire(stage: Stage, dice: Random) -> tuple[Mapping[UUID, list[str]], Mapping[UUID, list[str]]]:
    """What is stored of each turn, and what its voter was told."""
    victim, other = dice.sample(stage.workers, 2)
    await stage.simulator.talk(0.2)
    talks = await stage.prepare(dice, VOTES, door=other.door, sides=2)
    await asyncio.gather(*[ask(talk, stage.doors(other)) for talk in talks])
    voting = [asyncio.create_task(vote(talk, stage.doors(victim), dice.choice(WORDS), dice.random())) for talk in talks]
    await asyncio.sleep(dice.uniform(0.3, 0.7))
    victim.kill()
    restarting = asyncio.create_task(victim.restart())
    told = dict(await asyncio.gather(*voting))
    await restarting
    rows = await asyncio.to_thread(stage.database.query, VOTED)
    stored = {UUID(str(question)): [kind for each, kind in rows if each == question] for question, _ in rows}
    return stored, told


async def vote(talk: Talk, doors: Doors, word: str, pause: float) -> tuple[UUID, list[str]]:
    """Again and again the same, until it is answered; what was answered."""
    await asyncio.sleep(pause)
    headers = {name: value for name, value in talk.headers.items() if name != "Idempotency-Key"}
    question = await find_question(talk, doors, headers)
    body = {"session_id": talk.session, "message_id": question, "feedback_type": "preference", "preference": word}
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            try:
                answer = await call(doors.here, "POST", "/api/feedback/", headers=headers, body=body)
            except Cut:
                answer = None
            if answer and answer.status in TAKEN:
                return UUID(question), [KINDS[answer.json()["preference"]]]
            assert answer is None or answer.status in (502, 503), answer
            doors.move()
            await asyncio.sleep(PAUSE_SECONDS)


async def find_question(talk: Talk, doors: Doors, headers: Mapping[str, str]) -> str:
    while True:
        try:
            shown = await call(doors.here, "GET", f"/api/sessions/{talk.session}/", headers=headers)
            return str(shown.json()["messages"][0]["id"])
        except Cut:
            doors.move()
            await asyncio.sleep(PAUSE_SECONDS)
