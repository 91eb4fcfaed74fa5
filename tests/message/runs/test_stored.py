"""A run that nobody speaks in any more is told as its rows have it now."""

from dataclasses import replace

from message.models import Message, Run
from message.opening import Opened
from message.runs.stored import read_transcript
from tests.message.runs.blanks import open_run
from tests.people import Client
from tests.simulator.providing import refusing_url


def close(opened: Opened) -> Opened:
    """By another process."""
    Message.objects.filter(run=opened.run).update(status="success", finish_reason="stop", content="Because.")
    opened.run.ended_at = opened.run.created_at
    opened.run.save()
    return replace(opened, run=Run.objects.get(pk=opened.run.pk))


def test_readers_of_an_ended_run_share_its_text(owner: Client) -> None:
    opened = close(open_run(owner, refusing_url(), {"a": "m"}))

    assert read_transcript(opened) is read_transcript(opened)


def test_what_was_told_before_the_end_is_not_told_after_it(owner: Client) -> None:
    opened = open_run(owner, refusing_url(), {"a": "m"})

    before = read_transcript(opened)
    after = read_transcript(close(opened))

    assert before.ends["a"].code == "interrupted"
    assert (after.ends["a"].status, after.ends["a"].reason, after.logs["a"].position) == ("success", "stop", 8)


def test_what_was_masked_is_shown_after_the_reveal(owner: Client) -> None:
    opened = close(open_run(owner, refusing_url(), {"a": "m"}))
    opened.session.mode = "random"

    masked = read_transcript(opened)
    opened.session.revealed_at = opened.run.ended_at

    assert read_transcript(opened) is not masked
