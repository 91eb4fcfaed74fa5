"""What a moderator says in a run: of its question before anybody is asked, of each answer before its end is told."""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

from django.conf import settings

from ai_model.moderation.listed import read_list
from ai_model.moderation.remote import reach
from ai_model.moderation.rulings import Moderator, Ruling, Search
from ai_model.providers.events import Event, Reasoning, Text, ToolCall
from api.tallies import Tally
from message.models import Failure
from message.plans import Plan
from message.runs.outcomes import Outcome
from message.runs.saving import Ending

logger = logging.getLogger(__name__)

QUESTION, ANSWER = "question", "answer"
# How often which ruling was given: question_passed, answer_flagged, …
rulings = Tally(f"{subject}_{ruling}" for subject, ruling in product((QUESTION, ANSWER), Ruling))

MODERATED = Outcome.failed(Failure.MODERATED)
# Nobody knows whether it would be flagged: a later try may tell.
UNJUDGED = Outcome.failed(Failure.OVERLOADED)
NOTHING: Mapping[str, Any] = {"content": "", "reasoning": "", "tool_calls": [], "outline": None}

MODERATORS: Mapping[str, Callable[[], Moderator | None]] = {
    "off": lambda: None,
    "words": lambda: read_list(Path(settings.ARENA_MODERATION_WORDS)),
    "endpoint": lambda: reach(
        settings.ARENA_MODERATION_URL,
        key=settings.ARENA_MODERATION_KEY,
        model=settings.ARENA_MODERATION_MODEL,
        seconds=settings.ARENA_MODERATION_SECONDS,
    ),
}
# What an outage of the moderator means.
POLICIES: Mapping[str, Outcome | None] = {"refuse": UNJUDGED, "allow": None}


def find_moderator() -> Moderator | None:
    return MODERATORS[settings.ARENA_MODERATION]()


def decide(subject: str, ruling: Ruling) -> Outcome | None:
    """How a side ends by it; nothing if it may go on."""
    rulings.add(f"{subject}_{ruling}")
    if ruling is Ruling.UNKNOWN:
        return POLICIES[settings.ARENA_MODERATION_OUTAGE]
    return MODERATED if ruling is Ruling.FLAGGED else None


class Moderation:
    """Of one run. Without a moderator it does nothing."""

    def __init__(self, moderator: Moderator | None) -> None:
        self.moderator = moderator
        self.searches: dict[tuple[str, type[Event]], Search | None] = {}
        # Sides in whose words something was found.
        self.flagged: set[str] = set()
        # Sides of whose words nothing stays.
        self.taken_back: set[str] = set()

    async def judge_question(self, plans: Iterable[Plan]) -> Outcome | None:
        """Once for all sides, with what people have told their contenders beforehand."""
        if self.moderator is None:
            return None
        prompts = [plan.prompt for plan in plans]
        asked = (said.text for prompt in prompts for said in prompt.messages[-1:])
        texts = dict.fromkeys([*asked, *(prompt.system for prompt in prompts)])
        return decide(QUESTION, await self._judge(filter(None, texts)))

    def flags(self, side: str, event: Event) -> bool:
        """Whether nobody may hear it: something was found in it, or in what its side has said before."""
        if self.moderator is None or not isinstance(event, Text | Reasoning | ToolCall):
            return False
        if side not in self.flagged and self._finds(side, event):
            self.flagged.add(side)
        return side in self.flagged

    async def judge_answer(self, side: str, ending: Ending) -> Ending:
        """However it has ended: what a stopped or a cut side has said stays as well. Of a flagged one nothing does."""
        texts = _texts_of(ending.said)
        if self.moderator is None or not (texts or side in self.flagged):
            return ending
        ruling = Ruling.FLAGGED if side in self.flagged else await self._judge(texts)
        outcome = decide(ANSWER, ruling)
        if outcome is None:
            return ending
        self.taken_back.add(side)
        return take_back(ending, outcome)

    def _finds(self, side: str, event: Text | Reasoning | ToolCall) -> bool:
        if isinstance(event, ToolCall) or self.moderator is None:
            return False
        place = side, type(event)
        if place not in self.searches:
            self.searches[place] = self.moderator.search()
        search = self.searches[place]
        return search is not None and search.hear(event.text)

    async def _judge(self, texts: Iterable[str]) -> Ruling:
        """A run goes on whatever becomes of its moderator."""
        try:
            return await self.moderator.judge(list(texts)) if self.moderator else Ruling.PASSED
        except Exception:
            logger.exception("the moderator failed by our own fault")
            return Ruling.UNKNOWN


def judge_left(ending: Ending) -> Ending:
    """Of a run whose worker is gone. Where its moderator would have to be asked, an outage is declared."""
    moderator, texts = find_moderator(), _texts_of(ending.said)
    if moderator is None or not texts:
        return ending
    outcome = decide(ANSWER, moderator.judge_at_once(texts))
    # It was interrupted, whether or not its words may stay.
    return take_back(ending, ending.outcome if outcome is UNJUDGED else outcome) if outcome else ending


def take_back(ending: Ending, outcome: Outcome) -> Ending:
    """What it has used stays."""
    return replace(ending, outcome=outcome, said={**ending.said, **NOTHING})


def _texts_of(said: Mapping[str, Any]) -> list[str]:
    """All that would be stored."""
    calls = (f"{call['name']} {call['arguments']}" for call in said.get("tool_calls", ()))
    return [text for text in (said.get("content"), said.get("reasoning"), *calls) if text]
