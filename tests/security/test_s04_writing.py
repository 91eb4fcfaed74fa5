"""S04: no verb of any route writes to what is another's, whichever id stands in its address."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from ai_model.models import AIModel
from tests.belongings import Belongings, make_belongings
from tests.message.simulating import Simulator
from tests.people import Client
from tests.simulator.scenarios import speak
from tests.tables import find_changes, read_at_rest

VERBS = ("POST", "PUT", "PATCH", "DELETE")
# What one of these routes has to be sent, so that it looks for its object at all.
BODY = {"content": "Mine?", "title": "Mine", "name": "mine"}
# Staff alone try models, and guests hold no keys: whatever stands in the address.
NOT_FOR_THEM = ("/api/models/", "/api/auth/keys/")


@pytest.fixture
def models(simulator: Simulator, database: None) -> list[AIModel]:
    return [simulator.make_model(speak()) for _ in "ab"]


def ids_of(things: Belongings) -> list[Any]:
    rows = (things.session, things.question, things.message, things.message.run, things.key, things.vote)
    return [row.pk for row in rows if row]


def addresses(schema: Any, things: Belongings) -> Iterator[str]:
    """Every path of the schema that names something, with each id in turn."""
    for path in schema["paths"]:
        if "{" in path:
            yield from (re.sub(r"\{\w+\}", str(pk), path) for pk in ids_of(things))


@pytest.mark.parametrize("person", ["stranger", "guest"])
def test_s04_no_verb_changes_what_is_anothers(
    person: str, owner: Client, nobody: Client, models: list[AIModel], request: pytest.FixtureRequest
) -> None:
    client: Client = request.getfixturevalue(person)
    things = make_belongings(owner.user, *models)
    schema = yaml.safe_load(nobody.get("/schema/").text)
    before = read_at_rest()

    answers = {
        (verb, path): client.request(verb, str(client.base_url.join(path)), json=BODY)
        for path in addresses(schema, things)
        for verb in VERBS
    }

    assert {answer.status_code for answer in answers.values()} == {403, 404, 405}
    assert all(path.startswith(NOT_FOR_THEM) for (_, path), answer in answers.items() if answer.status_code == 403)
    assert find_changes(before) == {}
    assert len(answers) > 400
