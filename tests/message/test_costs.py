"""What a submit costs the database: as many queries for eight sides as for one."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ai_model.models import AIModel, Price
from chat_session.models import Session
from message import turns
from message.opening import Submit
from message.questions import Question
from tests.conversations import make_model, say
from tests.message.asking import seat
from tests.people import Client
from user.models import User


def make_priced(**fields: str) -> AIModel:
    model = make_model(**fields)
    Price.objects.create(model=model, input_price=1, output_price=2)
    return model


def count_queries(session: Session) -> int:
    """Of a question, asked as the owner in this very thread."""
    submit = Submit(session.user or User(), uuid4().hex)
    with CaptureQueriesContext(connection) as captured:
        opened = turns.ask(session.pk, Question("Why?"), submit=submit)
    assert [len(plan.prices) for plan in opened.plans.values()] == [
        1 + bool(contender.model.fallback) for contender in session.contenders.order_by("participant")
    ]
    return len(captured)


@pytest.mark.parametrize("has_fallbacks", [False, True])
def test_more_sides_cost_no_more_queries(has_fallbacks: bool, owner: Client) -> None:
    counts = []

    for size in (1, 2, 8):
        names = [make_priced().name if has_fallbacks else "" for _ in range(size)]
        session = seat(owner.user, *[make_priced(fallback=name) for name in names], mode="compare")
        say(session, "First?", *["This."] * size)
        counts.append(count_queries(session))

    assert len(set(counts)) == 1, counts


def test_who_stands_in_costs_as_many_whoever_it_is_for(owner: Client) -> None:
    stand_in = make_priced()

    alone, together = [
        count_queries(seat(owner.user, *[make_priced(fallback=stand_in.name) for _ in range(size)], mode="compare"))
        for size in (1, 8)
    ]

    assert alone == together
