"""Which models a battle may meet, and that chance is even-handed."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from ai_model.models import AIModel, Provider
from api.refusals import Refusal
from chat_session.drawing import draw_models
from chat_session.models import DrawOdds, Session
from tests.conversations import make_model
from tests.people import Client
from tests.servers import start_server


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
    make_model(resting_until=timezone.now() + timedelta(seconds=30))

    assert set(draw_models(3).models) == drawable
    with pytest.raises(Refusal) as refused:
        draw_models(4)
    assert (refused.value.code, refused.value.code.status) == ("not_enough_models", 409)


@pytest.mark.usefixtures("empty")
def test_a_model_that_has_rested_is_drawn_again() -> None:
    rested = {make_model(resting_until=timezone.now() - timedelta(seconds=1)), make_model()}

    assert set(draw_models(2).models) == rested


@pytest.mark.usefixtures("empty")
def test_either_side_is_as_likely() -> None:
    one, other = make_model(), make_model()

    left = Counter(draw_models(2).models[0] for _ in range(400))

    assert 140 < left[one] < 260
    assert left[one] + left[other] == 400


UNUSABLE: list[Any] = [
    {},
    [],
    {"models": ["a"], "ballots": [1], "established": [True], "overlap": [[]]},
    {"models": ["a", "b"], "ballots": [1, 1], "established": [True, True], "overlap": [[], []], "gain": [[], [1.0]]},
    {"models": ["a", "b"], "ballots": [1, 1], "established": [True, True], "overlap": [[], [1e308]], "gain": [[], [1]]},
    {"models": ["a", "b"], "ballots": [1, 1], "established": [True, True], "overlap": [[], [None]], "gain": [[], [1]]},
    {"models": ["a", "b"], "ballots": 2, "established": [True, True], "overlap": [[], [1]], "gain": [[], [1]]},
]


@pytest.mark.parametrize("odds", UNUSABLE)
@pytest.mark.usefixtures("empty")
def test_odds_that_make_no_sense_are_none(odds: Any) -> None:
    drawable = {make_model(), make_model(), make_model()}
    DrawOdds.objects.update_or_create(pk=1, defaults={"odds": odds})

    drawn = draw_models(2)

    assert set(drawn.models) < drawable
    assert drawn.probability == pytest.approx(1 / 3)


def test_a_battle_keeps_the_probability_of_its_draw(owner: Client) -> None:
    for _ in range(2):
        make_model()

    answer = owner.post("/sessions/", json={"mode": "random"})

    probability = Session.objects.get(pk=answer.json()["id"]).draw_probability
    assert probability is not None
    assert 0 < probability <= 1
    assert "probability" not in answer.text


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
