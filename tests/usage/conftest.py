"""What tests of usage ask for: the simulator of the tests of conversations, and that no budget outlives its test."""

from collections.abc import Iterator

import pytest

from tests.message.conftest import simulator
from usage.models import Budget

__all__ = ["simulator"]


@pytest.fixture(autouse=True)
def nobodys_budget(database: None) -> Iterator[None]:
    yield
    Budget.objects.all().delete()
