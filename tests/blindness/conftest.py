"""What the sweep asks for: the simulator of the tests of conversations."""

from tests.message.conftest import simulator

__all__ = ["simulator"]
