"""GET /shared/{token}/"""

from typing import Any

import pytest
from django.utils import timezone

from chat_session.models import Session
from tests.conversations import make_session, say
from tests.people import Client
from tests.servers import Server


def share(client: Client, session: Session) -> str:
    return client.post(f"/sessions/{session.pk}/share/").json()["share_token"]


def test_everybody_with_the_link_reads_what_the_owner_reads(owner: Client, stranger: Client, nobody: Client) -> None:
    session = make_session(owner.user, "compare", title="Look")
    first = say(session, "One?", "a1", "b1", "a1 again")
    say(session, "Two?", "a2", "b2", after=first)
    say(session, "Two, in other words?", "a3", "b3", after=first)
    token = share(owner, session)

    answers = [client.get(f"/shared/{token}/") for client in (owner, stranger, nobody)]

    told = owner.get(f"/sessions/{session.pk}/").json()
    told["session"]["user"]["id"] = None
    told["report_url"] = None
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert [answer.json() for answer in answers] == [told, told, told]


def test_a_link_tells_a_name_and_nothing_else_of_a_person(owner: Client, nobody: Client) -> None:
    session = make_session(owner.user)
    say(session, "Who am I?", "x")

    answer = nobody.get(f"/shared/{share(owner, session)}/")

    assert answer.json()["session"]["user"] == {"id": None, "display_name": "Owner"}
    assert str(owner.user.pk) not in answer.text
    assert str(owner.user.email) not in answer.text


def test_a_battle_stays_blind_behind_its_link_until_the_reveal(owner: Client, nobody: Client) -> None:
    session = make_session(owner.user, "random")
    say(session, "Who?", "I", "I")
    token = share(owner, session)
    name = session.contenders.all()[0].model.display_name

    before = nobody.get(f"/shared/{token}/")
    Session.objects.filter(pk=session.pk).update(revealed_at=timezone.now())
    after = nobody.get(f"/shared/{token}/")

    assert (name in before.text, name in after.text) == (False, True)
    assert before.json()["session"]["model_a"]["display_name"] == "Model A"


def test_what_is_said_later_is_read_too(owner: Client, nobody: Client) -> None:
    session = make_session(owner.user)
    token = share(owner, session)
    say(session, "Later?", "x")

    told = nobody.get(f"/shared/{token}/").json()

    assert [message["content"] for message in told["messages"]] == ["Later?", "x"]


def test_credentials_are_not_looked_at(owner: Client, nobody: Client) -> None:
    token = share(owner, make_session(owner.user))

    answer = nobody.get(f"/shared/{token}/", headers={"Authorization": "Bearer expired", "X-Anonymous-Token": "x"})

    assert answer.status_code == 200


@pytest.mark.parametrize("verb", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_link_is_for_reading(owner: Client, nobody: Client, verb: str) -> None:
    token = share(owner, make_session(owner.user))

    answers = [client.request(verb, f"/shared/{token}/", json={}) for client in (owner, nobody)]

    assert [answer.status_code for answer in answers] == [405, 405]


def test_a_link_opens_one_session_and_gives_no_way_in(owner: Client, nobody: Client) -> None:
    session = make_session(owner.user)
    question = say(session, "One?", "x").messages.get(role="user")
    share(owner, session)

    paths = [f"/sessions/{session.pk}/", f"/messages/{question.pk}/", f"/messages/?session_id={session.pk}"]

    assert [nobody.get(path).status_code for path in paths] == [401, 401, 401]


def test_the_link_of_a_session_that_was_deleted_is_dead_even_if_it_came_late(owner: Client, nobody: Client) -> None:
    token = f"late-{owner.user.pk}"
    make_session(owner.user, deleted_at=timezone.now(), share_token=token)

    assert nobody.get(f"/shared/{token}/").status_code == 404


@pytest.mark.parametrize("token", ["x", "None", "null", "%00", "%ff", "%25", "_" * 32, "x" * 5000, "'--"])
def test_a_link_nobody_gave_out_opens_nothing(owner: Client, nobody: Client, token: str) -> None:
    share(owner, make_session(owner.user))

    answer: Any = nobody.get(f"/shared/{token}/")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_the_link_stands_in_no_log(owner: Client, nobody: Client, server: Server) -> None:
    session = make_session(owner.user)
    token = owner.post(f"/sessions/{session.pk}/share/").json()["share_token"]

    nobody.get(f"/shared/{token}/")

    assert r"/api/shared/\u2026" in server.read_log()
    assert token not in server.read_log()
