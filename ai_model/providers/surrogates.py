"""How letters come together whose halves came apart: some providers escape one letter as two, in two messages."""

from collections.abc import Iterable, Iterator

from ai_model.providers.events import Event, Reasoning, Text


def join_halves(text: str) -> str:
    """Halves that have found each other become a letter; the others, U+FFFD."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


class Mender:
    """Holds back a first half until it is known what follows it."""

    def __init__(self) -> None:
        self.held = ""
        self.kind: type[Text | Reasoning] = Text

    def mend(self, events: Iterable[Event]) -> Iterator[Event]:
        for event in events:
            if isinstance(event, Text | Reasoning):
                yield from self._say(event)
            else:
                yield from self.close()
                yield event

    def close(self) -> Iterator[Event]:
        if self.held:
            yield self.kind("\N{REPLACEMENT CHARACTER}")
            self.held = ""

    def _say(self, event: Text | Reasoning) -> Iterator[Event]:
        if type(event) is not self.kind:
            yield from self.close()
            self.kind = type(event)
        text = self.held + event.text
        self.held = text[-1:] if "\ud800" <= text[-1:] <= "\udbff" else ""
        if whole := text.removesuffix(self.held):
            yield self.kind(join_halves(whole))
