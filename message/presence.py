"""Which workers there are, told by whether they go on counting: no clock has a say, neither ours nor the database's."""

import logging
import time
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from message.models import Message, Worker

logger = logging.getLogger(__name__)

BEAT_SECONDS = 2.0
# Whoever has not counted for so long is gone.
LEASE_SECONDS = 6.0
# Who has not looked for so long does not know who has counted meanwhile: it, the machine or the database was away.
GAP_SECONDS = 3.5


@dataclass(frozen=True, slots=True)
class Sight:
    beat: int
    since: float


@dataclass(slots=True)
class Presence:
    """Of this process. The first to be born is the one that is known when the first run is opened."""

    id: UUID = field(default_factory=uuid4)
    seen: dict[UUID, Sight] = field(default_factory=dict)
    looked_at: float = 0.0
    beat_at: float = field(default_factory=time.monotonic)

    def begin(self) -> None:
        Worker.objects.create(pk=self.id)

    def beat(self) -> bool:
        """Whether we were still thought to be there. Whoever was not begins anew, under another name."""
        is_there = Worker.objects.there().filter(pk=self.id).update(beat=F("beat") + 1)
        self.beat_at = time.monotonic()
        if is_there:
            return True
        new = uuid4()
        Worker.objects.create(pk=new)
        # Not before others can know it.
        self.id = new
        return False

    def end(self) -> None:
        Worker.objects.there().filter(pk=self.id).update(gone_at=Now())

    @transaction.atomic
    def bury(self) -> None:
        """Whoever is gone is said to be. Whoever counts in this very moment is not."""
        for worker, sight in self._look().items():
            there = Worker.objects.there().filter(pk=worker, beat=sight.beat)
            speaking = Message.objects.live().filter(run__owner=worker, run__ended_at=None)
            names = speaking.exclude(model=None).order_by().values_list("model__name", flat=True).distinct()
            if there.update(gone_at=Now(), has_crashed=True, speaking=list(names)):
                logger.error("worker %s is gone", worker)

    def _look(self) -> dict[UUID, Sight]:
        beats = Worker.objects.there().exclude(pk=self.id).values_list("pk", "beat")
        now = time.monotonic()
        known = self.seen if now - self.looked_at <= GAP_SECONDS else {}
        fresh = {worker: Sight(beat, now) for worker, beat in beats}
        self.seen = {
            worker: known[worker] if worker in known and known[worker].beat == sight.beat else sight
            for worker, sight in fresh.items()
        }
        self.looked_at = now
        return {worker: sight for worker, sight in self.seen.items() if now - sight.since >= LEASE_SECONDS}


presence = Presence()
