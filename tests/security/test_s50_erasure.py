"""S50: of an account that was deleted nothing is found, neither by asking nor in the database; votes stay, nobody's."""

from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection

from feedback.models import Vote, Voter
from tests.addresses import allowed, fill, routes
from tests.feedback.battles import ballot, fight, mark, reply_of
from tests.message.asking import ask, question, seat
from tests.message.simulating import Simulator, say_in_turn
from tests.people import Client
from tests.tables import tables_with
from user import tokens


def disguises(word: str) -> Iterator[bytes]:
    """As it may lie there: plain, quoted, packed; bytes in a file, so that no column and no index is passed over."""
    yield from (word.encode(), word.upper().encode(), quote(word).encode(), word.encode().hex().encode())
    yield b64encode(word.encode()).rstrip(b"=")


def dump() -> bytes:
    """Every row of every table there is, whoever knows of it: what a backup would hold."""
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        return b"\n".join(row for table in tables for row in dumped(cursor, table))


def dumped(cursor: Any, table: str) -> Iterator[bytes]:
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
    yield from (repr(row).encode() for row in cursor.fetchall())


def leave_traces(client: Client, simulator: Simulator, word: str) -> list[str]:
    """Something of the person wherever a person can leave something; what is told of it, as paths."""
    client.patch("/users/me/", json={"display_name": f"Ada {word}", "preferences": {"note": word}})
    client.post("/auth/keys/", json={"name": f"key {word}"})
    client.user.identities.create(issuer="https://issuer.example", subject=word)
    models = [simulator.make_model(say_in_turn(f"It is {word}.")) for _ in "ab"]
    session = seat(client.user, *models, title=f"About {word}")
    session.contenders.update(system_prompt=f"Call me {word}.", params={"stop": [word]})
    key = {"Idempotency-Key": f"key-{word}"}
    with ask(client, question(session, f"What is {word}?"), headers=key) as ear:
        ear.rest()
    share = client.post(f"/sessions/{session.pk}/share/").json()["share_token"]
    client.post(f"/sessions/{session.pk}/duplicate/", json={"new_title": word})
    turn = fight(client.user, f"Because of {word}.", "Because.", question=f"Why {word}?")
    mark(client, reply_of(turn, "a"), preference="like", comment=f"Well said, {word}.")
    client.post("/feedback/", json=ballot(turn) | {"comment": f"Bravo, {word}."}, headers=key)
    sessions = (session.pk, turn.session_id)
    messages = [message.pk for each in (session, turn.session) for message in each.messages.all()]
    return [
        f"/shared/{share}/",
        f"/runs/{ear.run}/",
        f"/runs/{ear.run}/stream/",
        *(f"/sessions/{pk}/" for pk in sessions),
        *(f"/messages/?session_id={pk}" for pk in sessions),
        *(f"/messages/{pk}/{view}" for pk in messages for view in ("", "tree/", "stream/")),
    ]


@pytest.mark.parametrize("person", ["owner", "guest"])
def test_s50_nothing_is_left_of_who_is_gone(
    person: str, nobody: Client, stranger: Client, simulator: Simulator, request: pytest.FixtureRequest
) -> None:
    client: Client = request.getfixturevalue(person)
    word = f"needle{uuid4().hex}"
    paths = leave_traces(client, simulator, word)
    secrets = [str(client.user.pk), client.user.pk.hex, *((str(client.user.email),) if client.user.email else ())]
    known = [client.get(path) for path in paths]
    votes = list(Vote.objects.filter(voter__user=client.user))
    assert tables_with(word)

    deleted = client.delete("/users/me/")

    assert deleted.status_code == 204
    assert {answer.status_code for answer in known} <= {200, 204}
    assert {stranger.get(path).status_code for path in paths} == {404}
    assert {client.get(path).status_code for path in paths[1:]} == {401}
    told = "".join(crawl(nobody)) + "".join(crawl(stranger))
    stored = dump()
    for needle in (word, *secrets):
        assert needle not in told
        assert [each for each in disguises(needle) if each in stored] == []
    # What they judged still counts, by a number that leads to nobody.
    assert len(votes) == 1
    assert Vote.objects.filter(pk=votes[0].pk, voter=votes[0].voter).exists()
    assert Voter.objects.get(pk=votes[0].voter_id).user is None
    assert str(votes[0].voter_id) not in secrets


def crawl(client: Client) -> Iterator[str]:
    """All that can be read without naming anything of anybody."""
    for route in routes():
        if "GET" in allowed(route) and "stream" not in route:
            yield client.get(fill(route)).text


def test_s50_no_token_of_theirs_is_kept(owner: Client, nobody: Client) -> None:
    _, key = tokens.issue_key(owner.user, "program")
    shown = [tokens.issue_refresh(owner.user), key]

    owner.delete("/users/me/")

    assert {table for secret in shown for table in tables_with(tokens.hash_secret(secret))} == set()


def test_s50_no_log_has_kept_it(owner: Client, simulator: Simulator) -> None:
    word = f"needle{uuid4().hex}"

    leave_traces(owner, simulator, word)
    owner.delete("/users/me/")

    for log in Path(settings.ARENA_DATA).glob("*.log"):
        assert word.encode() not in log.read_bytes()
