"""DELETE /sessions/{id}/"""

from uuid import uuid4

from chat_session.models import Session
from message.models import Message, Turn
from tests.conversations import make_model, make_session, reply, say
from tests.people import Client
from tests.tables import tables_with


def test_what_was_said_is_gone_from_every_table(owner: Client) -> None:
    needle = uuid4().hex
    seat = {"model": make_model().name, "system_prompt": needle, "params": {"stop": [needle]}}
    body = {"mode": "direct", "title": needle, "contenders": [seat]}
    opened = owner.post("/sessions/", json=body, headers={"Idempotency-Key": needle}).json()
    session = Session.objects.get(pk=opened["id"])
    turn = say(session, needle, needle)
    reply(turn, "a", "", reasoning=needle, tool_calls=[{"id": "1", "name": needle, "arguments": needle}])
    assert tables_with(needle)

    answer = owner.delete(f"/sessions/{session.pk}/")

    assert (answer.status_code, answer.content) == (204, b"")
    assert tables_with(needle) == set()


def test_rows_and_ids_stay_so_that_nothing_comes_back_under_them(owner: Client) -> None:
    session = make_session(owner.user)
    say(session, "One?", "1")

    owner.delete(f"/sessions/{session.pk}/")

    row = Session.objects.get(pk=session.pk)
    assert (row.user, row.fingerprint, row.idempotency_key) == (owner.user, "", None)
    assert (Turn.objects.filter(session=row).count(), Message.objects.filter(session=row).count()) == (1, 2)


def test_nothing_leads_to_a_deleted_session(owner: Client, nobody: Client) -> None:
    session = make_session(owner.user)
    question = say(session, "One?", "1").messages.get(role="user")
    token = owner.post(f"/sessions/{session.pk}/share/").json()["share_token"]
    path = f"/sessions/{session.pk}"

    owner.delete(f"{path}/")

    gone = [
        owner.get(f"{path}/"),
        owner.patch(f"{path}/", json={"title": "Again"}),
        owner.delete(f"{path}/"),
        owner.get(f"{path}/export/"),
        *(owner.post(f"{path}/{act}/") for act in ("share", "unshare", "duplicate", "generate_title")),
        owner.get(f"/messages/?session_id={session.pk}"),
        owner.get(f"/messages/{question.pk}/"),
        owner.get(f"/messages/{question.pk}/tree/"),
        owner.get(f"/messages/conversation_path/?start_id={question.pk}&end_id={question.pk}"),
        nobody.get(f"/shared/{token}/"),
    ]
    assert {answer.status_code for answer in gone} == {404}
    assert owner.get("/sessions/").json() == []


def test_other_sessions_stay_as_they_are(owner: Client, stranger: Client) -> None:
    mine, others = make_session(owner.user, title="Mine"), make_session(stranger.user, title="Theirs")
    say(mine, "Mine?", "1")
    say(others, "Theirs?", "1")
    doomed = make_session(owner.user)

    owner.delete(f"/sessions/{doomed.pk}/")

    told = [client.get(f"/sessions/{row.pk}/").json() for client, row in ((owner, mine), (stranger, others))]
    assert [conversation["session"]["title"] for conversation in told] == ["Mine", "Theirs"]
    assert [conversation["messages"][0]["content"] for conversation in told] == ["Mine?", "Theirs?"]


def test_a_stranger_deletes_nothing(owner: Client, stranger: Client) -> None:
    session = make_session(owner.user, title="Mine")

    answer = stranger.delete(f"/sessions/{session.pk}/")

    assert answer.status_code == 404
    assert Session.objects.get(pk=session.pk).title == "Mine"
