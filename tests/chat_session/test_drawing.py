"""Which models a battle may meet, and that chance is even-handed."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from ai_model.models import AIModel, Provider
from api.refusals import Refusal
from chat_session.drawing import draw_models, pick
from chat_session.models import DrawWeight
from tests.conversations import make_model
from tests.people import Client
from tests.servers import start_server

DRAWS = 2000


@pytest.fixture
def empty(database: None) -> Iterator[None]:
    """A catalog in which nothing is on offer, until the test is over."""
    with transaction.atomic():
        AIModel.objects.update(is_active=False)
        yield
        transaction.set_rollback(True)


@pytest.mark.usefixtures("empty")
def test_all_that_can_be_asked_is_drawn_and_nothing_else() -> None:
    keyless = Provider.objects.create(
        name="lacking", dialect="openai-chat", base_url="http://open.example", api_key_env="NO_SUCH_KEY"
    )
    drawable = {make_model(), make_model(random_only=True), make_model(random_only=True)}
    make_model(is_active=False)
    make_model(provider=keyless)
    DrawWeight.objects.create(model=make_model(), weight=0)

    assert set(draw_models(3)) == drawable
    with pytest.raises(Refusal) as refused:
        draw_models(4)
    assert (refused.value.code, refused.value.code.status) == ("not_enough_models", 409)


@pytest.mark.usefixtures("empty")
def test_either_side_is_as_likely_whatever_the_weights() -> None:
    heavy, light = make_model(), make_model()
    DrawWeight.objects.create(model=heavy, weight=50)

    left = Counter(draw_models(2)[0] for _ in range(400))

    assert 140 < left[heavy] < 260
    assert left[heavy] + left[light] == 400


def test_what_weighs_more_is_picked_more_often() -> None:
    weights = {"rare": 1.0, "often": 3.0, "never": 0.0}

    picked = Counter(pick(weights, size=1)[0] for _ in range(DRAWS))

    assert 0.68 < picked["often"] / DRAWS < 0.82
    assert picked["never"] == 0


def test_nothing_is_picked_twice() -> None:
    weights = {number: 1.0 + 1000 * (number == 0) for number in range(8)}

    picks = [pick(weights, size=8) for _ in range(100)]

    assert all(sorted(picked) == list(range(8)) for picked in picks)


def test_of_too_few_all_are_picked() -> None:
    assert sorted(pick({"a": 1.0, "b": 0.5, "c": 0.0}, size=5)) == ["a", "b"]
    assert pick({}, size=2) == []


def test_a_battle_nobody_can_fight_is_refused(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/empty.sqlite3"
    prepare = f"import os; os.environ['DATABASE_URL'] = '{address}'; import manage; manage.main()"
    subprocess.run([sys.executable, "-c", prepare, "migrate", "--verbosity=0"], cwd=settings.BASE_DIR, check=True)

    with start_server(DATABASE_URL=address) as server, Client(server) as newcomer:
        guest = newcomer.post("/auth/anonymous/").json()
        newcomer.headers["X-Anonymous-Token"] = guest["anonymous_token"]
        answer = newcomer.post("/sessions/", json={"mode": "random"})
        sessions = newcomer.get("/sessions/").json()

    assert (answer.status_code, answer.json()["code"], sessions) == (409, "not_enough_models", [])
