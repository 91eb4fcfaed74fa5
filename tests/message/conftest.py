"""What tests of conversations may ask for."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from message.models import Worker
from tests.message.simulating import Simulator, start_simulator
from tests.message.submitting import at
from tests.people import Client
from tests.servers import Server, start_server


@pytest.fixture(scope="session")
def simulator() -> Iterator[Simulator]:
    with start_simulator() as simulator:
        yield simulator


@pytest.fixture
def alone(owner: Client) -> Iterator[None]:
    """As if there were no other worker: nothing of it becomes true, so that servers which live on are not buried."""
    with transaction.atomic():
        Worker.objects.all().delete()
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="session")
def other(django_db_setup: None) -> Iterator[Server]:
    """Another worker on the same database."""
    with start_server() as server:
        yield server


@pytest.fixture
def there(owner: Client, other: Server) -> Iterator[Client]:
    """The owner, at the other worker."""
    with at(other, owner) as client:
        yield client
