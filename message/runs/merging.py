"""How what all sides say comes together: in the order it was said, and readers are woken once for all that is new."""

from collections.abc import Callable, Mapping

from message.runs.outcomes import Outcome
from message.runs.producing import Queue
from message.runs.voices import Voice


async def merge(
    queue: Queue,
    voices: Mapping[str, Voice],
    *,
    wake: Callable[[], object],
    end: Callable[[str, Outcome], object],
) -> None:
    """Until every side has ended."""
    speaking = len(voices)
    while speaking:
        side, event = await queue.get()
        while True:
            if isinstance(event, Outcome):
                speaking -= 1
                end(side, event)
            else:
                voices[side].hear(event)
            if queue.empty():
                break
            side, event = queue.get_nowait()
        wake()
