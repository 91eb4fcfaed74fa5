"""The moderator that has a list of phrases, and asks nobody."""

import asyncio
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from ai_model.moderation.phrases import Phrases, PhraseSearch, read_phrases
from ai_model.moderation.rulings import Ruling

# Code points that are gone through while others wait.
AT_ONCE = 16 * 1024


class ListModerator:
    def __init__(self, phrases: Phrases) -> None:
        self.phrases = phrases

    def search(self) -> PhraseSearch:
        return PhraseSearch(self.phrases)

    def judge_at_once(self, texts: Sequence[str]) -> Ruling:
        return Ruling.FLAGGED if any(self._finds(text) for text in texts) else Ruling.PASSED

    def _finds(self, text: str) -> bool:
        search = self.search()
        return search.hear(text) or search.close()

    async def judge(self, texts: Sequence[str]) -> Ruling:
        """In pieces: the loop is for all."""
        for text in texts:
            search = self.search()
            for start in range(0, len(text), AT_ONCE):
                if search.hear(text[start : start + AT_ONCE]):
                    return Ruling.FLAGGED
                await asyncio.sleep(0)
            if search.close():
                return Ruling.FLAGGED
        return Ruling.PASSED


@cache
def read_list(path: Path) -> ListModerator:
    """As it was when this process first needed it."""
    return ListModerator(Phrases(read_phrases(path)))
