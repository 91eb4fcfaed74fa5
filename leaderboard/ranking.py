"""The ranking: votes are read and judged again, every board that changed is made anew, and the draw hears of it."""

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
from django.utils import timezone

from leaderboard.alone import Busy, alone
from leaderboard.describing import describe
from leaderboard.editions import Edition
from leaderboard.exclusions import Bonds, Known, take_in
from leaderboard.judging import judge_again, write_down
from leaderboard.loading import Own, Votes, load
from leaderboard.maths.boards import OVERALL, Ranked, find_words, narrow
from leaderboard.maths.boards import rank as make_board
from leaderboard.maths.bootstrap import check
from leaderboard.maths.comparisons import Bools
from leaderboard.models import Board, Period, Round
from leaderboard.odds import are_current, publish_odds
from leaderboard.rounds import Seen, find_due, look, look_again, note
from leaderboard.screening import screen
from leaderboard.snapshots import renew
from leaderboard.watching import watch
from leaderboard.weighing import FAIR, weigh

logger = logging.getLogger(__name__)

Place = tuple[str, Period]
EVERYTHING: Place = (OVERALL, Period.ALL_TIME)


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found of votes in a round."""

    edition: Edition
    exclusions: int
    verdicts: int
    # What is no news for the next one.
    seen: Seen


def judge(now: datetime, seen: Seen, *, has_gates: bool, tests: bool) -> Judged:
    """Alone. What is due at most daily are the tests of voters."""
    votes = load()
    bonds, known = Bonds(votes), Known()
    reasons = judge_again(votes.own, bonds.find_excluded(known))
    exclusions = watch(votes, bonds, known=known, reasons=reasons) if tests else 0
    if exclusions:
        known = Known()
        reasons = judge_again(votes.own, bonds.find_excluded(known))
    take_in(bonds, known)
    verdicts = write_down(votes.own, reasons)
    gated = screen(votes, counts=_find_counted(votes, reasons)) if has_gates else {}
    edition = Edition(
        poll=weigh(votes, reasons, gated=gated, has_gates=has_gates),
        models=describe(),
        at=now,
        has_gates=has_gates,
        last_ballot=_find_last(votes.own),
        last_import=seen["import"],
    )
    return Judged(edition, exclusions, verdicts, look_again(seen, verdicts=verdicts, exclusions=exclusions))


def _find_counted(votes: Votes, reasons: Sequence[str]) -> Bools:
    """Of each pair, before those of files are screened."""
    counts = np.ones(votes.comparisons.ballots, np.bool_)
    counts[: len(votes.own)] = [reason == FAIR for reason in reasons]
    return counts[votes.comparisons.ballot]


def _find_last(own: Own) -> UUID | None:
    return UUID(str(own.ids[int(own.labels.moment.argmax())])) if len(own) else None


def list_places(edition: Edition, categories: Collection[str] = ()) -> list[Place]:
    """All boards, or those of these categories. What was a board once is looked at again."""
    words = find_words(edition.poll.counted.labels)
    known = {OVERALL} | words | set(Board.objects.values_list("category", flat=True))
    # The one of everything first: the draw waits for it.
    chosen = sorted(known & set(categories) if categories else known, key=lambda word: (word != OVERALL, word))
    return [(category, period) for category in chosen for period in Period]


def renew_all(edition: Edition, places: Iterable[Place], *, step: Callable[[str], object]) -> int:
    """How many snapshots are new."""
    renewed = 0
    for place in places:
        try:
            ranked = _renew(edition, place)
        except Exception:
            # The others are not to wait for whoever mends this one.
            logger.exception("the board %s %s could not be made", *place)
            step(f"{' '.join(place)}: failed, see the log")
            continue
        renewed += ranked is not None
        step(f"{' '.join(place)}: {len(ranked.shown)} models" if ranked else "")
    return renewed


def _renew(edition: Edition, place: Place, *, check: Mapping[str, Any] | None = None) -> Ranked | None:
    """And tell the draw, which hears of one board alone."""
    ranked = renew(edition, *place, check=check)
    if place == EVERYTHING and (ranked or not are_current()):
        comparisons = edition.poll.counted.comparisons
        offered = {name for name, model in edition.models.items() if model["is_active"]}
        publish_odds(comparisons, ranked or make_board(narrow(comparisons), OVERALL), offered=offered)
    return ranked


def rank_when_due() -> int:
    """Part of the periodic work."""
    now, seen = timezone.now(), look()
    due = find_due(now, seen)
    if not due.board:
        return 0
    has_gates = Round.objects.filter(has_gates=True).exists()
    with suppress(Busy), alone():
        judged = judge(now, seen, has_gates=has_gates, tests=due.test)
        places = list_places(judged.edition) if due.whole else [EVERYTHING]
        renewed = renew_all(judged.edition, places, step=lambda line: None)
        note(now, judged.seen, due=due, has_gates=has_gates)
        return renewed
    return 0


def check_when_due() -> int:
    """Part of the periodic work, at night: whether intervals are as wide as chance makes them."""
    now, seen = timezone.now(), look()
    if not find_due(now, seen).check:
        return 0
    with suppress(Busy), alone():
        checked = _is_unchecked() and _check(now, seen)
        Round.objects.update(checked_at=now)
        return int(checked)
    return 0


def _is_unchecked() -> bool:
    """What is shown is something, and was not checked: what was and has not changed would come to the same."""
    shown = Board.objects.filter(category=OVERALL, period=Period.ALL_TIME, snapshot__facts__models__gt=0)
    return any(check is None for check in shown.values_list("snapshot__facts__self_check", flat=True))


def _check(now: datetime, seen: Seen) -> bool:
    has_gates = Round.objects.filter(has_gates=True).exists()
    edition = judge(now, seen, has_gates=has_gates, tests=False).edition
    found = check(narrow(edition.poll.counted.comparisons))
    if found.is_alarming:
        logger.warning("intervals are not as wide as chance makes them: bootstrap to closed form is %.3f", found.ratio)
    return _renew(edition, EVERYTHING, check={**asdict(found), "is_alarming": found.is_alarming}) is not None
