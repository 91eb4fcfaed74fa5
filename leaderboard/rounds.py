"""When boards are made anew: soon after something was cast, imported or decided, but not all of them each time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max

from feedback.models import Verdict
from leaderboard.models import Exclusion, Import, Round

# The board of everything, and all others: each is a row for ever.
SOON = timedelta(minutes=5)
OFTEN = timedelta(hours=1)

Seen = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Due:
    board: bool
    # Not only the one of everything.
    whole: bool
    test: bool
    check: bool

    def __bool__(self) -> bool:
        return self.board or self.check


def look() -> Seen:
    """The newest of everything that boards are made of. A vote has its verdict as soon as it is there."""
    decided = Exclusion.objects.aggregate(made=Max("created_at"), decided=Max("decided_at"))
    return {
        "verdict": Verdict.objects.aggregate(last=Max("pk"))["last"],
        "import": Import.objects.aggregate(last=Max("pk"))["last"],
        # Fewer, when one was taken out again.
        "imports": Import.objects.count(),
        **{name: moment and moment.isoformat() for name, moment in decided.items()},
    }


def look_again(seen: Seen, *, verdicts: int, exclusions: int) -> Seen:
    """And what the round itself has written, which is no news. As soon as others may have written too, it is left."""
    return seen | _see_verdicts(seen, verdicts) | _see_exclusions(seen, exclusions)


def _see_verdicts(seen: Seen, written: int) -> Seen:
    """A gap in their numbers may be somebody's who has not ended yet."""
    before = seen["verdict"] or 0
    found = Verdict.objects.filter(pk__gt=before).aggregate(count=Count("pk"), last=Max("pk"))
    is_ours = written and found["count"] == written == found["last"] - before
    return {"verdict": found["last"]} if is_ours else {}


def _see_exclusions(seen: Seen, written: int) -> Seen:
    rows = Exclusion.objects.all()
    if seen["made"]:
        rows = rows.filter(created_at__gt=datetime.fromisoformat(seen["made"]))
    found = rows.aggregate(count=Count("pk"), last=Max("created_at"))
    return {"made": found["last"].isoformat()} if written and found["count"] == written else {}


def find_due(now: datetime, seen: Seen) -> Due:
    last = Round.objects.first()
    if last is None:
        is_there = any(seen.values())
        return Due(board=is_there, whole=is_there, test=is_there, check=False)
    is_news, is_news_to_others = seen != last.seen, seen != last.seen_whole
    # Votes become too old for a period without anything being cast.
    is_new_day = _is_before(last.whole_at, now)
    whole = is_new_day or (is_news_to_others and _is_over(last.whole_at, OFTEN, now))
    return Due(
        board=whole or (is_news and _is_over(last.at, SOON, now)),
        whole=whole,
        test=_is_before(last.tested_at, now),
        check=_is_before(last.checked_at, now),
    )


def note(now: datetime, seen: Seen, *, due: Due, has_gates: bool) -> None:
    done: dict[str, Any] = {"at": now, "seen": seen, "has_gates": has_gates}
    if due.whole:
        done |= {"whole_at": now, "seen_whole": seen}
    if due.test:
        done["tested_at"] = now
    if due.check:
        done["checked_at"] = now
    Round.objects.update_or_create(pk=1, defaults=done)


def _is_before(moment: datetime | None, now: datetime) -> bool:
    """On an earlier day."""
    return moment is None or moment.date() < now.date()


def _is_over(moment: datetime | None, span: timedelta, now: datetime) -> bool:
    return moment is None or now - moment >= span
