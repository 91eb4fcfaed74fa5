"""How a session begins: its contenders are found or drawn, and a retry finds the session it made before."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson
from django.db import IntegrityError, transaction
from rest_framework.exceptions import ValidationError

from ai_model.models import AIModel
from api.refusals import Code, Refusal
from chat_session.drawing import draw_models
from chat_session.models import PARTICIPANTS, Contender, Session
from user.models import User


@dataclass(frozen=True, slots=True)
class Seat:
    """What was asked for one side: a model by id or name, a prompt, parameters."""

    model: str
    system_prompt: str = ""
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Opening:
    mode: str
    title: str
    seats: Sequence[Seat]
    size: int
    key: str | None
    fingerprint: str


def fingerprint(body: Any) -> str:
    return hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).hexdigest()


def open_session(user: User, opening: Opening) -> tuple[Session, bool]:
    """The session, and whether it is new."""
    earlier = _find_earlier(user, opening)
    if earlier and earlier.fingerprint == opening.fingerprint:
        return earlier, False
    # What is wrong with the request itself is told before what its key was used for.
    contenders = find_contenders(opening.seats)
    if earlier:
        raise Refusal(Code.IDEMPOTENCY_MISMATCH)
    try:
        return _seat(user, opening, contenders), True
    except IntegrityError:
        # The same request at the same moment was first; asked again, it is found.
        if not _find_earlier(user, opening):
            raise
        return open_session(user, opening)


def _find_earlier(user: User, opening: Opening) -> Session | None:
    return Session.objects.filter(user=user, idempotency_key=opening.key).first() if opening.key else None


def _seat(user: User, opening: Opening, contenders: list[Contender]) -> Session:
    if contenders:
        return _create(user, opening, contenders=contenders)
    drawn = draw_models(opening.size)
    seated = [Contender(model=model) for model in drawn.models]
    return _create(user, opening, contenders=seated, probability=drawn.probability)


@transaction.atomic
def _create(user: User, opening: Opening, *, contenders: list[Contender], probability: float | None = None) -> Session:
    session = Session.objects.create(
        user=user,
        mode=opening.mode,
        size=len(contenders),
        title=opening.title,
        idempotency_key=opening.key,
        fingerprint=opening.fingerprint,
        draw_probability=probability,
    )
    for participant, contender in zip(PARTICIPANTS, contenders, strict=False):
        contender.session, contender.participant = session, participant
    Contender.objects.bulk_create(contenders)
    return session


def find_contenders(seats: Sequence[Seat]) -> list[Contender]:
    known = _find_models({seat.model for seat in seats})
    wrong = {seat.model: ["No such model is offered."] for seat in seats if seat.model not in known}
    if wrong:
        raise ValidationError({"models": wrong})
    return [Contender(model=known[seat.model], system_prompt=seat.system_prompt, params=seat.params) for seat in seats]


def _find_models(references: set[str]) -> dict[str, AIModel]:
    """By id or by name, in one query."""
    ids = {reference: identifier for reference in references if (identifier := _as_uuid(reference))}
    offered = AIModel.objects.offered()
    rows = offered.filter(pk__in=ids.values()) | offered.filter(name__in=references)
    by_id, by_name = {row.pk: row for row in rows}, {row.name: row for row in rows}
    found = {name: by_name[name] for name in references & by_name.keys()}
    return found | {reference: by_id[identifier] for reference, identifier in ids.items() if identifier in by_id}


def _as_uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
