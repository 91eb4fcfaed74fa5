"""Periodic work: by a command, or by the server itself."""

import time
from datetime import timedelta
from io import StringIO

from django.core.management import call_command
from django.utils import timezone

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
    assert "lapsed guests erased: " in said.getvalue()


def test_a_server_ticks_by_itself(database: None) -> None:
    guest, _ = enter_as_guest()
    lapse(guest)

    with start_server("asgi", ARENA_TICK_SECONDS="1"):
        end = time.monotonic() + 10
        while User.objects.filter(pk=guest.pk).exists() and time.monotonic() < end:
            time.sleep(0.1)

    assert not User.objects.filter(pk=guest.pk).exists()
