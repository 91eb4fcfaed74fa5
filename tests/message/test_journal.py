"""What live runs have said so far, as rows: added once, read by everybody, gone with the session."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from api.wiping import wipe
from chat_session.models import Session
from message import journal
from message.journal import Entry, fold, read_news
from message.models import Journal, Message, Run
from message.runs.saving import Ending, write_all
from tests.message.runs.blanks import make_blanks, run_of
from tests.message.runs.distance import SUCCESS
from tests.people import Client

CALL = {"id": "call_1", "name": "look_up", "arguments": "{}"}
YES: Any = {"a": [["text", "Yes"]]}
NO: Any = {"a": [["text", "No"]]}


def entries_of(*messages: Message) -> list[tuple[int, Any]]:
    news = read_news({run_of(message): 0 for message in messages})
    return [(entry.number, entry.said) for entry in news.entries]


def test_what_is_added_is_read_in_its_order(owner: Client) -> None:
    (answer,) = make_blanks(owner)
    run = run_of(answer)
    said: Any = {"a": [["reasoning", "नमस्ते\n"], ["text", "a\0b"], ["call", CALL], ["text", '"']]}

    journal.append([Entry(run, 10, YES), Entry(run, 9, NO)])
    journal.append([Entry(run, 2, said)])

    assert entries_of(answer) == [(2, said), (9, NO), (10, YES)]
    assert list(journal.read([run])) == [(run, said), (run, NO), (run, YES)]


def test_an_entry_that_is_there_stays_as_it_is(owner: Client) -> None:
    (answer,) = make_blanks(owner)
    run = run_of(answer)
    journal.append([Entry(run, 1, YES)])

    journal.append([Entry(run, 1, NO), Entry(run, 2, NO)])

    assert entries_of(answer) == [(1, YES), (2, NO)]


def test_a_run_that_is_over_takes_nothing(owner: Client) -> None:
    live, over = make_blanks(owner)[0], make_blanks(owner)[0]
    Run.objects.filter(pk=run_of(over)).update(ended_at=timezone.now())
    nobodys = uuid4()

    journal.append([Entry(run_of(over), 1, YES), Entry(nobodys, 1, YES), Entry(run_of(live), 1, YES)])

    assert entries_of(live, over) == [(1, YES)]
    assert not Journal.objects.filter(run_id=nobodys).exists()


def test_a_wiped_session_leaves_no_journal_and_takes_none(owner: Client) -> None:
    (answer,) = make_blanks(owner)
    run = run_of(answer)
    journal.append([Entry(run, 1, YES)])

    wipe(Session.objects.filter(pk=answer.session_id))
    journal.append([Entry(run, 2, YES)])

    assert not Journal.objects.filter(run_id=run).exists()
    assert Run.objects.get(pk=run).ended_at is not None


def test_what_was_over_before_it_was_wiped_ended_then(owner: Client) -> None:
    (answer,) = make_blanks(owner)
    ended_at = timezone.now()
    Run.objects.filter(pk=run_of(answer)).update(ended_at=ended_at)

    wipe(Session.objects.filter(pk=answer.session_id))

    assert Run.objects.get(pk=run_of(answer)).ended_at == ended_at


def test_all_runs_are_added_to_in_one_statement(owner: Client) -> None:
    answers = [make_blanks(owner)[0] for _ in range(5)]

    with CaptureQueriesContext(connection) as queries:
        journal.append([Entry(run_of(answer), 1, YES) for answer in answers])

    assert len(queries) == 1
    assert entries_of(*answers) == [(1, YES)] * 5


def test_news_are_what_stands_behind_a_number(owner: Client) -> None:
    first, second, other = (make_blanks(owner)[0] for _ in range(3))
    runs = [run_of(each) for each in (first, second, other)]
    journal.append([Entry(run, number, YES) for run in runs for number in range(1, 13)])

    with CaptureQueriesContext(connection) as queries:
        news = read_news({runs[0]: 9, runs[1]: 11})

    assert len(queries) == 1
    assert [entry for entry in news.entries if entry.run == runs[0]] == [(runs[0], each, YES) for each in (10, 11, 12)]
    assert [entry for entry in news.entries if entry.run != runs[0]] == [(runs[1], 12, YES)]
    assert news.ended == []


def test_news_are_who_has_ended(owner: Client) -> None:
    answers = make_blanks(owner, 5)
    for answer, status in zip(answers, Message.Status, strict=True):
        Message.objects.filter(pk=answer.pk).update(status=status)

    news = read_news({run_of(answers[0]): 0})

    assert set(news.ended) == {answer.pk for answer in answers[2:]}
    assert news.entries == []


def test_who_follows_nothing_hears_nothing(owner: Client) -> None:
    (answer,) = make_blanks(owner)
    journal.append([Entry(run_of(answer), 1, YES)])

    assert read_news({}) == ([], [])


def test_what_is_being_said_is_folded_in_its_order(owner: Client) -> None:
    a, b = make_blanks(owner, 2)
    (other,) = make_blanks(owner)
    told: list[Any] = [
        {"a": [("reasoning", "Hm"), ("text", "Yes"), ("call", CALL)]},
        {"a": [("text", ", indeed"), ("reasoning", ".")], "b": [("text", "No")]},
        {"a": [("call", {**CALL, "id": "call_2"}), ("text", "!")]},
    ]
    journal.append([Entry(run_of(a), number, said) for number, said in enumerate(told, 1)])
    journal.append([Entry(run_of(other), 1, YES)])

    with CaptureQueriesContext(connection) as queries:
        folded = fold([a, b, other])

    # The journal, and then again whoever was live: they may have ended.
    assert len(queries) == 2
    assert [message.pk for message in folded] == [a.pk, b.pk, other.pk]
    a, b, other = folded
    assert (a.content, a.reasoning) == ("Yes, indeed!", "Hm.")
    assert [call["id"] for call in a.tool_calls] == ["call_1", "call_2"]
    assert (b.content, b.reasoning, b.tool_calls) == ("No", "", [])
    assert other.content == "Yes"


@pytest.mark.parametrize("status", [status for status in Message.Status if status not in Message.LIVE])
def test_what_has_ended_is_not_touched(status: str, owner: Client) -> None:
    a, b = make_blanks(owner, 2)
    journal.append([Entry(run_of(a), 1, {"a": [("text", "Yes"), ("call", CALL)], "b": [("text", "No")]})])
    Message.objects.filter(pk=a.pk).update(status=status, content="Yes, indeed.")
    a.refresh_from_db()

    ended, live = fold([a, b])

    assert ended is a
    assert (ended.content, ended.tool_calls, live.content) == ("Yes, indeed.", [], "No")


def test_who_has_ended_since_it_was_read_is_told_whole(owner: Client) -> None:
    """Its journal may be there still, or be gone already."""
    a, b, c = make_blanks(owner, 3)
    journal.append([Entry(run_of(a), 1, {"a": [("text", "Yes")], "b": [("text", "No")]})])
    write_all([Ending(a.pk, SUCCESS, run_of(a), {"content": "Yes, indeed."})])

    ended, live, blank = fold([a, b, c])
    write_all([Ending(each.pk, SUCCESS, run_of(a), {"content": "So."}) for each in (b, c)])
    gone = fold([a, b, c])

    assert (ended.status, ended.content) == ("success", "Yes, indeed.")
    assert (live.status, live.content, blank.content) == ("pending", "No", "")
    assert [message.content for message in gone] == ["Yes, indeed.", "So.", "So."]


def test_where_nobody_speaks_nothing_is_asked_for(owner: Client) -> None:
    (answer,) = make_blanks(owner)
    question = answer.session.messages.get(role="user")
    answer.status = Message.Status.SUCCESS

    with CaptureQueriesContext(connection) as queries:
        folded = fold([question, answer])

    assert len(queries) == 0
    assert folded == [question, answer]


def test_a_version_that_was_said_before_keeps_its_words(owner: Client) -> None:
    """A side has many runs."""
    (before,) = make_blanks(owner)
    (live,) = make_blanks(owner)
    journal.append([Entry(run_of(before), 1, NO), Entry(run_of(live), 1, YES)])
    before.status = Message.Status.STOPPED

    folded = fold([before, live])

    assert [message.content for message in folded] == ["", "Yes"]


def test_what_ended_runs_have_left_is_forgotten(owner: Client) -> None:
    (ended,), (live,) = make_blanks(owner), make_blanks(owner)
    journal.append([Entry(run_of(message), number, YES) for message in (ended, live) for number in (1, 2)])
    Run.objects.filter(pk=run_of(ended)).update(ended_at=timezone.now())

    count = Journal.objects.filter(run__in=[run_of(ended), run_of(live)]).forget_ended()

    assert count == 2
    assert entries_of(ended, live) == [(1, YES), (2, YES)]
    assert not Journal.objects.filter(run=run_of(ended)).exists()
