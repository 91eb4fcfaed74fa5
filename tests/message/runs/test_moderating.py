"""What a moderator says of a run: while it has not ruled, and of what a worker has left behind."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from pytest_django import Settings

from ai_model.moderation.remote import RemoteModerator
from ai_model.moderation.rulings import Ruling, Search
from message.paces import Pace, hold_back, keep_step, show_all
from message.runs import moderating
from message.runs.following import Reader
from message.runs.moderating import MODERATED, Moderation, judge_left
from message.runs.news import News, Rewound, Said
from message.runs.outcomes import INTERRUPTED, STOPPED
from message.runs.pacing import Paced
from message.runs.saving import Ending
from message.runs.transcripts import Transcript
from tests.message.runs.scenes import Scene, ends, play
from tests.message.runs.staging import end, say
from tests.message.runs.staging import play as stage
from tests.message.wire.script import REPLIES
from tests.people import Client
from tests.simulator.ledger import LEFT
from tests.simulator.moderating import FORBIDDEN, PATH


class Broken:
    """A moderator that is our own fault."""

    def search(self) -> Search | None:
        return None

    def judge_at_once(self, texts: Sequence[str]) -> Ruling:
        raise RuntimeError

    async def judge(self, texts: Sequence[str]) -> Ruling:
        raise RuntimeError


def test_a_run_that_is_closed_leaves_its_moderator(owner: Client) -> None:
    async def scene(scene: Scene) -> tuple[list[News], list[tuple[str, str]]]:
        url = scene.provider.url + PATH
        scene.running.moderation = Moderation(RemoteModerator(url, key="", model="mute", seconds=8))
        scene.registry.start(scene.running)
        async with asyncio.timeout(5):
            while not scene.provider.ledger.entries:  # noqa: ASYNC110 -- the simulator has no event for it
                await asyncio.sleep(0.01)
            await scene.registry.close()
        heard = await scene.hear_all()
        await scene.provider.settle()
        return heard, [(entry.path, entry.end) for entry in scene.provider.ledger.entries]

    heard, asked = play(owner, {"a": "m", "b": "m"}, scene)

    assert ends(heard) == {"a": "interrupted", "b": "interrupted"}
    assert asked == [(PATH, LEFT)]


def test_a_moderator_that_breaks_has_given_no_ruling(owner: Client, caplog: pytest.LogCaptureFixture) -> None:
    async def scene(scene: Scene) -> tuple[list[News], int]:
        scene.running.moderation = Moderation(Broken())
        scene.registry.start(scene.running)
        return await scene.hear_all(), len(scene.provider.ledger.entries)

    heard, asked = play(owner, {"a": "m", "b": "m"}, scene)

    assert (ends(heard), asked) == ({"a": "overloaded", "b": "overloaded"}, 0)
    assert "by our own fault" in caplog.text


LEFT_BEHIND: dict[str, Any] = {
    "content": f"Under the {FORBIDDEN}.",
    "reasoning": "",
    "tool_calls": [],
    "usage": {"n": 1},
}


def leave(**said: Any) -> Ending:
    return Ending(uuid4(), INTERRUPTED, uuid4(), LEFT_BEHIND | said)


def test_what_was_left_behind_is_looked_at(settings: Settings, tmp_path: Path) -> None:
    settings.ARENA_MODERATION = "words"
    settings.ARENA_MODERATION_WORDS = str(tmp_path / "words")
    (tmp_path / "words").write_text(FORBIDDEN, encoding="utf-8")

    bad, good = judge_left(leave()), judge_left(leave(content="Under the tree."))

    assert (bad.outcome.code, bad.said["content"], bad.said["usage"]) == ("moderated", "", {"n": 1})
    assert (good.outcome, good.said["content"]) == (INTERRUPTED, "Under the tree.")


@pytest.mark.parametrize(("policy", "content"), [("refuse", ""), ("allow", LEFT_BEHIND["content"])])
def test_who_would_have_to_be_asked_is_away_then(policy: str, content: str, settings: Settings) -> None:
    settings.ARENA_MODERATION, settings.ARENA_MODERATION_OUTAGE = "endpoint", policy
    settings.ARENA_MODERATION_URL = "http://moderator.example/moderations"

    ending = judge_left(leave())

    assert (ending.outcome, ending.said["content"]) == (INTERRUPTED, content)


def test_without_a_moderator_all_stays() -> None:
    ending = leave()

    assert judge_left(ending) is ending


def test_rulings_are_counted_by_a_closed_list() -> None:
    family = moderating.rulings.tell("it", "It.", label="ruling")

    assert {sample.labels["ruling"] for sample in family.samples} == {
        f"{subject}_{ruling}" for subject in ("question", "answer") for ruling in ("passed", "flagged", "unknown")
    }


@pytest.mark.parametrize("pace", [show_all, keep_step, hold_back])
def test_at_any_pace_what_is_taken_back_is_heard_by_nobody_later(pace: Pace) -> None:
    async def scene(told: Transcript) -> tuple[list[News], list[News]]:
        paced = Paced(told, pace)
        first, later = Reader(paced, {}), Reader(paced, {})
        await anext(first)
        say(told, "a", "Under the ")
        say(told, "b", "Under")
        paced.step()
        heard = first._look()
        say(told, "a", FORBIDDEN)
        told.logs["a"].clear()
        end(told, MODERATED.tell("a", REPLIES["a"], position=0), STOPPED.tell("b", REPLIES["b"], position=0))
        paced.step()
        return heard + first._look(), (await anext(later))

    first, later = stage(scene)

    heard = sum(len(each.text) for each in first if isinstance(each, Said) and each.side == "a")
    assert [each for each in first if isinstance(each, Rewound)] == ([Rewound({"a": 0})] if heard else [])
    assert FORBIDDEN not in str(first)
    assert [each.side for each in later if isinstance(each, Said)] == ["b"]
    assert not any(isinstance(each, Rewound) for each in later)
