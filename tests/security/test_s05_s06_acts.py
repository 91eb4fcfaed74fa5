"""S05, S06: nobody votes on what is another's, answers it again, carries it away or takes it over."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from chat_session.models import Session
from message.models import Turn
from tests.feedback.battles import ballot, fight, mark, question_of, reply_of, votes_on
from tests.message.simulating import Simulator
from tests.message.speaking import tell_story
from tests.message.submitting import rows_of
from tests.people import PASSWORD, Client, make_email
from tests.security.refusing import is_not_there
from tests.user.answers import bearing

ACTS: tuple[tuple[str, dict[str, str]], ...] = (
    ("/messages/{a}/regenerate/", {}),
    ("/messages/{user}/branch/", {"content": "How come?"}),
    ("/sessions/{session}/generate_title/", {}),
    ("/sessions/{session}/duplicate/", {}),
    ("/sessions/{session}/share/", {}),
    ("/sessions/{session}/unshare/", {}),
)


def vote_as(client: Client, turn: Turn, **change: Any) -> httpx.Response:
    return client.post("/feedback/", json=ballot(turn) | {name: str(value) for name, value in change.items()})


@pytest.mark.parametrize("is_public", [False, True])
def test_s05_nobody_votes_on_what_is_anothers(is_public: bool, owner: Client, stranger: Client, guest: Client) -> None:
    turn, own = fight(owner.user), fight(stranger.user)
    Session.objects.filter(pk=turn.session_id).update(share_token=uuid4().hex if is_public else None)

    answers = [vote_as(client, turn) for client in (stranger, guest)]
    answers += [mark(client, reply_of(turn, "a"), preference="like") for client in (stranger, guest)]
    answers.append(vote_as(stranger, own, message_id=question_of(turn).pk))
    answers.append(vote_as(stranger, turn, message_id=question_of(own).pk))

    assert all(map(is_not_there, answers))
    assert [*votes_on(turn), *votes_on(own)] == []
    assert not Session.objects.filter(pk__in=(turn.session_id, own.session_id)).exclude(revealed_at=None).exists()


@pytest.mark.parametrize("query", ["", "?stream_format=text", "?stream_format=sse"])
def test_s06_nobody_acts_on_what_is_anothers(
    query: str, owner: Client, stranger: Client, guest: Client, simulator: Simulator
) -> None:
    story = tell_story(owner, simulator)
    before = rows_of(story.session)
    ids = {"session": story.session.pk, **story.ids}

    for client in (stranger, guest):
        for path, body in ACTS:
            answer = client.post(path.format(**ids) + query, json=body)
            assert is_not_there(answer, form="text" if "text" in query and "branch" in path else "lines")
        assert is_not_there(client.get(f"/sessions/{story.session.pk}/export/"))

    assert rows_of(story.session) == before
    assert [len(simulator.calls_of(model)) for model in story.models] == [1, 1]
    assert Session.objects.filter(user__in=(stranger.user, guest.user)).count() == 0


def test_s06_a_guest_is_taken_over_only_with_their_own_token(guest: Client, owner: Client, nobody: Client) -> None:
    turn = fight(guest.user)
    known = [str(guest.user.pk), str(guest.user.guest_token_hash), str(turn.session_id), "null"]

    for word in known:
        body = {"email": make_email(), "password": PASSWORD}
        entry = nobody.post("/auth/register/", json=body, headers={"X-Anonymous-Token": word}).json()
        assert nobody.get("/sessions/", headers=bearing(entry["tokens"]["access"])).json() == []

    assert Session.objects.get(pk=turn.session_id).user_id == guest.user.pk
    assert guest.get(f"/sessions/{turn.session_id}/").status_code == 200
