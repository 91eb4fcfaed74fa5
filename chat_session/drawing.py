"""Which models meet in a battle, and on which side each of them stands."""

from collections.abc import Mapping, Sequence
from random import SystemRandom
from typing import TypeVar

from ai_model.models import AIModel
from api.refusals import Code, Refusal
from chat_session.models import DrawWeight

T = TypeVar("T")
random = SystemRandom()


def draw_models(size: int) -> list[AIModel]:
    weights = dict(DrawWeight.objects.values_list("model_id", "weight"))
    drawable = {model: weights.get(model.pk, 1.0) for model in AIModel.objects.drawable()}
    drawn = pick(drawable, size=size)
    if len(drawn) < size:
        raise Refusal(Code.NOT_ENOUGH_MODELS)
    random.shuffle(drawn)
    return drawn


def pick(weights: Mapping[T, float], *, size: int) -> list[T]:
    """Without replacement; what weighs nothing is never picked."""
    left = {thing: weight for thing, weight in weights.items() if weight > 0}
    picked: list[T] = []
    while left and len(picked) < size:
        things: Sequence[T] = list(left)
        picked += random.choices(things, weights=[left[thing] for thing in things])
        del left[picked[-1]]
    return picked
