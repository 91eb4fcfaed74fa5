"""What has been wiped while it was said is stopped by its own worker, and then nothing of it is left."""

from datetime import timedelta

from django.utils import timezone

from api.wiping import wipe
from chat_session.models import Session
from message.models import WORKER_LIFETIME, Journal, Message, Run
from message.runs.outcomes import INTERRUPTED, STOPPED
from message.runs.saving import Ending, Stored, write_all
from tests.message.runs.blanks import make_blanks, run_of
from tests.people import Client


def end(message: Message) -> Stored:
    (stored,) = write_all([Ending(message.pk, INTERRUPTED, run_of(message), {"content": "Because."})])
    assert isinstance(stored, Stored)
    return stored


def test_whoever_speaks_in_it_is_asked_to_stop_until_they_have(owner: Client) -> None:
    live, ended = make_blanks(owner, 2)
    Message.objects.filter(pk=ended.pk).update(status="success", finish_reason="length")

    wipe(Session.objects.filter(pk=live.session_id))
    asked = [message.stop_asked_at is not None for message in Message.objects.filter(pk__in=[live.pk, ended.pk])]
    stored = end(live)

    assert sorted(asked) == [False, True]
    assert stored == Stored(STOPPED)
    live.refresh_from_db()
    ended.refresh_from_db()
    assert (live.status, live.finish_reason, live.content, live.stop_asked_at) == ("stopped", "stopped", "", None)
    assert (ended.status, ended.finish_reason) == ("success", "length")


def test_what_is_left_in_the_journal_goes_with_the_last_side(owner: Client) -> None:
    first, last = make_blanks(owner, 2)
    ended_at = timezone.now()
    Run.objects.filter(pk=run_of(first)).update(ended_at=ended_at)
    Journal.objects.create(run_id=run_of(first), number=1, said="{}")

    counts = []
    for answer in (first, last):
        end(answer)
        counts.append(Journal.objects.filter(run=run_of(first)).count())

    assert counts == [1, 0]
    assert Run.objects.get(pk=run_of(first)).ended_at == ended_at


def test_stops_that_nobody_heard_are_forgotten(owner: Client) -> None:
    long_ago = timezone.now() - WORKER_LIFETIME - timedelta(minutes=1)
    gone, late, live = (make_blanks(owner)[0] for _ in range(3))
    for answer, status, asked_at in (
        (gone, "stopped", long_ago),
        (late, "stopped", timezone.now()),
        (live, "streaming", long_ago),
    ):
        Message.objects.filter(pk=answer.pk).update(status=status, stop_asked_at=asked_at)
    answers = Message.objects.filter(pk__in=[gone.pk, late.pk, live.pk])

    count = answers.forget_stops()

    assert count == 1
    assert set(answers.exclude(stop_asked_at=None)) == {late, live}
