"""Servers with a moderator, and the owner at them."""

from collections.abc import Iterator

import pytest

from tests.message.moderation.moderating import Moderator, start_with_words
from tests.message.simulating import Simulator
from tests.message.submitting import at
from tests.people import Client
from tests.servers import Server, start_server


@pytest.fixture(scope="package")
def moderator(simulator: Simulator) -> Moderator:
    return Moderator(simulator)


@pytest.fixture(scope="package")
def with_words(django_db_setup: None) -> Iterator[Server]:
    with start_with_words() as server:
        yield server


@pytest.fixture(scope="package")
def with_endpoint(django_db_setup: None, moderator: Moderator) -> Iterator[Server]:
    with start_server(**moderator.settings) as server:
        yield server


@pytest.fixture
def asker(with_endpoint: Server, owner: Client, moderator: Moderator) -> Iterator[Client]:
    """The owner, at a server that asks a moderator."""
    with at(with_endpoint, owner) as client:
        yield client
    moderator.play()


@pytest.fixture
def reader(with_words: Server, owner: Client) -> Iterator[Client]:
    """The owner, at a server that has a list of words."""
    with at(with_words, owner) as client:
        yield client


@pytest.fixture(params=["asker", "reader"])
def client(request: pytest.FixtureRequest) -> Client:
    moderated: Client = request.getfixturevalue(request.param)
    return moderated
