"""Many votes of our own as rows, in few statements; and files of votes from elsewhere."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import StringIO
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid4

from django.core.management import call_command
from django.utils import timezone

from ai_model.models import AIModel
from chat_session.models import PARTICIPANTS, Session
from feedback.models import Reason, Slot, Verdict, Vote, Voter
from message.models import Message, Turn
from tests.conversations import make_model
from tests.people import make_email
from user.models import User

# Enough votes for as many models to be established.
ESTABLISHING = 2_000
MODELS = 5


@dataclass(frozen=True, slots=True)
class Cast:
    user: User
    models: Sequence[AIModel]
    ranks: Sequence[int] = (1, 2)
    kind: str = "best"
    reason: Reason = Reason.FAIR
    at: datetime = field(default_factory=timezone.now)
    columns: dict[str, Any] = field(default_factory=dict)


def make_people(count: int) -> list[User]:
    return User.objects.bulk_create(User(email=make_email()) for _ in range(count))


def make_models(count: int) -> list[AIModel]:
    return [make_model() for _ in range(count)]


def cast_all(casts: Iterable[Cast]) -> list[Vote]:
    casts = list(casts)
    voters = _find_voters(cast.user for cast in casts)
    turns = [Turn(session=Session(user=cast.user, mode="random", size=len(cast.models)), number=1) for cast in casts]
    asked = [_say(turn, role="user", stem=turn.session_id) for turn in turns]
    replies = [_answer(turn, cast.models) for turn, cast in zip(turns, casts, strict=True)]
    votes = [_judge(question, cast, voters[cast.user.pk]) for question, cast in zip(asked, casts, strict=True)]
    Session.objects.bulk_create(turn.session for turn in turns)
    Turn.objects.bulk_create(turns)
    Message.objects.bulk_create([*asked, *(reply for said in replies for reply in said)])
    Vote.objects.bulk_create(votes)
    Slot.objects.bulk_create(
        Slot(vote=vote, participant=reply.participant, message=reply, model=reply.model, sha256="0" * 64, rank=rank)
        for vote, cast, said in zip(votes, casts, replies, strict=True)
        for reply, rank in zip(said, cast.ranks, strict=True)
    )
    Verdict.objects.bulk_create(Verdict.of(vote.pk, cast.reason) for vote, cast in zip(votes, casts, strict=True))
    return votes


def _find_voters(users: Iterable[User]) -> dict[UUID, Voter]:
    people = {user.pk: user for user in users}
    known = {voter.user_id: voter for voter in Voter.objects.filter(user__in=people)}
    voters = {pk: known.get(pk) or Voter(user=user, signed_up_at=user.created_at) for pk, user in people.items()}
    Voter.objects.bulk_create(voter for pk, voter in voters.items() if pk not in known)
    return voters


def _answer(turn: Turn, models: Sequence[AIModel]) -> list[Message]:
    return [
        _say(turn, role="assistant", stem=turn.pk, participant=PARTICIPANTS[side], model=model)
        for side, model in enumerate(models)
    ]


def _say(turn: Turn, **fields: Any) -> Message:
    return Message(session=turn.session, turn=turn, turn_number=1, status="success", **fields)


def _judge(question: Message, cast: Cast, voter: Voter) -> Vote:
    judged: dict[str, Any] = {"kind": cast.kind, "is_blind": True, "dwell_ms": 9000, "created_at": cast.at}
    return Vote(voter=voter, session=question.session, turn=question.turn, question=question, **judged, **cast.columns)


def reason_of(vote: Vote) -> str:
    return str(Vote.objects.told().get(pk=vote.pk).reason)


def reasons_of(vote: Vote) -> list[str]:
    """All that it ever had, in order."""
    return list(Verdict.objects.filter(vote=vote).order_by("pk").values_list("reason", flat=True))


def write_file(path: Path, rows: Iterable[Sequence[object]], *, header: str = "left,right,winner") -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        file.write(f"{header}\n")
        csv.writer(file).writerows(rows)
    return path


def poll(
    count: int = ESTABLISHING, *, models: int = MODELS, seed: int = 1, **columns: object
) -> list[tuple[object, ...]]:
    """Rows of left, right, winner, user and of what else is said: the lower its number, the better a model is."""
    lots = Random(seed)
    names = [f"model {uuid4().hex[:8]} {number}" for number in range(models)]
    pairs = list(combinations(range(models), 2))
    rows: list[tuple[object, ...]] = []
    for number in range(count):
        one, other = lots.choice(pairs)
        left, right = (one, other) if lots.random() < 0.5 else (other, one)
        chance = 1 / (1 + 2 ** (left - right))
        winner = "tie" if lots.random() < 0.1 else "a" if lots.random() < chance else "b"
        rows.append((names[left], names[right], winner, f"u{number % 40}", *columns.values()))
    return rows


def run(command: str, *arguments: object, **options: Any) -> str:
    output = StringIO()
    call_command(command, *map(str, arguments), stdout=output, **options)
    return output.getvalue()


def hold_poll(folder: Path, **columns: Any) -> tuple[str, list[str]]:
    """A category of its own, that the votes of a file establish; and its models, the best first."""
    category = f"poll-{uuid4().hex[:8]}"
    rows = poll(categories=category, **columns)
    file = write_file(
        folder / f"{category}.csv", rows, header=",".join(("left,right,winner,user,categories", *columns))
    )
    run("import_votes", file)
    return category, sorted({str(row[0]) for row in rows}, key=lambda name: name[-1])
