"""Who else comes into the room of people."""

from collections.abc import Iterator
from functools import cache

import pytest
from django.contrib.auth.hashers import make_password

from tests.people import PASSWORD, Client, make_account
from tests.servers import Server


@cache
def hash_password() -> str:
    """Once for all, as it takes its time."""
    return make_password(PASSWORD)


@pytest.fixture
def member(server: Server, database: None) -> Iterator[Client]:
    """Somebody with a password."""
    with make_account(server, display_name="Member") as client:
        client.user.password = hash_password()
        client.user.save()
        yield client
