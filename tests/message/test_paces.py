"""How far a blind battle may be shown, by where those stand who still speak."""

from collections import deque
from typing import Any

import pytest
from django.conf import LazySettings
from django.utils import timezone

from message.paces import EVERYTHING, NOTHING, PACES, pace_of, take
from tests.conversations import make_session
from tests.people import Client

CALL = {"id": "call_1", "name": "look_up", "arguments": "{}"}


@pytest.mark.parametrize(
    ("name", "living", "limit"),
    [
        ("off", [], EVERYTHING),
        ("off", [0, 7], EVERYTHING),
        ("paced", [], EVERYTHING),
        ("paced", [7], 7),
        ("paced", [9, 0, 7], 0),
        ("paced", [9, 7], 7),
        ("held", [], EVERYTHING),
        ("held", [7], NOTHING),
        ("held", [9, 7], NOTHING),
    ],
)
def test_the_living_set_the_limit(name: str, living: list[int], limit: int) -> None:
    assert PACES[name](living) == limit


@pytest.mark.parametrize("name", PACES)
def test_blind_battles_alone_are_paced(name: str, owner: Client, settings: LazySettings) -> None:
    settings.ARENA_BLIND_PACING = name
    blind = make_session(owner.user, "random")
    others = [make_session(owner.user, mode) for mode in ("direct", "compare")]
    revealed = make_session(owner.user, "random", revealed_at=timezone.now())

    assert pace_of(blind) is PACES[name]
    assert {pace_of(session) for session in (*others, revealed)} == {PACES["off"]}


@pytest.mark.parametrize(
    ("room", "taken", "left"),
    [
        (0, [], [("text", "Yes"), ("call", CALL), ("reasoning", "Hm.")]),
        (2, [("text", "Ye")], [("text", "s"), ("call", CALL), ("reasoning", "Hm.")]),
        (3, [("text", "Yes")], [("call", CALL), ("reasoning", "Hm.")]),
        (4, [("text", "Yes"), ("call", CALL), ("reasoning", "H")], [("reasoning", "m.")]),
        (6, [("text", "Yes"), ("call", CALL), ("reasoning", "Hm.")], []),
        (EVERYTHING, [("text", "Yes"), ("call", CALL), ("reasoning", "Hm.")], []),
    ],
)
def test_what_has_no_room_waits(room: int, taken: list[tuple[str, Any]], left: list[tuple[str, Any]]) -> None:
    waiting: deque[tuple[str, Any]] = deque([("text", "Yes"), ("call", CALL), ("reasoning", "Hm.")])

    assert (list(take(waiting, room)), list(waiting)) == (taken, left)


def test_a_letter_of_any_script_is_one() -> None:
    waiting: deque[tuple[str, Any]] = deque([("text", "🌳पेड़")])

    assert (list(take(waiting, 2)), list(waiting)) == ([("text", "🌳प")], [("text", "ेड़")])
