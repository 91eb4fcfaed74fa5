"""A model that speaks in three workers when they crash, one after another in a minute, is left alone for a while."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from ai_model.models import AIModel
from ai_model.providers.calling import _spot
from ai_model.providers.prompts import Prompt
from message.models import Worker
from message.runs.sweeping import CRASHES, find_deadly
from tests.conversations import make_model

pytestmark = pytest.mark.usefixtures("alone")

# Seconds ago: far enough from each other, and close enough to now.
APART = (45, 30, 15)


def crash(*speaking: AIModel, ago: float, has_crashed: bool = True) -> datetime:
    moment = timezone.now() - timedelta(seconds=ago)
    names = [model.name for model in speaking]
    Worker.objects.create(gone_at=moment, has_crashed=has_crashed, speaking=names)
    return moment


def is_deadly(model: AIModel) -> bool:
    return model.name in {spot.model for spot in find_deadly()}


def test_three_crashes_are_enough() -> None:
    model, bystander = make_model(), make_model()
    deadly = []
    for ago in APART:
        last = crash(model, ago=ago)
        deadly.append(is_deadly(model))
    crash(bystander, ago=5)

    assert deadly == [False, False, True]
    # Where the breaker looks for it.
    assert find_deadly() == {_spot(model.ask(Prompt(model.model_code, ()))): last}


@pytest.mark.parametrize(
    "moments",
    [(75, 30, 15), (61, 62, 63), (30, 29, 28), (30, 15, 14), (30, 15)],
    ids=["one is long ago", "all are", "together", "two together", "two"],
)
def test_others_are_none(moments: Sequence[float]) -> None:
    """Those who go together were ended by something else."""
    model = make_model()

    for ago in moments:
        crash(model, ago=ago)

    assert not is_deadly(model)


def test_to_end_is_no_crash() -> None:
    model = make_model()

    for ago in APART:
        crash(model, ago=ago, has_crashed=False)

    assert not is_deadly(model)


def test_several_may_be_deadly_and_one_forgotten() -> None:
    first, second, forgotten = (make_model() for _ in range(3))
    for ago in APART:
        crash(first, second, forgotten, ago=ago)
    forgotten.delete()

    assert {spot.model for spot in find_deadly()} == {first.name, second.name}
    assert len(APART) == CRASHES
