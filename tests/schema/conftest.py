"""How many cases are tried, and against what: both kinds of process, over one database."""

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from tests.message.simulating import start_simulator
from tests.schema.belongings import Public, make_public
from tests.schema.trying import Tally
from tests.servers import Server, start_server

CASES = 5_000
TALLY = pytest.StashKey[Tally]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--cases", type=int, default=CASES, help="how many cases are tried at least")


@pytest.fixture(scope="session")
def server(django_db_setup: None) -> Iterator[Server]:
    with start_server(ARENA_THROTTLES="off") as server:
        yield server


@pytest.fixture(scope="session")
def synchronous(django_db_setup: None) -> Iterator[Server]:
    with start_server("wsgi", ARENA_THROTTLES="off") as server:
        yield server


def pytest_configure(config: pytest.Config) -> None:
    config.stash[TALLY] = Tally(wanted=config.option.cases)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    terminalreporter.section("cases")
    for line in config.stash[TALLY].lines():
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def tally(pytestconfig: pytest.Config) -> Tally:
    return pytestconfig.stash[TALLY]


@pytest.fixture(scope="session")
def public(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Public]:
    """What everybody may see, made once."""
    with start_simulator() as simulator, django_db_blocker.unblock():
        yield make_public(simulator)
