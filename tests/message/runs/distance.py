"""Another worker, in which a run speaks: what it says gets here only through the database."""

from collections.abc import Iterable
from typing import Any

from message import journal
from message.journal import Entry
from message.models import Message
from message.opening import Opened
from message.runs.logs import Cursor, Log
from message.runs.outcomes import Outcome
from message.runs.saving import Ending, Stored, sum_up, write_all
from tests.message.runs.tellings import Told, add

SUCCESS = Outcome(Message.Status.SUCCESS, "stop")


class Owner:
    def __init__(self, opened: Opened) -> None:
        self.opened = opened
        self.logs = {side: Log(side) for side in opened.replies}
        self.cursors = {side: Cursor() for side in opened.replies}
        self.number = 0

    def say(self, side: str, told: Iterable[Told]) -> None:
        for kind, text in told:
            add(self.logs[side], kind, text)

    def breathe(self) -> None:
        self.number += 1
        said = {side: log.take_pieces(self.cursors[side]) for side, log in self.logs.items()}
        journal.append([Entry(self.opened.run.pk, self.number, said)])

    def end(self, side: str, outcome: Outcome, **figures: Any) -> None:
        said = {**sum_up(self.logs[side]), **figures}
        (stored,) = write_all([Ending(self.opened.replies[side], outcome, self.opened.run.pk, said)])
        assert stored == Stored(outcome)
