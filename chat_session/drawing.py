"""Which models meet in a battle, and on which side each of them stands."""

import logging
from dataclasses import dataclass
from random import SystemRandom

from ai_model.models import AIModel
from api.refusals import Code, Refusal
from chat_session import lots
from chat_session.models import DrawOdds
from chat_session.odds import Odds, Unusable

logger = logging.getLogger(__name__)
random = SystemRandom()


@dataclass(frozen=True, slots=True)
class Meeting:
    """In the order of their sides, and with which probability just these were to meet."""

    models: tuple[AIModel, ...]
    probability: float


def draw_models(size: int) -> Meeting:
    """Of those that can be asked now and are not down."""
    drawable = {model.name: model for model in AIModel.objects.drawable().select_related("provider")}
    if len(drawable) < size:
        raise Refusal(Code.NOT_ENOUGH_MODELS)
    families = {name: model.organization or model.provider.name for name, model in drawable.items()}
    drawn = lots.draw(read_odds(), families, size=size, random=random)
    return Meeting(tuple(drawable[name] for name in drawn.models), drawn.probability)


def read_odds() -> Odds | None:
    """Those of another version are none: then all are even."""
    row = DrawOdds.objects.values_list("odds", flat=True).first()
    try:
        return Odds.from_json(row) if row else None
    except Unusable as error:
        logger.warning("the odds of the draw cannot be used, all are even: %s", error)
        return None
