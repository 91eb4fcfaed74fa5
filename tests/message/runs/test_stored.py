"""A run that is over is told as its rows have it."""

from dataclasses import replace
from typing import Any

from message.models import Message, Run
from message.opening import Opened
from message.runs.stored import read_transcript
from tests.message.runs.blanks import open_run
from tests.people import Client
from tests.simulator.providing import refusing_url

FIGURES = {"output_tokens": 5}
WELL: dict[str, Any] = {"status": "success", "finish_reason": "stop", "content": "Because.", "usage": FIGURES}


def close(opened: Opened) -> Opened:
    opened.run.replies.live().update(**WELL)
    opened.run.ended_at = opened.run.created_at
    opened.run.save()
    return replace(opened, run=Run.objects.get(pk=opened.run.pk))


def test_readers_of_an_ended_run_share_its_text(owner: Client) -> None:
    opened = close(open_run(owner, refusing_url(), {"a": "m"}))

    assert read_transcript(opened) is read_transcript(opened)


def test_each_side_is_told_as_its_row_has_it(owner: Client) -> None:
    opened = open_run(owner, refusing_url(), {"a": "m", "b": "m"})
    failed = WELL | {"status": "error", "error_code": "interrupted", "reasoning": "Hm. "}
    Message.objects.filter(pk=opened.replies["b"]).update(**failed)

    told = read_transcript(close(opened))

    assert {side: log.position for side, log in told.logs.items()} == {"a": 8, "b": 12}
    assert {side: (end.status, end.code or end.reason, end.position) for side, end in told.ends.items()} == {
        "a": ("success", "stop", 8),
        "b": ("error", "interrupted", 12),
    }


def test_what_was_masked_is_shown_after_the_reveal(owner: Client) -> None:
    opened = close(open_run(owner, refusing_url(), {"a": "m"}))
    opened.session.mode = "random"
    opened.session.save()

    masked = read_transcript(opened)
    opened.session.revealed_at = opened.run.ended_at
    opened.session.save()
    shown = read_transcript(opened)

    assert [told.ends["a"].usage for told in (masked, shown)] == [None, FIGURES]
