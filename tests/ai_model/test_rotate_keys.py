"""The command that encrypts stored keys anew."""

from io import StringIO

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from pytest_django import Settings

from ai_model.models import Provider
from tests.ai_model.rows import make_provider

pytestmark = pytest.mark.django_db


def make_keyed_provider() -> Provider:
    provider = make_provider()
    provider.store_key("sk-1")
    provider.save()
    return provider


def test_a_key_can_be_read_after_the_old_vault_key_is_gone(settings: Settings) -> None:
    provider = make_keyed_provider()
    settings.ARENA_VAULT_KEYS = [Fernet.generate_key().decode()]
    output = StringIO()

    call_command("rotate_keys", stdout=output)
    settings.SECRET_KEY = "another"

    assert f"~ provider {provider.name}: its key was encrypted anew" in output.getvalue()
    provider.refresh_from_db()
    assert provider.key == "sk-1"


def test_a_key_that_is_lost_is_named_and_the_others_are_rotated(settings: Settings) -> None:
    lost = make_keyed_provider()
    settings.SECRET_KEY = "another"
    kept = make_keyed_provider()
    before = kept.sealed_key

    with pytest.raises(CommandError, match=f"enter these keys again in the admin: {lost.name}"):
        call_command("rotate_keys", stdout=StringIO())

    kept.refresh_from_db()
    assert kept.sealed_key != before
    assert kept.key == "sk-1"
