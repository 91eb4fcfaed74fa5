"""What models are called in votes, and what becomes of names that the catalog does not know."""

from uuid import uuid4

import pytest

from ai_model.models import AIModel
from ai_model.names import is_model_name
from leaderboard.describing import describe
from leaderboard.naming import Registry, code_of, read_names
from leaderboard.reading import as_stored
from tests.conversations import make_model

NAMES = [
    "gpt-4o",
    "GPT 4",
    "GPT-4",
    "a/b/c",
    "क्ष मॉडल",
    "...",
    "  ",
    "-x-",
    "x" * 200,
    "Ünïcode 7B (chat)",
    "a//b",
    "/",
]


@pytest.mark.parametrize("name", NAMES)
def test_every_name_has_a_code(name: str) -> None:
    assert is_model_name(f"imported/{code_of(name)}")


def test_different_names_have_different_codes() -> None:
    assert len({code_of(name) for name in NAMES}) == len(NAMES)


@pytest.mark.django_db
def test_a_model_of_a_file_is_called_as_in_the_file() -> None:
    name = f"GPT 4 {uuid4()}"
    Registry().find(name)

    model = AIModel.objects.get(model_code=name)
    assert read_names()[model.pk] == name
    assert Registry().find(name) == as_stored(model.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("is_code_first", [True, False])
def test_a_name_that_is_the_code_of_another_is_a_model_of_its_own(is_code_first: bool) -> None:
    name = f"GPT 4 {uuid4()}"
    names = [code_of(name), name] if is_code_first else [name, code_of(name)]

    first, second = map(Registry().find, names)

    assert first != second
    assert list(map(Registry().find, names)) == [first, second]


@pytest.mark.django_db
def test_what_the_catalog_gets_to_know_has_the_votes_of_its_name() -> None:
    name = f"open/{uuid4()}"
    Registry().find(name)
    imported = AIModel.objects.get(model_code=name)

    model = make_model(name=name)

    assert read_names()[imported.pk] == read_names()[model.pk] == name
    assert Registry().find(name) == as_stored(model.pk)
    assert describe()[name]["id"] == str(model.pk)
