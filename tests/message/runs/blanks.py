"""Runs that have just been opened: their rows are there, and nobody has said anything."""

from collections.abc import Mapping
from uuid import UUID

from message.models import Message, Run
from message.opening import Opened
from message.plans import Plan
from tests.ai_model.providers.hearing import make_call
from tests.conversations import make_session, reply, say
from tests.people import Client


def make_blanks(client: Client, sides: int = 1) -> list[Message]:
    """The replies of a new run, in a session of its own."""
    session = make_session(client.user, "compare", size=max(sides, 2))
    turn = say(session, "Why?")
    run = turn.runs.get()
    Run.objects.filter(pk=run.pk).update(ended_at=None)
    return [reply(turn, side, "", run=run, status="pending", usage=None) for side in "abcdefgh"[:sides]]


def run_of(message: Message) -> UUID:
    assert message.run_id
    return message.run_id


def open_run(client: Client, url: str, models: Mapping[str, str]) -> Opened:
    """By side, the models of a provider there."""
    replies = make_blanks(client, len(models))
    run = Run.objects.select_related("session__user").get(replies=replies[0])
    calls = {side: make_call(url, model) for side, model in models.items()}
    return Opened(
        run,
        run.session,
        question=run.turn.messages.get(role="user").pk,
        replies={reply.participant: reply.pk for reply in replies},
        plans={side: Plan(call.prompt, call) for side, call in calls.items()},
    )
