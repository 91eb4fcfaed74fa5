"""DELETE /users/me/"""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from api.refusals import Code
from chat_session.models import Session
from message.models import Message
from tests.conversations import make_session, say
from tests.people import Client
from tests.tables import tables_with
from tests.user.answers import assert_refused, bearing
from user import tokens
from user.models import APIKey, Identity, RefreshToken, User

# Long enough for a request to arrive behind a lock, well below the patience of a hop.
ARRIVAL_SECONDS = 0.3


@pytest.mark.parametrize("person", ["owner", "guest"])
def test_nothing_that_was_written_is_left(person: str, request: pytest.FixtureRequest) -> None:
    client: Client = request.getfixturevalue(person)
    word = uuid4().hex
    client.patch("/users/me/", json={"display_name": f"Ada {word}", "preferences": {"note": word}})
    session = make_session(client.user, "compare", title=word, share_token=word)
    session.contenders.update(system_prompt=word, params={"stop": word})
    say(session, f"What is {word}?", f"It is {word}.", "I do not know.")
    assert tables_with(word)

    answer = client.delete("/users/me/")

    assert (answer.status_code, answer.content) == (204, b"")
    assert tables_with(word) == set()
    assert tables_with(client.user.pk.hex) | tables_with(str(client.user.pk)) == set()


def test_emptied_rows_keep_their_ids(owner: Client) -> None:
    session = make_session(owner.user)
    say(session, "One?", "One.")
    ids = set(session.messages.values_list("pk", flat=True))

    owner.delete("/users/me/")

    left = Session.objects.get(pk=session.pk)
    assert left.user is None
    assert left.deleted_at is not None
    assert set(Message.objects.filter(session=left).values_list("pk", "content")) == {(pk, "") for pk in ids}


def test_all_ways_to_come_in_are_gone(owner: Client, nobody: Client) -> None:
    refresh = tokens.issue_refresh(owner.user)
    _, key = tokens.issue_key(owner.user, "program")
    owner.user.identities.create(issuer="https://issuer.example", subject=uuid4().hex)

    owner.delete("/users/me/")

    assert_refused(owner.get("/users/me/"), Code.UNAUTHENTICATED)
    assert_refused(nobody.get("/users/me/", headers=bearing(key)), Code.UNAUTHENTICATED)
    assert_refused(nobody.post("/auth/refresh/", json={"refresh": refresh}), Code.UNAUTHENTICATED)
    for model in (APIKey, Identity, RefreshToken):
        assert not model._default_manager.filter(user=owner.user.pk).exists()


def test_what_was_shared_is_shared_no_more(owner: Client, nobody: Client) -> None:
    session = make_session(owner.user)
    token = owner.post(f"/sessions/{session.pk}/share/").json()["share_token"]
    before = nobody.get(f"/shared/{token}/")

    owner.delete("/users/me/")

    assert before.status_code == 200
    assert_refused(nobody.get(f"/shared/{token}/"), Code.NOT_FOUND)


def test_a_session_begun_at_this_moment_leaves_no_text(owner: Client) -> None:
    word = uuid4().hex

    # PostgreSQL refuses the session at its end, as its person is gone by then; SQLite has one come after the other.
    with suppress(IntegrityError), ThreadPoolExecutor(1) as hands, transaction.atomic():
        say(make_session(owner.user), word, word)
        erasing = hands.submit(owner.delete, "/users/me/")
        time.sleep(ARRIVAL_SECONDS)

    assert erasing.result().status_code == 204
    assert tables_with(word) == set()


def test_a_stranger_loses_nothing(owner: Client, stranger: Client) -> None:
    session = make_session(stranger.user, title="Kept")
    say(session, "One?", "One.")

    owner.delete("/users/me/")

    told = stranger.get(f"/sessions/{session.pk}/").json()
    assert [message["content"] for message in told["messages"]] == ["One?", "One."]
    assert User.objects.filter(pk=stranger.user.pk).exists()


def test_an_address_is_free_again(owner: Client, nobody: Client) -> None:
    owner.delete("/users/me/")

    answer = nobody.post("/auth/register/", json={"email": owner.user.email, "password": "violet-harbour-42"})

    assert answer.status_code == 201
    assert answer.json()["user"]["id"] != str(owner.user.pk)
