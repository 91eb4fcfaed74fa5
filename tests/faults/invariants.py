"""What must hold whatever happened: clients' histories, the provider's ledger and the rows tell the same story."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tests.faults.databases import Row
from tests.faults.histories import Ear, Talk
from tests.faults.voices import Call

WELL = ("success", "")
# What a client may be answered that does nothing wrong: nothing, or that it should come again.
EXCUSES = (0, 502, 503, 507)


@dataclass(frozen=True, slots=True)
class Evidence:
    rows: Sequence[Row]
    live: set[UUID]
    calls: Sequence[Call]

    def questions_of(self, talk: Talk) -> list[Row]:
        return [row for row in self.rows if not row.side and row.text == talk.question]

    def replies_of(self, talk: Talk) -> dict[str, Row]:
        return {row.side: row for row in self.rows if row.side and str(row.run) == talk.run}


def complain(talks: Iterable[Talk], evidence: Evidence) -> list[str]:
    """Everything that does not fit, in words."""
    complaints = [f"run {run} is still live" for run in evidence.live]
    for talk in talks:
        found = [*_judge_question(talk, evidence), *_judge_calls(talk, evidence.calls)]
        if talk.run:
            found += _judge_replies(talk, evidence.replies_of(talk))
        complaints += [f"{talk.question[:8]} (run {talk.run or 'none'}): {complaint}" for complaint in found]
        complaints += [f"{talk.question[:8]} was {told}" for told in _retell(talk) if found]
    return complaints


def _retell(talk: Talk) -> Iterator[str]:
    yield f"asked at {talk.asked_at:.2f}, taken at {talk.acknowledged_at or 0:.2f} by {talk.accepted_at or 'nobody'}"
    yield from (f"refused: {refusal}" for refusal in talk.refusals)
    for ear in talk.ears:
        yield f"heard; {ear.breaks}, {ear.rewinds}, {[(side, end.get('code')) for side, end in ear.ends.items()]}"


def _judge_question(talk: Talk, evidence: Evidence) -> Iterator[str]:
    if not talk.run:
        yield "the question was never taken"
    times = len(evidence.questions_of(talk))
    if times > 1 or (talk.run and not times):
        yield f"the question is stored {times} times"
    yield from (f"was answered {refusal}" for refusal in talk.refusals if refusal.status not in EXCUSES)


def _judge_calls(talk: Talk, calls: Sequence[Call]) -> Iterator[str]:
    for model, times in Counter(call.model for call in calls if call.question == talk.question).items():
        if times > 1:
            yield f"{model} was called {times} times"


def _judge_replies(talk: Talk, replies: Mapping[str, Row]) -> Iterator[str]:
    if len(replies) != talk.sides:
        yield f"{len(replies)} sides are stored, not {talk.sides}"
    for side, row in replies.items():
        outcome = row.status, row.code
        if outcome not in (WELL, *talk.other_ends):
            yield f"side {side} is stored as {outcome}"
    for number, ear in enumerate(talk.ears):
        yield from (f"reader {number}: {complaint}" for complaint in judge_ear(talk, ear, replies))


def judge_ear(talk: Talk, ear: Ear, replies: Mapping[str, Row]) -> Iterator[str]:
    yield from ear.contradictions
    if ear.rewinds and not talk.may_lose:
        yield f"was rewound, and no worker had died: {ear.rewinds}"
    for side, row in replies.items():
        end = ear.ends.get(side)
        if end is None:
            yield f"side {side} was never told to its end; {ear.breaks}"
        elif _told(end) != _stored(row):
            yield f"side {side} was told as {_told(end)}, and stored as {_stored(row)}"
        if ear.shown.get(side, "") != row.text:
            yield f"side {side}: {_differ(ear.shown.get(side, ''), row.text)}; {ear.breaks}"


def _told(end: Mapping[str, Any]) -> tuple[str, str, str]:
    return str(end["finishReason"]), str(end.get("code", "")), str(end["message_id"])


def _stored(row: Row) -> tuple[str, str, str]:
    """As it is to be told."""
    return "error" if row.status == "error" else "stop", row.code, str(row.id)


def _differ(shown: str, stored: str) -> str:
    same = next((place for place, pair in enumerate(zip(shown, stored, strict=False)) if pair[0] != pair[1]), None)
    if same is None:
        return f"{len(shown)} letters are shown, {len(stored)} stored, one the beginning of the other"
    return f"from letter {same} on {shown[same : same + 20]!r} is shown, {stored[same : same + 20]!r} stored"
