"""What each side has heard and said so far on a path: read from its end, and no further than the sides can remember."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from django.conf import settings

from ai_model.providers.prompts import Said
from message.models import Failure, Message, Turn

ROWS_AT_ONCE = 100
# Turns of other branches that are read over before the path is looked up anew.
FAR = 32
# Fewer than most scripts and languages have, so that what fits here fits there.
BYTES_A_TOKEN = 3
# Of a role and its marks.
TOKENS_A_MESSAGE = 8
# How a reply may have ended without that anybody was asked.
UNASKED = {
    "",
    Failure.BUDGET_EXCEEDED,
    Failure.INTERNAL,
    Failure.INTERRUPTED,
    Failure.MODERATED,
    Failure.OVERLOADED,
}


class Row(NamedTuple):
    turn: UUID
    number: int
    parent: UUID | None
    parent_number: int | None
    participant: str
    status: str
    error_code: str
    content: str

    @property
    def was_asked(self) -> bool:
        return bool(self.content) or self.status == Message.Status.SUCCESS or self.error_code not in UNASKED


FIELDS = (
    "turn_id",
    "turn_number",
    "turn__parent_id",
    "turn__parent__number",
    "participant",
    "status",
    "error_code",
    "content",
)


class Exchanged(NamedTuple):
    """A question, and what each side made of it."""

    question: str
    answers: Mapping[str, str]
    # Nobody shall hear later what a moderator has kept from all, or has not been asked about.
    is_fit: bool


def recall(leaf: Turn | None, rooms: Mapping[str, int]) -> dict[str, tuple[Said, ...]]:
    """What each side hears before the next question, oldest first; `rooms` are how many tokens each can take."""
    left = dict(rooms)
    heard: dict[str, list[Said]] = {side: [] for side in rooms}
    for question, answers, is_fit in _upwards(leaf, rooms) if leaf else ():
        if not is_fit:
            continue
        for side in list(left):
            said = [Said("assistant", answers[side])] if side in answers else []
            left[side] -= count_tokens([question, *(each.text for each in said)])
            if left[side] < 0:
                del left[side]
            else:
                heard[side] += [*said, Said("user", question)]
        if not left:
            break
    return {side: tuple(reversed(said)) for side, said in heard.items()}


def count_tokens(texts: Iterable[str]) -> int:
    return sum(TOKENS_A_MESSAGE + -(-len(text.encode()) // BYTES_A_TOKEN) for text in texts)


def _upwards(leaf: Turn, sides: Iterable[str]) -> Iterator[Exchanged]:
    """The turns of the path from its end. One query, unless a long branch lies between two of them."""
    wanted: UUID | None = leaf.pk
    number: int | None = leaf.number
    while number is not None:
        for turn, rows in groupby(_rows(leaf.session_id, number, sides=sides), key=lambda row: row.turn):
            if turn != wanted:
                continue
            asked, *replies = rows
            yield Exchanged(asked.content, _newest(replies), _is_fit(replies))
            wanted, number = asked.parent, asked.parent_number
            if number is None or asked.number - number > FAR:
                break
        else:
            return


def _rows(session: UUID, number: int, *, sides: Iterable[str]) -> Iterator[Row]:
    """Newest turn first; of each its question, then the newest version of each side before its older ones."""
    rows = Message.objects.filter(session=session, turn_number__lte=number, participant__in=["", *sides])
    ordered = rows.order_by("-turn_number", "participant", "-version").values_list(*FIELDS)
    return map(Row._make, ordered.iterator(chunk_size=ROWS_AT_ONCE))


def _is_fit(replies: Iterable[Row]) -> bool:
    """Of what was put to anybody, a moderator has said that it may be."""
    return settings.ARENA_MODERATION == "off" or any(reply.was_asked for reply in replies)


def _newest(replies: Iterable[Row]) -> dict[str, str]:
    """An answer that failed was never given; one that was stopped was, as far as it went."""
    newest: dict[str, Row] = {}
    for row in replies:
        newest.setdefault(row.participant, row)
    return {
        side: row.content
        for side, row in newest.items()
        if row.status == Message.Status.SUCCESS or (row.status == Message.Status.STOPPED and row.content)
    }
