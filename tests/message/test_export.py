"""GET /sessions/{id}/export/"""

from uuid import uuid4

import pytest

from chat_session.models import Session
from tests.conversations import make_session, reply, say
from tests.people import Client

TYPES = {
    "json": ("application/json", "json"),
    "markdown": ("text/markdown; charset=utf-8", "md"),
    "txt": ("text/plain; charset=utf-8", "txt"),
}


@pytest.fixture
def told(owner: Client) -> Session:
    session = make_session(owner.user, "compare", title="Two towers")
    for contender, name in zip(session.contenders.all(), ("Left", "Right"), strict=True):
        contender.model.display_name = name
        contender.model.save()
    first = say(session, "One?", "a1", "b1", "a1 again")
    say(session, "Not this branch", "x", "y", after=first)
    last = say(session, "Two?", "a2", after=first)
    reply(last, "b", "Half", status="error", error_code="upstream_timeout")
    return session


@pytest.mark.parametrize("form", TYPES)
@pytest.mark.parametrize("accept", ["*/*", "application/json", "text/html", "image/png", "nonsense"])
def test_the_form_is_what_was_asked_for_whatever_is_accepted(
    owner: Client, told: Session, form: str, accept: str
) -> None:
    media_type, extension = TYPES[form]

    answer = owner.get(f"/sessions/{told.pk}/export/?as={form}", headers={"Accept": accept})

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, media_type)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="arena-{told.pk}.{extension}"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_json_is_the_default_and_tells_what_the_detail_tells(owner: Client, told: Session) -> None:
    answer = owner.get(f"/sessions/{told.pk}/export/")

    assert answer.json() == owner.get(f"/sessions/{told.pk}/").json()


def test_markdown_has_a_heading_for_each_speaker(owner: Client, told: Session) -> None:
    text = owner.get(f"/sessions/{told.pk}/export/?as=markdown").text

    assert text == (
        "# Two towers\n\n## Question\n\nOne?\n\n## Left\n\na1 again\n\n## Right\n\nb1\n\n## Question\n\nTwo?\n\n"
        "## Left\n\na2\n\n## Right\n\nHalf\n\n[The model stopped answering.]\n"
    )


def test_plain_text_names_each_speaker(owner: Client, told: Session) -> None:
    text = owner.get(f"/sessions/{told.pk}/export/?as=txt").text

    assert text == (
        "Two towers\n\nQuestion:\nOne?\n\nLeft:\na1 again\n\nRight:\nb1\n\nQuestion:\nTwo?\n\n"
        "Left:\na2\n\nRight:\nHalf\n\n[The model stopped answering.]\n"
    )


@pytest.mark.parametrize("form", TYPES)
def test_an_empty_session_without_a_title_is_a_file_too(owner: Client, form: str) -> None:
    session = make_session(owner.user)

    answer = owner.get(f"/sessions/{session.pk}/export/?as={form}")

    assert answer.status_code == 200
    assert ("Conversation" in answer.text) == (form != "json")


@pytest.mark.parametrize("form", TYPES)
def test_every_letter_arrives(owner: Client, form: str) -> None:
    text = "naïve नमस्ते 🦉 \u202e"
    session = make_session(owner.user, title=text)
    say(session, text, text)

    answer = owner.get(f"/sessions/{session.pk}/export/?as={form}")

    assert answer.content.decode().count("naïve नमस्ते 🦉") == 3


@pytest.mark.parametrize("form", ["", "pdf", "JSON", "txt/..", "html"])
def test_another_form_is_refused(owner: Client, told: Session, form: str) -> None:
    answer = owner.get(f"/sessions/{told.pk}/export/", params={"as": form})

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["as"])
    assert answer.headers["Content-Type"] == "application/json"


def test_a_foreign_session_and_none_look_alike(owner: Client, stranger: Client, nobody: Client, told: Session) -> None:
    answers = [stranger.get(f"/sessions/{pk}/export/?as=txt") for pk in (told.pk, uuid4())]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert "towers" not in answers[0].text
    assert nobody.get(f"/sessions/{told.pk}/export/?as=txt").status_code == 401
