"""Periodic work: by a command, or by the server itself."""

import asyncio
import re
import subprocess
import sys
import time
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import InterfaceError
from django.utils import timezone

from arena_backend import tick
from message.models import WORKER_LIFETIME, Journal, Message, Run
from tests.message.runs.blanks import make_blanks, run_of
from tests.message.submitting import comes_true
from tests.people import Client
from tests.servers import start_server
from user.accounts import enter_as_guest
from user.models import User


def lapse(user: User) -> None:
    User.objects.filter(pk=user.pk).update(expires_at=timezone.now() - timedelta(seconds=1))


def test_the_command_says_what_it_did(database: None) -> None:
    guest, _ = enter_as_guest()
    lapse(guest)
    said = StringIO()

    call_command("tick", stdout=said)

    assert not User.objects.filter(pk=guest.pk).exists()
    assert re.search(r"lapsed guests erased: [1-9]", said.getvalue())


def test_what_runs_have_left_is_cleared_away(owner: Client) -> None:
    """An entry whose run is over, and a stop that nobody heard."""
    (answer,) = make_blanks(owner)
    Journal.objects.create(run_id=run_of(answer), number=1, said="{}")
    Run.objects.filter(pk=run_of(answer)).update(ended_at=timezone.now())
    long_ago = timezone.now() - 2 * WORKER_LIFETIME
    Message.objects.filter(pk=answer.pk).update(status="stopped", stop_asked_at=long_ago)
    said = StringIO()

    call_command("tick", stdout=said)

    answer.refresh_from_db()
    assert not Journal.objects.filter(run=run_of(answer)).exists()
    assert answer.stop_asked_at is None
    assert re.search(r"entries of ended runs forgotten: [1-9]", said.getvalue())
    assert re.search(r"stops that nobody heard forgotten: [1-9]", said.getvalue())


def test_a_server_ticks_by_itself(database: None) -> None:
    guest, _ = enter_as_guest()
    lapse(guest)

    with start_server("asgi", ARENA_TICK_SECONDS="1"):
        end = time.monotonic() + 10
        while User.objects.filter(pk=guest.pk).exists() and time.monotonic() < end:
            time.sleep(0.1)

    assert not User.objects.filter(pk=guest.pk).exists()


def test_a_scheduler_goes_on_until_it_is_told_to_end(database: None, tmp_path: Path) -> None:
    beat = tmp_path / "beat"
    command = [sys.executable, "manage.py", "tick", "--every", "0.2", "--beat", str(beat)]
    with subprocess.Popen(command, cwd=settings.BASE_DIR) as scheduler:
        first = comes_true(beat.exists)
        guest, _ = enter_as_guest()
        lapse(guest)
        gone = comes_true(lambda: not User.objects.filter(pk=guest.pk).exists())
        scheduler.terminate()

    assert (first, gone, scheduler.returncode) == (True, True, 0)


def test_a_task_that_fails_stops_neither_the_others_nor_the_next_round(
    database: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    rounds: list[str] = []

    def fail() -> int:
        rounds.append("failed")
        raise InterfaceError

    def work() -> int:
        rounds.append("worked")
        return 1

    monkeypatch.setattr(tick, "TASKS", {"a task that fails": fail, "a task that works": work})

    async def tick_a_while() -> None:
        ticking = asyncio.create_task(tick.keep_ticking(0.02, beat=tmp_path / "beat"))
        await asyncio.sleep(0.5)
        ticking.cancel()

    asyncio.run(tick_a_while())

    assert rounds[:4] == ["failed", "worked", "failed", "worked"]
    assert "periodic work failed: a task that fails" in caplog.text
    assert not (tmp_path / "beat").exists()
