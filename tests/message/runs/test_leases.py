"""A worker counts while it is there, lets go of what is no longer its own, and says when it goes."""

import asyncio
from threading import Event

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from ai_model.models import AIModel
from ai_model.providers import calling
from ai_model.providers.calling import Spot
from api import database
from api.wiping import wipe
from chat_session.models import Session
from message.models import Message, Run, Worker
from message.opening import Opened
from message.presence import Presence
from message.runs.leases import Leases, beat
from message.runs.news import Ended, News
from message.runs.outcomes import INTERRUPTED, Outcome
from message.runs.registry import Registry
from message.runs.sweeping import end_abandoned
from tests.conversations import make_model
from tests.message.runs.noticing import noticed, until
from tests.message.runs.scenes import Scene, ends, play
from tests.people import Client
from tests.simulator.ledger import LEFT

pytestmark = pytest.mark.usefixtures("presence")


def find(presence: Presence) -> Worker:
    return Worker.objects.get(pk=presence.id)


@pytest.mark.usefixtures("database")
def test_a_worker_counts_from_its_beginning_to_its_end(presence: Presence) -> None:
    async def perform() -> Worker:
        leases = Leases(Registry())
        with noticed('UPDATE "message_worker"') as beats:
            await leases.begin()
            await until(lambda: beats.count > 3)
        worker = await sync_to_async(find)(presence)
        await leases.end()
        return worker

    during = asyncio.run(perform())

    assert during.beat >= 3
    assert during.gone_at is None
    assert find(presence).gone_at is not None
    assert not find(presence).has_crashed


@pytest.mark.usefixtures("database")
def test_who_ends_does_not_count_afterwards(presence: Presence) -> None:
    """Or it would find itself gone, and begin anew."""
    former = presence.id

    async def perform() -> list[bool]:
        leases, is_free = Leases(Registry()), Event()
        busy = asyncio.create_task(database.write(is_free.wait))
        await leases.begin()
        await asyncio.sleep(0.1)
        ending = asyncio.create_task(leases.end())
        await asyncio.sleep(0.1)
        is_gone = [(await sync_to_async(find)(presence)).gone_at is not None]
        is_free.set()
        await asyncio.gather(busy, ending)
        return [*is_gone, (await sync_to_async(find)(presence)).gone_at is not None]

    assert asyncio.run(perform()) == [False, True]
    assert presence.id == former


@pytest.mark.usefixtures("database")
def test_an_outage_ends_no_worker(presence: Presence, caplog: pytest.LogCaptureFixture) -> None:
    async def perform() -> int:
        leases = Leases(Registry())
        await leases.begin()
        with noticed("UPDATE", is_away=True) as outage:
            await until(lambda: outage.count > 2)
        with noticed("UPDATE") as notice:
            await until(lambda: notice.count > 2)
        with noticed("UPDATE", is_away=True):
            await leases.end()
        return notice.count

    assert asyncio.run(perform()) > 2
    assert "beat waits for the database: OperationalError" in caplog.text
    assert "does not know that this worker has ended" in caplog.text
    presence.end()


@pytest.mark.usefixtures("database")
def test_who_was_thought_to_be_gone_says_so(presence: Presence, caplog: pytest.LogCaptureFixture) -> None:
    presence.begin()
    former = presence.id
    Worker.objects.filter(pk=former).update(gone_at=timezone.now())

    live = beat()

    assert live == set()
    assert presence.id != former
    assert "was thought to be gone" in caplog.text
    presence.end()


def own(opened: Opened, presence: Presence, *, is_stored: bool = True) -> None:
    presence.begin()
    if is_stored:
        Run.objects.filter(pk=opened.run.pk).update(owner=presence.id)


