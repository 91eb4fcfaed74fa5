"""What the tests of models may ask for."""

from collections.abc import Iterator

import pytest

from tests.ai_model.shelves import Shelf, open_shelf


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    with open_shelf() as shelf:
        yield shelf
