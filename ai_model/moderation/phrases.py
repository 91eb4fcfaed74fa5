"""Which phrases an operator does not want, and whether a text has one: as whole words, in time linear in the text."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ai_model.files import BadFile, Mistake, read_text
from ai_model.moderation.folding import fold

# Words that may follow on each other; a phrase ends where the empty word may.
Node = dict[str, "Node"]
END = ""
LONGEST_PHRASE = 200


class Phrases:
    def __init__(self, phrases: Iterable[str]) -> None:
        self.root: Node = {}
        # Letters of a word: who has heard more of one knows that it is none of these.
        self.longest = 0
        for phrase in phrases:
            self._add(fold(phrase).split())

    def _add(self, words: list[str]) -> None:
        node = self.root
        for word in words:
            node = node.setdefault(word, {})
        node[END] = {}
        self.longest = max(self.longest, *map(len, words))


class PhraseSearch:
    """What has been heard so far is known by the phrases that have begun."""

    def __init__(self, phrases: Phrases) -> None:
        self.phrases = phrases
        self.begun: list[Node] = []
        # A word whose end has not been heard, or so much of it as matters.
        self.rest = ""

    def hear(self, text: str) -> bool:
        *words, rest = (self.rest + fold(text)).split(" ")
        self.rest = rest[: self.phrases.longest + 1]
        return any(self._hear(word) for word in words if word)

    def close(self) -> bool:
        """There is nothing behind it: the last word is one."""
        return bool(self.rest) and self._hear(self.rest)

    def _hear(self, word: str) -> bool:
        self.begun = [node[word] for node in (self.phrases.root, *self.begun) if word in node]
        return any(END in node for node in self.begun)


def read_phrases(path: Path) -> list[str]:
    """One on each line; lines that begin with # are comments. Raises BadFile with every mistake."""
    lines = {number: line.strip() for number, line in enumerate(read_text(path).split("\n"), 1)}
    phrases = {number: line for number, line in lines.items() if line and not line.startswith("#")}
    mistakes = [Mistake(number, sentence) for number, line in phrases.items() if (sentence := _mistake_in(line))]
    if mistakes or not phrases:
        raise BadFile(mistakes or [Mistake(0, "there is no phrase in it")])
    return list(phrases.values())


def _mistake_in(phrase: str) -> str:
    if len(phrase) > LONGEST_PHRASE:
        return f"a phrase has at most {LONGEST_PHRASE} characters"
    return "" if fold(phrase).split() else "there is neither a letter nor a digit in this phrase"
