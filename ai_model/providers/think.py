"""How thoughts are told from the answer where a model writes both into its text: <think>…</think> at its beginning."""

from collections.abc import Iterator

from ai_model.providers.events import Reasoning, Text

OPENING = "<think>"
CLOSING = "</think>"
# Blanks before the tag; whoever sends more of them does not begin with it.
LONGEST_HOLD = 64


class ThinkTags:
    """Holds back no more than might still become a tag."""

    def __init__(self) -> None:
        self.held = ""
        self.is_thinking = False
        # The answer has begun: nothing is looked for any more.
        self.is_done = False

    def feed(self, text: str) -> Iterator[Text | Reasoning]:
        if self.is_done:
            yield Text(text)
            return
        text, self.held = self.held + text, ""
        yield from self._think(text) if self.is_thinking else self._begin(text)

    def close(self) -> Iterator[Text | Reasoning]:
        """What was held back was no tag."""
        if self.held:
            yield Reasoning(self.held) if self.is_thinking else Text(self.held)
            self.held = ""

    def _begin(self, text: str) -> Iterator[Text | Reasoning]:
        start = text.lstrip()
        if start.startswith(OPENING):
            self.is_thinking = True
            yield from self._think(start.removeprefix(OPENING))
        elif OPENING.startswith(start) and len(text) <= LONGEST_HOLD:
            self.held = text
        else:
            self.is_done = True
            yield Text(text)

    def _think(self, text: str) -> Iterator[Text | Reasoning]:
        thought, closing, answer = text.partition(CLOSING)
        if not closing:
            self.held = _beginning_of_a_tag(text)
            thought = text.removesuffix(self.held)
        if thought:
            yield Reasoning(thought)
        if closing:
            self.is_thinking = False
            yield from self._answer(answer)

    def _answer(self, text: str) -> Iterator[Text | Reasoning]:
        self.is_done = True
        if text:
            yield Text(text)


def _beginning_of_a_tag(text: str) -> str:
    sizes = range(min(len(text), len(CLOSING) - 1), 0, -1)
    return next((text[-size:] for size in sizes if CLOSING.startswith(text[-size:])), "")
