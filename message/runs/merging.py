"""How what all sides say comes together: in the order it was said, and readers are woken once for all that is new."""

from collections.abc import Callable

from ai_model.providers.events import Event
from message.runs.outcomes import Outcome
from message.runs.producing import Queue


async def merge(
    queue: Queue,
    *,
    sides: int,
    hear: Callable[[str, Event], object],
    wake: Callable[[], object],
    end: Callable[[str, Outcome], object],
) -> None:
    """Until every side has ended."""
    speaking = sides
    while speaking:
        side, event = await queue.get()
        while True:
            if isinstance(event, Outcome):
                speaking -= 1
                end(side, event)
            else:
                hear(side, event)
            if queue.empty():
                break
            side, event = queue.get_nowait()
        wake()
