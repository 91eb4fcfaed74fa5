"""POST /sessions/{id}/share/ and …/unshare/"""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from chat_session.models import Session
from tests.conversations import make_session
from tests.people import Client
from tests.servers import Server


def test_sharing_gives_a_link_that_cannot_be_guessed(owner: Client, server: Server) -> None:
    session = make_session(owner.user)

    answer = owner.post(f"/sessions/{session.pk}/share/")

    shared = answer.json()
    told = owner.get(f"/sessions/{session.pk}/").json()["session"]
    assert answer.status_code == 200
    assert set(shared) == {"share_token", "share_url"}
    assert shared["share_url"] == f"{server.url}/s/{shared['share_token']}"
    assert len(shared["share_token"]) * 6 >= 128
    assert (told["is_public"], told["share_url"]) == (True, shared["share_url"])


def test_sharing_again_keeps_the_link(owner: Client) -> None:
    session = make_session(owner.user)

    first, second = (owner.post(f"/sessions/{session.pk}/share/").json() for _ in range(2))

    assert first == second


def test_sharing_many_times_at_once_gives_one_link(owner: Client) -> None:
    session = make_session(owner.user)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: owner.post(f"/sessions/{session.pk}/share/").json(), range(8)))

    stored = Session.objects.get(pk=session.pk).share_token
    assert {answer["share_token"] for answer in answers} == {stored}


def test_a_link_taken_back_is_dead_and_the_next_one_another(owner: Client, nobody: Client) -> None:
    session = make_session(owner.user)
    first = owner.post(f"/sessions/{session.pk}/share/").json()["share_token"]

    taken = owner.post(f"/sessions/{session.pk}/unshare/")
    second = owner.post(f"/sessions/{session.pk}/share/").json()["share_token"]

    assert (taken.status_code, taken.json()["is_public"], taken.json()["share_url"]) == (200, False, None)
    assert first != second
    assert [nobody.get(f"/shared/{token}/").status_code for token in (first, second)] == [404, 200]


def test_taking_back_what_was_never_shared_is_no_mistake(owner: Client) -> None:
    session = make_session(owner.user)

    answers = [owner.post(f"/sessions/{session.pk}/unshare/") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]


def test_each_session_has_a_link_of_its_own(owner: Client) -> None:
    sessions = [make_session(owner.user) for _ in range(5)]

    tokens = {owner.post(f"/sessions/{session.pk}/share/").json()["share_token"] for session in sessions}

    assert len(tokens) == 5


@pytest.mark.parametrize("act", ["share", "unshare"])
def test_a_stranger_neither_shares_nor_takes_back(owner: Client, stranger: Client, nobody: Client, act: str) -> None:
    private, public = make_session(owner.user), make_session(owner.user, share_token=uuid4().hex)

    answers = [stranger.post(f"/sessions/{pk}/{act}/") for pk in (private.pk, public.pk, uuid4())]

    tokens = [Session.objects.get(pk=session.pk).share_token for session in (private, public)]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert nobody.post(f"/sessions/{public.pk}/{act}/").status_code == 401
    assert tokens == [None, public.share_token]
