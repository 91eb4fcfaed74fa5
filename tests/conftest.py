"""What every test may ask for, and what no test may do."""

import ipaddress
import os
import signal
import socket
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from hypothesis import settings as settings_of_hypothesis
from pytest_django import DjangoDbBlocker

from tests.hybrids import is_otherwise, start_hybrid
from tests.outages import Way, lay_way
from tests.people import Client, make_account, make_guest
from tests.servers import Server, start_server

# The same cases each time, however slow the machine: a test that fails fails again.
settings_of_hypothesis.register_profile("arena", derandomize=True, deadline=None, database=None)
settings_of_hypothesis.load_profile("arena")

NO_SHARED = "no ../shared"


def refuse_the_network(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect" and not is_here(*arguments):
        raise RuntimeError(f"A test tried to reach {arguments[1]}; the network is forbidden.")


def is_here(connecting: socket.socket, address: Any) -> bool:
    if connecting.family not in (socket.AF_INET, socket.AF_INET6):
        return True
    return address[0] == "localhost" or ipaddress.ip_address(address[0]).is_loopback


# An audit hook sees what a patched socket would miss, threads and C code among it.
sys.addaudithook(refuse_the_network)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> None:
    """What DATABASE_URL names is made for this run and thrown away; no second database is needed beside it."""
    with django_db_blocker.unblock():
        call_command("migrate", verbosity=0)
        connections.close_all()


@pytest.fixture(scope="session")
def server(django_db_setup: None, pytestconfig: pytest.Config) -> Iterator[Server]:
    """One for all, on whose address everything is; or the whole stack behind nginx."""
    with (start_hybrid if pytestconfig.option.hybrid == "behind-nginx" else start_server)() as server:
        yield server


@pytest.fixture(scope="module")
def way(django_db_setup: None) -> Iterator[Way]:
    """To the same database, for a server of the tests' own."""
    with lay_way() as way:
        yield way


@pytest.fixture
def database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Rows are committed and stay, as the server is another process; each test makes its own people."""
    with django_db_blocker.unblock():
        yield
        connections.close_all()


@pytest.fixture
def owner(server: Server, database: None) -> Iterator[Client]:
    """Whose things a test is about."""
    with make_account(server, display_name="Owner") as client:
        yield client


@pytest.fixture
def stranger(server: Server, database: None) -> Iterator[Client]:
    """With an account, but with nothing to do with the owner."""
    with make_account(server, display_name="Stranger") as client:
        yield client


@pytest.fixture
def guest(server: Server, database: None) -> Iterator[Client]:
    with make_guest(server) as client:
        yield client


@pytest.fixture
def nobody(server: Server) -> Iterator[Client]:
    """Shows no credentials."""
    with Client(server) as client:
        yield client


@pytest.fixture(scope="session")
def shared() -> Path:
    folder = Path(settings.BASE_DIR).parent / "shared"
    if not folder.is_dir():
        pytest.skip(f"{NO_SHARED} folder")
    return folder


def pytest_sessionstart(session: pytest.Session) -> None:
    def end(*_: object) -> None:
        # What is raised in the middle of a test may be taken for its failure.
        session.shouldstop = "told to end"
        raise KeyboardInterrupt

    # Told to end, a run still ends the processes it has started.
    signal.signal(signal.SIGTERM, end)
    # A shell makes what it starts in the background deaf to Ctrl-C, and with it what the tests start.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.option.hybrid:
        wanted = config.option.hybrid == "otherwise"
        left_out = [item for item in items if is_otherwise(item.nodeid) is not wanted]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if is_otherwise(item.nodeid) is wanted]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    server = getattr(item, "funcargs", {}).get("server")
    if report.failed and server:
        report.sections.append(("The server's log", server.read_log()))
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A skipped test proves nothing, so CI does not take it for a passed one."""
    terminal = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") != "true" or terminal is None:
        return
    for report in terminal.stats.get("skipped", []):
        if not report.longrepr[2].startswith(f"Skipped: {NO_SHARED}"):
            terminal.write_line(f"\nSkipped, which CI forbids: {report.nodeid}", red=True)
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
