"""GET /sessions/?search="""

from uuid import uuid4

import pytest

from tests.conversations import make_session, reply, say
from tests.people import Client


def search(client: Client, text: str) -> set[str]:
    answer = client.get("/sessions/", params={"search": text})
    assert answer.status_code == 200
    return {row["id"] for row in answer.json()}


def test_words_are_found_in_titles_and_in_questions_in_any_case(owner: Client) -> None:
    titled = make_session(owner.user, title="About Lighthouses")
    asked = make_session(owner.user)
    say(asked, "Which lighthouse is the oldest?", "The Tower of Hercules.")
    make_session(owner.user, title="Something else")

    found = search(owner, "LIGHTHOUSE")

    assert found == {str(titled.pk), str(asked.pk)}


def test_answers_reasoning_and_prompts_are_not_searched(owner: Client) -> None:
    session = make_session(owner.user)
    turn = say(session, "Say something", "A needle")
    reply(turn, "a", "", reasoning="A needle")
    session.contenders.update(system_prompt="A needle")

    found = search(owner, "needle")

    assert found == set()


def test_what_others_wrote_is_not_found(owner: Client, stranger: Client) -> None:
    needle = uuid4().hex
    say(make_session(stranger.user, title=needle), needle)

    assert search(owner, needle) == set()
    assert len(search(stranger, needle)) == 1


def test_a_session_stands_once_however_often_it_holds_the_words(owner: Client) -> None:
    session = make_session(owner.user, title="Echo")
    turn = say(session, "echo", "x")
    say(session, "echo echo", "y", after=turn)

    rows = owner.get("/sessions/?search=echo").json()

    assert len(rows) == 1


@pytest.mark.parametrize("sign", ["%", "_", "\\", "'", '"', "%%", "\\%", "(", "*", "?"])
def test_signs_of_the_query_language_are_only_signs(owner: Client, sign: str) -> None:
    session = make_session(owner.user)
    say(session, f"a{sign}b", "x")
    make_session(owner.user, title="axb")

    assert search(owner, f"a{sign}b") == {str(session.pk)}


def test_what_was_said_in_deleted_sessions_is_not_found(owner: Client) -> None:
    session = make_session(owner.user, title="Old news")
    say(session, "old news?", "x")

    owner.delete(f"/sessions/{session.pk}/")

    assert search(owner, "old news") == set()


def test_filters_narrow_together(owner: Client) -> None:
    wanted = make_session(owner.user, "compare", title="river")
    make_session(owner.user, "direct", title="river")
    make_session(owner.user, "compare", title="mountain")

    rows = owner.get("/sessions/?search=river&mode=compare").json()

    assert [row["id"] for row in rows] == [str(wanted.pk)]
