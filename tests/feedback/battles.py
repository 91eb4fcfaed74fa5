"""Battles that have been fought, and votes on them."""

from datetime import datetime, timedelta
from typing import Any

import httpx
from django.utils import timezone

from ai_model.models import AIModel
from chat_session.models import Session
from feedback.ledger import sum_of
from feedback.models import Reason, Verdict, Vote, Voter
from message.models import Message, Run, Turn
from tests.conversations import make_session, say
from tests.people import Client
from user.models import User

ANSWERS = ("Because of the air.", "Because of the sea.", "Because of the sun.", "Because of the dust.")
READING = timedelta(seconds=10)


def fight(
    user: User,
    *answers: str,
    question: str = "Why is the sky blue?",
    session: Session | None = None,
    mode: str = "random",
    read_for: timedelta = READING,
) -> Turn:
    """A turn that ended so long ago that somebody can have read it."""
    answers = answers or ANSWERS[:2]
    session = session or make_session(user, mode, size=len(answers))
    turn = say(session, question, *answers, after=session.turns.order_by("-number").first())
    Run.objects.filter(turn=turn).update(ended_at=timezone.now() - read_for)
    return turn


def question_of(turn: Turn) -> Message:
    return turn.messages.get(role="user")


def model_of(turn: Turn, side: str) -> AIModel:
    return AIModel.objects.get(messages=reply_of(turn, side))


def reply_of(turn: Turn, side: str) -> Message:
    return turn.messages.filter(participant=side).order_by("-version")[0]


def ballot(turn: Turn, **choice: Any) -> dict[str, Any]:
    said = {"session_id": str(turn.session_id), "message_id": str(question_of(turn).pk), "feedback_type": "preference"}
    return said | (choice or {"preference": "model_a"})


def vote(client: Client, turn: Turn, **choice: Any) -> httpx.Response:
    return client.post("/feedback/", json=ballot(turn, **choice))


def cast(turn: Turn, *, reason: Reason = Reason.FAIR, at: datetime | None = None) -> Vote:
    """A vote as rows alone: the first side is the best."""
    at = at or timezone.now()
    owner = turn.session.user
    assert owner
    vote = Vote.objects.create(
        voter=Voter.objects.of(owner),
        session=turn.session,
        turn=turn,
        question=question_of(turn),
        kind="ranking",
        is_blind=True,
        dwell_ms=9000,
        created_at=at,
    )
    for rank, reply in enumerate(turn.messages.exclude(participant="").order_by("participant"), 1):
        seen = {"message": reply, "model_id": reply.model_id, "sha256": sum_of(reply.content)}
        vote.slots.create(participant=reply.participant, rank=rank, **seen)
    Verdict.objects.create(vote=vote, counts=reason is Reason.FAIR, reason=reason, at=at)
    return vote


def mark(client: Client, reply: Message, **opinion: Any) -> httpx.Response:
    said = {"session_id": str(reply.session_id), "message_id": str(reply.pk), "feedback_type": "rating"}
    return client.post("/feedback/", json=said | opinion)


def votes_on(turn: Turn) -> list[Vote]:
    return list(Vote.objects.told().filter(turn=turn))


def reason_of(turn: Turn) -> str:
    (cast,) = votes_on(turn)
    return cast.reason
