"""How it is written down that staff have come in, by whichever door, or that somebody has tried to as one of them."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.dispatch import receiver

from audit.noting import Act, note
from user.models import User


def note_entrance(user: User) -> None:
    if user.is_staff:
        note(user.pk, Act.ENTERED, user)


@receiver(user_logged_in)
def _note_entrance(sender: Any, user: User, **_: Any) -> None:
    """In the admin."""
    note_entrance(user)


@receiver(user_login_failed)
def _note_failure(sender: Any, credentials: dict[str, Any], **_: Any) -> None:
    """Not what was typed, which may be a password in the wrong field: only whose account it was about."""
    email = str(credentials.get("username") or "").lower()
    if user := User.objects.filter(email=email, is_staff=True).first():
        note(None, Act.FAILED, user)