def test_what_is_wiped_is_not_spoken_on(owner: Client, presence: Presence) -> None:
    async def scene(scene: Scene) -> tuple[list[Outcome | None], list[News], list[str]]:
        await sync_to_async(own)(scene.opened, presence)
        scene.registry.start(scene.running)
        await scene.wait_for_words()
        hearing = asyncio.create_task(scene.hear_all())
        await sync_to_async(wipe)(Session.objects.filter(pk=scene.opened.session.pk))
        await Leases(scene.registry)._beat()
        outcomes = [producer.outcome for producer in scene.running.producers.values()]
        heard = await hearing
        await asyncio.gather(*scene.registry.tasks)
        await scene.provider.settle()
        return outcomes, heard, [entry.end for entry in scene.provider.ledger.entries]

    outcomes, heard, left = play(owner, {"a": "endless", "b": "endless"}, scene)

    assert outcomes == [INTERRUPTED, INTERRUPTED]
    assert ends(heard) == {"a": "stopped", "b": "stopped"}
    assert left == [LEFT, LEFT]
    presence.end()


def test_what_others_have_ended_is_not_spoken_on(owner: Client, presence: Presence) -> None:
    """They had missed us for too long."""

    async def scene(scene: Scene) -> tuple[list[News], str]:
        await sync_to_async(own)(scene.opened, presence)
        scene.registry.start(scene.running)
        await scene.wait_for_words()
        hearing = asyncio.create_task(scene.hear_all())
        await sync_to_async(end_abandoned)(scene.opened.run.pk)
        await Leases(scene.registry)._beat()
        heard = await hearing
        reply = await Message.objects.aget(run=scene.opened.run)
        return heard, reply.content

    heard, content = play(owner, {"a": "endless"}, scene)

    assert ends(heard) == {"a": "interrupted"}
    # As others have stored it, who know only what was kept.
    assert [each.position for each in heard if isinstance(each, Ended)] == [len(content)]
    presence.end()


def test_what_is_live_is_spoken_on(owner: Client, presence: Presence) -> None:
    async def scene(scene: Scene) -> list[News]:
        await sync_to_async(own)(scene.opened, presence)
        scene.registry.start(scene.running)
        hearing = asyncio.create_task(scene.hear_all())
        for _ in range(3):
            await Leases(scene.registry)._beat()
        return await hearing

    assert ends(play(owner, {"a": "slow"}, scene)) == {"a": "stop"}
    presence.end()


@pytest.mark.parametrize(
    ("is_open", "is_stored"),
    [(False, False), (False, True), (True, True)],
    ids=["opened behind it", "stored before it", "opened before it"],
)
def test_what_begins_during_a_beat_is_spoken_on(
    is_open: bool, is_stored: bool, owner: Client, presence: Presence
) -> None:
    async def scene(scene: Scene) -> list[News]:
        await sync_to_async(own)(scene.opened, presence, is_stored=is_stored)
        runs = scene.registry.runs
        if not is_open:
            runs.clear()
        is_free = Event()
        busy = asyncio.create_task(database.write(is_free.wait))
        beating = asyncio.create_task(Leases(scene.registry)._beat())
        await asyncio.sleep(0)
        runs[scene.opened.run.pk] = scene.running
        scene.registry.start(scene.running)
        is_free.set()
        await asyncio.gather(busy, beating)
        return await scene.hear_all()

    assert ends(play(owner, {"a": "slow"}, scene)) == {"a": "stop"}
    presence.end()


def test_what_was_begun_by_an_answer_that_was_lost_is_ended(opened: Opened, presence: Presence) -> None:
    """Its rows are there, and nobody speaks in it."""
    own(opened, presence)

    asyncio.run(Leases(Registry())._beat())

    replies = Message.objects.filter(run=opened.run).values_list("status", "error_code")
    assert list(replies) == [("error", "interrupted")] * 2
    assert Run.objects.get(pk=opened.run.pk).ended_at is not None
    presence.end()


@pytest.mark.usefixtures("database")
def test_a_model_that_rests_here_is_drawn_nowhere(presence: Presence) -> None:
    tired, well = make_model(), make_model()

    async def perform() -> None:
        calling.current().let_rest(Spot(tired.name, "http://open.example"))
        leases = Leases(Registry())
        await leases.begin()
        await until(lambda: tired.name in leases.resting)
        await leases.end()

    asyncio.run(perform())

    drawable = set(AIModel.objects.drawable())
    assert (tired in drawable, well in drawable) == (False, True)
