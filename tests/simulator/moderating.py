"""A moderator in the dialect of OpenAI: it flags whatever holds one word."""

import json

from tests.simulator.scenarios import refuse
from tests.simulator.steps import Scenario

FORBIDDEN = "nightshade"
PATH = "/moderations"


def rule(body: bytes) -> Scenario:
    told = json.loads(body)["input"]
    return answer([FORBIDDEN in text for text in ([told] if isinstance(told, str) else told)])


def answer(flags: list[bool]) -> Scenario:
    results = [{"flagged": flag, "categories": {"poison": flag}, "category_scores": {"poison": 0.9}} for flag in flags]
    return refuse(200, json.dumps({"id": "modr-1", "model": "moderator", "results": results}).encode())
