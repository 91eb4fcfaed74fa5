"""What a worker does about others who are gone: it ends what they left behind, and spares whom they crashed with."""

import asyncio
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from ai_model.providers import calling
from ai_model.providers.breaking import State
from ai_model.providers.prompts import Prompt
from message.models import Run, Worker
from message.opening import Opened
from message.runs.leases import Leases
from message.runs.registry import Registry
from tests.conversations import make_model

pytestmark = pytest.mark.usefixtures("presence")


@pytest.mark.usefixtures("database")
def test_whom_workers_crash_with_rests_once_for_each_crash() -> None:
    model = make_model()
    call = model.ask(Prompt(model.model_code, ()))

    def crash(*, ago: float) -> None:
        moment = timezone.now() - timedelta(seconds=ago)
        Worker.objects.create(gone_at=moment, has_crashed=True, speaking=[model.name])

    async def perform() -> list[State]:
        leases, breaker = Leases(Registry()), calling.current().breaker(call)
        states = []
        for ago in (30, 20, 10, None, 2):
            # As if it had spoken well meanwhile.
            breaker.close()
            if ago:
                await sync_to_async(crash)(ago=ago)
            await leases._sweep()
            states.append(breaker.state)
        return states

    assert asyncio.run(perform()) == [State.CLOSED, State.CLOSED, State.OPEN, State.CLOSED, State.OPEN]


@pytest.mark.usefixtures("database")
def test_what_was_left_behind_is_swept(opened: Opened) -> None:
    gone = Worker.objects.create(gone_at=timezone.now()).pk
    Run.objects.filter(pk=opened.run.pk).update(owner=gone)

    asyncio.run(Leases(Registry())._sweep())

    assert Run.objects.get(pk=opened.run.pk).ended_at is not None
