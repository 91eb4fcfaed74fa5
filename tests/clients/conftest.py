"""What the tests of clients may ask for."""

from collections.abc import Iterator

import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from tests.message.conftest import simulator
from tests.people import Client, make_account
from tests.servers import Server

__all__ = ["asker", "simulator"]


@pytest.fixture(scope="module")
def asker(server: Server, django_db_blocker: DjangoDbBlocker) -> Iterator[Client]:
    """An owner for all tests of a module: whatever takes long is done for all of them."""
    with django_db_blocker.unblock(), make_account(server) as client:
        yield client
        connections.close_all()
