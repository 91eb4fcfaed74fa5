"""GET /users/me/data/"""

from uuid import uuid4

from api.refusals import Code
from tests.conversations import make_session, say
from tests.people import Client
from tests.user.answers import ACCOUNT, GUEST, assert_refused
from user import tokens


def test_all_my_data_is_one_file(owner: Client) -> None:
    session = make_session(owner.user, title="Mine")
    turn = say(session, "One?", "One.", "Uno.")
    tokens.issue_key(owner.user, "program")
    owner.user.identities.create(issuer="https://issuer.example", subject=uuid4().hex)

    answer = owner.get("/users/me/data/")

    told = answer.json()
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="arena-')
    assert told.keys() == {"account", "sessions", "feedback", "usage", "exclusions"}
    assert told["account"].keys() == {"user", "identities", "api_keys"}
    assert told["account"]["user"].keys() == ACCOUNT
    assert told["account"]["identities"][0]["issuer"] == "https://issuer.example"
    assert told["account"]["api_keys"][0]["name"] == "program"
    assert [entry["session"]["title"] for entry in told["sessions"]] == ["Mine"]
    contents = {message["content"] for message in told["sessions"][0]["messages"]}
    assert contents == set(turn.messages.values_list("content", flat=True))


def test_no_secret_is_among_it(member: Client) -> None:
    refresh = tokens.issue_refresh(member.user)
    row, key = tokens.issue_key(member.user, "program")

    text = member.get("/users/me/data/").text

    for secret in (member.user.password, refresh, tokens.hash_secret(refresh), key, row.hash):
        assert secret not in text


def test_a_stranger_is_not_among_it(owner: Client, stranger: Client) -> None:
    word = uuid4().hex
    say(make_session(stranger.user, title=word), word, word)

    text = owner.get("/users/me/data/").text

    assert word not in text
    assert str(stranger.user.pk) not in text


def test_a_battle_stays_blind_in_it(owner: Client) -> None:
    session = make_session(owner.user, "random")
    say(session, "One?", "a1", "b1")

    text = owner.get("/users/me/data/").text

    assert "a1" in text
    for contender in session.contenders.select_related("model"):
        assert contender.model.name not in text
        assert contender.model.display_name not in text
        assert str(contender.model.pk) not in text


def test_guests_have_data_too_and_nobody_has_none(guest: Client, nobody: Client) -> None:
    assert guest.get("/users/me/data/").json()["account"]["user"].keys() == GUEST
    assert_refused(nobody.get("/users/me/data/"), Code.UNAUTHENTICATED)
