"""What is counted of the runs of this process, when a side has ended and never while it speaks."""

from collections.abc import Mapping
from typing import Any

from ai_model.providers.events import Reason
from api.tallies import Durations, Tally
from message.models import Failure

FIRST_TOKEN_BOUNDS = (0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 60.0, 120.0, 300.0)
ANSWER_BOUNDS = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0)
WELL = {str(reason) for reason in Reason}


class Tallies:
    def __init__(self) -> None:
        self.ends = Tally([*Reason, "stopped", *Failure])
        # Runs that were ended because their worker was gone; ends that somebody else had written before.
        self.lost = Tally(["run", "end"])
        self.deltas = 0
        self.first_tokens = Durations(FIRST_TOKEN_BOUNDS)
        self.answers = Durations(ANSWER_BOUNDS)

    def note_end(self, word: str, timings: Mapping[str, Any], *, model: str, is_lost: bool) -> None:
        """Without a model where it must not be known: who counts along would learn who answers in a battle."""
        self.ends.add(word)
        self.deltas += timings["deltas"]
        if is_lost:
            self.lost.add("end")
        if model and timings["first_token_ms"] is not None:
            self.first_tokens.add(model, timings["first_token_ms"] / 1000)
        if model and word in WELL:
            self.answers.add(model, timings["duration_ms"] / 1000)


tallies = Tallies()
