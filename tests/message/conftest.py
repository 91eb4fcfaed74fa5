"""What tests of conversations may ask for."""

from collections.abc import Iterator

import pytest

from tests.message.simulating import Simulator, start_simulator


@pytest.fixture(scope="session")
def simulator() -> Iterator[Simulator]:
    with start_simulator() as simulator:
        yield simulator
