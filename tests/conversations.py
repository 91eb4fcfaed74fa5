"""Rows the tests begin with: models on offer, sessions, and what was said in them."""

from typing import Any
from uuid import uuid4

from django.utils import timezone

from ai_model.models import AIModel, Provider
from chat_session.models import PARTICIPANTS, Contender, Session
from message.models import Message, Run, Turn
from user.models import User


def make_model(**fields: Any) -> AIModel:
    """Offered, unless said otherwise: its provider needs no key."""
    provider, _ = Provider.objects.get_or_create(
        name="open", defaults={"dialect": "openai-chat", "base_url": "http://open.example"}
    )
    code = f"model-{uuid4().hex}"
    values: dict[str, Any] = {"model_code": code, "name": f"open/{code}", "display_name": f"Model {code[-6:]}"}
    return AIModel.objects.create(**{"provider": provider} | values | fields)


def make_session(user: User, mode: str = "direct", *, size: int | None = None, **fields: Any) -> Session:
    size = size or (1 if mode == "direct" else 2)
    session = Session.objects.create(user=user, mode=mode, size=size, **fields)
    seats = [Contender(session=session, participant=PARTICIPANTS[seat], model=make_model()) for seat in range(size)]
    Contender.objects.bulk_create(seats)
    return session


def say(session: Session, question: str, *answers: str, after: Turn | None = None) -> Turn:
    """A turn, ended: the question and one answer of each side. Further answers than sides are newer versions."""
    turn = Turn.objects.create(
        session=session,
        number=session.turns.count() + 1,
        parent=after,
        depth=after.depth + 1 if after else 0,
    )
    stem = after.pk if after else session.pk
    wordings = Message.objects.filter(stem=stem, participant="").count()
    asked = add_message(turn, role="user", content=question, stem=stem, version=wordings + 1)
    run = Run.objects.create(session=session, turn=turn, format="lines", ended_at=timezone.now())
    for place, answer in enumerate(answers):
        reply(turn, PARTICIPANTS[place % session.size], answer, parents=[str(asked.pk)], run=run)
    return turn


def reply(turn: Turn, participant: str, content: str, **fields: Any) -> Message:
    version = turn.messages.filter(participant=participant).count() + 1
    model = turn.session.contenders.get(participant=participant).model
    figures = {"input_tokens": 3, "output_tokens": 5, "reasoning_tokens": 0, "cost": 0.1, "estimated": False}
    parents = fields.pop("parents", [])
    values: dict[str, Any] = {"model": model, "usage": figures, "timings": {"first_token_ms": 9, "duration_ms": 99}}
    return add_message(
        turn,
        role="assistant",
        participant=participant,
        content=content,
        stem=turn.pk,
        version=version,
        parent_message_ids=parents,
        **values | fields,
    )


def add_message(turn: Turn, **fields: Any) -> Message:
    values = {"status": Message.Status.SUCCESS} | fields
    Session.objects.filter(pk=turn.session_id).update(message_count=turn.session.messages.count() + 1)
    return Message.objects.create(session=turn.session, turn=turn, turn_number=turn.number, **values)


def talk_at_length(session: Session, turns: int, **fields: Any) -> list[Turn]:
    """Many turns on one path, in few statements: each with its question and an answer of every side."""
    contenders = list(session.contenders.select_related("model"))
    chain: list[Turn] = []
    said: list[Message] = []
    for number in range(1, turns + 1):
        before = chain[-1] if chain else None
        turn = Turn(session=session, number=number, parent=before, depth=number - 1)
        place: dict[str, Any] = {"session": session, "turn": turn, "turn_number": number, "status": "success"}
        said.append(
            Message(role="user", content=f"{number}?", stem=before.pk if before else session.pk, **place | fields)
        )
        said += [
            Message(
                role="assistant",
                participant=contender.participant,
                model=contender.model,
                content=f"{number}{contender.participant}",
                stem=turn.pk,
                **place | fields,
            )
            for contender in contenders
        ]
        chain.append(turn)
    Turn.objects.bulk_create(chain)
    Message.objects.bulk_create(said)
    Session.objects.filter(pk=session.pk).update(message_count=len(said))
    return chain
