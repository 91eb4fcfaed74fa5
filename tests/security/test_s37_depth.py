"""S37: a conversation of any depth is told in a handful of statements, and has no way back into itself."""

from typing import Any
from uuid import uuid4

from django.db.models import F

from message.models import Message, Turn
from tests.conversations import make_session, talk_at_length
from tests.message.asking import ask, question, seat
from tests.message.simulating import Simulator
from tests.message.test_depth import count_queries, path, show_session, tree
from tests.people import Client

MOST_QUERIES = 10
TURNS = 2500


def test_s37_five_thousand_messages_are_told_in_few_statements(owner: Client) -> None:
    session = make_session(owner.user, share_token=uuid4().hex)
    talk_at_length(session, TURNS)

    counts = {read.__name__: count_queries(read, session) for read in (tree, path, show_session)}

    assert session.messages.count() == 2 * TURNS
    assert {name: count for name, count in counts.items() if count > MOST_QUERIES} == {}


def test_s37_nobody_can_lead_a_conversation_back_into_itself(owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, simulator.make_model())
    own, later, reply = (str(uuid4()) for _ in range(3))
    lead: list[dict[str, Any]] = [
        # Itself, what answers it, and what comes only afterwards.
        {"id": own, "parent_message_ids": [own]},
        {"id": later, "parent_message_ids": [later, reply]},
        {"parent_message_ids": [own, later]},
        {"parent_message_ids": [later], "id": str(uuid4())},
    ]

    for wish in lead:
        asked = {"role": "user", "content": "Where am I?", **wish}
        with ask(owner, question(session) | {"messages": [asked, {"role": "assistant", "id": str(uuid4())}]}) as ear:
            ear.rest()

    assert session.turns.count() == len(lead)
    assert not session.turns.filter(parent__depth__gte=F("depth")).exists()
    assert [turn.depth for turn in session.turns.order_by("number")] == [0, 1, 2, 2]


def test_s37_what_has_been_said_stays_where_it_is(owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, simulator.make_model())
    first, last = talk_at_length(session, 2)
    before = list(Turn.objects.filter(session=session).values_list("pk", "parent", "depth"))
    message = first.messages.get(role="user")
    later = str(last.messages.get(role="user").pk)

    moved = owner.patch(f"/messages/{message.pk}/", json={"parent_message_ids": [later]})
    taken = owner.post(
        "/messages/stream/",
        json=question(session)
        | {"messages": [{"role": "user", "content": "?", "id": str(message.pk), "parent_message_ids": [later]}]},
    )

    assert moved.status_code == 405
    assert (taken.status_code, taken.json()["code"]) == (409, "id_taken")
    assert list(Turn.objects.filter(session=session).values_list("pk", "parent", "depth")) == before
    assert Message.objects.filter(session=session).count() == 4
