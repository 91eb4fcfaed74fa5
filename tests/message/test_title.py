"""POST /sessions/{id}/generate_title/"""

import pytest

from chat_session.models import Session
from message.views import MAX_MADE_TITLE, shorten
from tests.conversations import make_session, say
from tests.people import Client


def test_a_session_is_named_after_its_first_question(owner: Client) -> None:
    session = make_session(owner.user)
    say(session, "Second?", "2", after=say(session, "What is the first question?", "1"))

    answer = owner.post(f"/sessions/{session.pk}/generate_title/")

    row = Session.objects.get(pk=session.pk)
    assert (answer.status_code, answer.json()) == (200, {"title": "What is the first question?"})
    assert (row.title, row.updated_at) == ("What is the first question?", session.updated_at)


def test_without_a_question_the_title_stays_as_it_is(owner: Client) -> None:
    untitled, titled = make_session(owner.user), make_session(owner.user, title="Kept")

    answers = [owner.post(f"/sessions/{session.pk}/generate_title/") for session in (untitled, titled)]

    assert [answer.json() for answer in answers] == [{"title": ""}, {"title": "Kept"}]


def test_a_title_fits_on_a_line_and_into_its_column(owner: Client) -> None:
    session = make_session(owner.user)
    say(session, "word " * 6000, "x")

    title = owner.post(f"/sessions/{session.pk}/generate_title/").json()["title"]

    assert len(title) <= MAX_MADE_TITLE
    assert title.endswith("word…")


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("Short?", "Short?"),
        ("  spaces \n\n and\tlines ", "spaces and lines"),
        (" " * 1000 + "after a pause", "after a pause"),
        ("x" * 60, "x" * 60),
        ("x" * 61, "x" * 59 + "…"),
        ("several words, " * 5, "several words, several words, several words, several…"),
        ("प्रश्न " * 20, ("प्रश्न " * 8).strip() + "…"),
        ("", ""),
    ],
)
def test_a_question_is_cut_between_words_where_there_is_a_gap(question: str, title: str) -> None:
    assert shorten(question) == title


def test_a_stranger_names_nothing(owner: Client, stranger: Client, nobody: Client) -> None:
    session = make_session(owner.user, title="Mine")
    say(session, "Private?", "x")

    answers = [client.post(f"/sessions/{session.pk}/generate_title/") for client in (stranger, nobody)]

    assert [answer.status_code for answer in answers] == [404, 401]
    assert Session.objects.get(pk=session.pk).title == "Mine"
