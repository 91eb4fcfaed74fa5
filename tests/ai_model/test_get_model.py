"""GET /models/{id or name}/."""

from uuid import uuid4

import httpx
import pytest

from tests.ai_model.rows import make_model, make_provider
from tests.servers import Server

pytestmark = pytest.mark.usefixtures("database")


def ask(server: Server, reference: str) -> httpx.Response:
    return httpx.get(f"{server.url}/api/models/{reference}", timeout=10, trust_env=False)


def test_a_model_is_found_by_its_id_and_by_its_name(server: Server) -> None:
    model = make_model(make_provider(), model_code="org/model:7b")

    by_id = ask(server, f"{model.pk}/")
    by_name = ask(server, f"{model.name}/")
    encoded = ask(server, model.name.replace("/", "%2F"))

    assert by_id.status_code == 200
    assert by_id.json()["name"] == model.name
    assert by_id.content == by_name.content == encoded.content


@pytest.mark.parametrize(
    ("of_model", "of_provider"),
    [
        ({"is_active": False}, {}),
        ({}, {"is_active": False}),
        ({}, {"api_key_env": "TEST_KEY_THAT_NOBODY_SETS"}),
    ],
)
def test_one_that_cannot_be_asked_is_shown_as_inactive(
    server: Server, of_model: dict[str, bool], of_provider: dict[str, object]
) -> None:
    model = make_model(make_provider(**of_provider), **of_model)

    answer = ask(server, f"{model.pk}/")

    assert answer.status_code == 200
    assert answer.json()["is_active"] is False


@pytest.mark.parametrize("reference", [str(uuid4()), "nobody/nothing", "nothing", "a%00b/c", "%ED%A0%80/c", "x" * 3000])
def test_an_unknown_model_is_not_found(server: Server, reference: str) -> None:
    answer = ask(server, f"{reference}/")

    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"
