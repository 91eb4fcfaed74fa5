"""What tests of runs may ask for."""

import pytest

from message.opening import Opened
from message.presence import Presence
from message.runs import keeping, leases
from tests.message.runs.blanks import open_run
from tests.people import Client
from tests.simulator.providing import refusing_url


@pytest.fixture
def opened(owner: Client) -> Opened:
    """Two sides, whose provider refuses all."""
    return open_run(owner, refusing_url(), {"a": "m", "b": "m"})


@pytest.fixture
def haste(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is said is kept at once."""
    monkeypatch.setattr(keeping, "BREATH_SECONDS", 0.01)


@pytest.fixture
def presence(monkeypatch: pytest.MonkeyPatch) -> Presence:
    """Another than that of the tests, whose runs would be thought to be abandoned when it ends."""
    presence = Presence()
    monkeypatch.setattr(leases, "presence", presence)
    monkeypatch.setattr(leases, "BEAT_SECONDS", 0.02)
    return presence
