"""Every format, read as its clients read it: bytes in, what is heard out."""

from collections.abc import Callable, Iterator, Mapping

from tests.message.wire.hearing import Heard, called, ends, measure, said, thought
from tests.message.wire.reading_events import read_sse, read_ui
from tests.message.wire.reading_lines import read_lines, read_text

__all__ = ["READERS", "Heard", "called", "ends", "hear", "measure", "said", "thought"]

READERS: Mapping[str, Callable[[bytes], Iterator[Heard]]] = {
    "lines": read_lines,
    "text": read_text,
    "sse": read_sse,
    "ui": read_ui,
}


def hear(name: str, body: bytes) -> list[Heard]:
    """Of a whole body, or of whole writes of one."""
    return list(READERS[name](body))
