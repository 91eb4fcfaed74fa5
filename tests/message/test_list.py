"""GET /messages/?session_id="""

from typing import Any
from uuid import uuid4

import pytest

from api.pages import encode
from message.models import Message
from tests.conversations import make_session, say, talk_at_length
from tests.people import Client


def test_every_version_and_branch_is_told_oldest_first(owner: Client) -> None:
    session = make_session(owner.user, "compare")
    first = say(session, "One?", "a1", "b1", "a1 again")
    say(session, "Two?", "a2", "b2", after=first)
    say(session, "Two, worded anew?", "a3", "b3", after=first)

    told = owner.get("/messages/", params={"session_id": str(session.pk)}).json()

    assert [(message["content"], message["version"], message["versions"]) for message in told] == [
        ("One?", 1, 1),
        ("a1", 1, 2),
        ("a1 again", 2, 2),
        ("b1", 1, 1),
        ("Two?", 1, 2),
        ("a2", 1, 1),
        ("b2", 1, 1),
        ("Two, worded anew?", 2, 2),
        ("a3", 1, 1),
        ("b3", 1, 1),
    ]
    assert [message["position"] for message in told] == [0, 1, 1, 2, 3, 4, 5, 3, 4, 5]


def test_a_walk_along_the_links_meets_each_message_once(owner: Client) -> None:
    session = make_session(owner.user, "compare", size=3)
    talk_at_length(session, 5)

    met: list[dict[str, Any]] = []
    following = f"/messages/?session_id={session.pk}&limit=7"
    while following:
        answer = owner.get(following)
        met += answer.json()
        following = answer.links.get("next", {}).get("url", "")

    stored = Message.objects.filter(session=session).in_order().values_list("pk", flat=True)
    assert [message["id"] for message in met] == [str(pk) for pk in stored]
    assert len(met) == 20


def test_a_page_has_a_hundred_messages_unless_told_otherwise(owner: Client) -> None:
    session = make_session(owner.user)
    talk_at_length(session, 60)

    default, whole = (owner.get(f"/messages/?session_id={session.pk}{more}") for more in ("", "&limit=500"))

    assert (len(default.json()), len(whole.json())) == (100, 120)
    assert ("next" in default.links, "next" in whole.links) == (True, False)


@pytest.mark.parametrize("query", ["", "session_id=", "session_id=1", "session_id=null", "session_id=%00"])
def test_an_id_that_is_none_is_named(owner: Client, query: str) -> None:
    answer = owner.get(f"/messages/?{query}")

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["session_id"])


def test_a_foreign_session_and_none_look_alike(owner: Client, stranger: Client, nobody: Client) -> None:
    session = make_session(owner.user)
    say(session, "Private?", "x")

    answers = [stranger.get("/messages/", params={"session_id": str(pk)}) for pk in (session.pk, uuid4())]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert nobody.get(f"/messages/?session_id={session.pk}").status_code == 401


def test_a_cursor_of_one_session_leads_into_no_other(owner: Client, stranger: Client) -> None:
    private, own = make_session(owner.user), make_session(stranger.user)
    say(private, "Private?", "x")
    say(own, "Mine?", "y")
    link = owner.get(f"/messages/?session_id={private.pk}&limit=1").links["next"]["url"]

    told = stranger.get(link.replace(str(private.pk), str(own.pk))).json()

    assert [message["content"] for message in told] == ["y"]


@pytest.mark.parametrize("place", [("x", "a", "1"), ("1", "a"), ("1", "a", "1", "1"), ("9" * 5000, "a", "1")])
def test_a_cursor_with_other_columns_is_refused(owner: Client, place: tuple[str, ...]) -> None:
    session = make_session(owner.user)
    cursor = make_cursor(*place)

    answer = owner.get(f"/messages/?session_id={session.pk}&cursor={cursor}")

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["cursor"])


@pytest.mark.parametrize(
    "place", [("9" * 40, "a", "1"), ("-9" + "9" * 40, "a", "1"), ("1", "\0", "1"), ("1", "a" * 9, "1")]
)
def test_a_cursor_that_was_tampered_with_breaks_nothing(owner: Client, place: tuple[str, ...]) -> None:
    session = make_session(owner.user)

    answer = owner.get(f"/messages/?session_id={session.pk}&cursor={make_cursor(*place)}")

    assert answer.status_code in (200, 400)


def make_cursor(*values: str) -> str:
    """As `api.pages` writes it."""
    row: Any = type("Row", (), {f"column{number}": value for number, value in enumerate(values)})
    return encode(row, [f"column{number}" for number in range(len(values))])
