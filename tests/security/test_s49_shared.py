"""S49: a link to a shared session cannot be guessed, ends when it is taken back, and tells no more than it has to."""

import secrets
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from uuid import uuid4

import pytest

from chat_session.models import Session
from tests.blindness.needles import found, needles_of
from tests.blindness.staging import hidden_models, set_stage
from tests.conversations import make_session, say
from tests.feedback.battles import vote
from tests.message.asking import question
from tests.message.simulating import Simulator, say_in_turn
from tests.message.submitting import tell
from tests.people import Client
from tests.security.refusing import is_not_there

BITS = 128
LINKS = 20


def share(client: Client, session: Session) -> str:
    return client.post(f"/sessions/{session.pk}/share/").json()["share_token"]


def near(token: str) -> Iterator[str]:
    """What somebody would try who has seen one link, or knows ids."""
    yield from (token[:-1], token + "A", token.swapcase(), token[::-1], f"{token}%00", f"{token}%20", f"%20{token}")
    yield from ("", ".", "null", "None", "0", "1", "*", "%25", "_", "a" * 32, "' OR 1=1 --", secrets.token_urlsafe(24))


@pytest.fixture
def links(owner: Client) -> list[str]:
    return [share(owner, make_session(owner.user)) for _ in range(LINKS)]


def test_s49_a_link_holds_more_than_128_random_bits(links: list[str]) -> None:
    bits = [int.from_bytes(urlsafe_b64decode(token), "big") for token in links]

    assert all(len(urlsafe_b64decode(token)) * 8 >= BITS for token in links)
    # None shares its beginning or its end with another one, as numbers and moments would.
    assert len({number >> (BITS // 2) for number in bits}) == LINKS
    assert len({number & 0xFFFF_FFFF for number in bits}) == LINKS


def test_s49_whoever_knows_one_finds_no_other(owner: Client, nobody: Client, links: list[str]) -> None:
    session = Session.objects.get(share_token=links[0])
    hidden = make_session(owner.user, share_token=None)
    guesses = [*near(links[0]), str(session.pk), session.pk.hex, str(hidden.pk), str(owner.user.pk), uuid4().hex]

    answers = {guess: nobody.get(f"/shared/{guess}/") for guess in guesses}

    # What is no path of ours, or no address at all to a proxy, says as little.
    assert {answer.status_code for answer in answers.values()} <= {400, 404}
    assert all(answer.status_code == 404 for guess, answer in answers.items() if guess.isalnum())
    assert not any(needle in answer.text for answer in answers.values() for needle in (str(session.pk), "Owner"))
    assert [nobody.request(verb, "/shared/").status_code for verb in ("GET", "POST")] == [404, 404]


def test_s49_a_link_ends_when_it_is_taken_back(owner: Client, stranger: Client, nobody: Client) -> None:
    session = make_session(owner.user)
    token = share(owner, session)
    before = [client.get(f"/shared/{token}/").status_code for client in (owner, stranger, nobody)]

    owner.post(f"/sessions/{session.pk}/unshare/")
    after = [client.get(f"/shared/{token}/") for client in (owner, stranger, nobody)]
    owner.post(f"/sessions/{session.pk}/share/")
    later = [client.get(f"/shared/{token}/") for client in (owner, stranger, nobody)]

    assert before == [200] * 3
    assert all(map(is_not_there, [*after, *later]))


@pytest.mark.parametrize("way", ["/sessions/{session}/", "/users/me/"])
def test_s49_a_link_ends_with_what_it_shows(way: str, owner: Client, nobody: Client) -> None:
    session = make_session(owner.user)
    token = share(owner, session)

    owner.delete(way.format(session=session.pk))

    assert is_not_there(nobody.get(f"/shared/{token}/"))


def test_s49_it_shows_a_name_and_nothing_else_of_its_owner(owner: Client, stranger: Client, nobody: Client) -> None:
    session = make_session(owner.user)
    say(session, "Who am I?", "You.")
    token = share(owner, session)

    answers = [client.get(f"/shared/{token}/") for client in (owner, stranger, nobody)]

    for answer in answers:
        assert answer.json()["session"]["user"] == {"id": None, "display_name": "Owner"}
        assert found({str(owner.user.email), str(owner.user.pk), owner.user.pk.hex}, answer.text) == set()
    # Whoever reads it there reads it nowhere else.
    assert all(
        map(is_not_there, [stranger.get(f"/sessions/{session.pk}/"), stranger.delete(f"/sessions/{session.pk}/")])
    )


def test_s49_names_stay_hidden_until_the_vote(owner: Client, nobody: Client, simulator: Simulator) -> None:
    with hidden_models(simulator, 2) as models:
        stage = set_stage(owner, simulator, models)
        for model in models:
            simulator.play(model, say_in_turn("Peaches."))
        tell(owner, question(stage.session))
        path = f"/shared/{stage.session.share_token}/"

        before = nobody.get(path)
        vote(owner, stage.session.turns.get())
        after = nobody.get(path)

    names = {model.display_name for model in models}
    assert found(needles_of(models), f"{before.headers}{before.text}") == set()
    assert found(names, after.text) == names
