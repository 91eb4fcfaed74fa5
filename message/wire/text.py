"""The format `text`: lines whose text is quoted and hardly escaped, for clients that read no JSON there."""

from collections.abc import Iterable

from message.runs.news import Ended, Said, Thought
from message.wire.lines import Lines, write_end
from message.wire.shapes import show_failure

OPENING, CLOSING = "<think>", "</think>"


class Text(Lines):
    """These clients know no reasoning: what was thought before the first text stands in the text, marked."""

    name = "text"
    media_type = "text/plain; charset=utf-8"
    resumes = False

    def __init__(self, side: str) -> None:
        self.thinking: set[str] = set()
        self.speaking: set[str] = set()

    def say(self, news: Said) -> bytes:
        return write_text(news.side, self._close(news.side) + news.text)

    def think(self, news: Thought) -> bytes:
        if news.side in self.speaking:
            return b""
        opening = "" if news.side in self.thinking else OPENING
        self.thinking.add(news.side)
        return write_text(news.side, opening + news.text)

    def end(self, news: Ended) -> bytes:
        closing = self._close(news.side)
        return (write_text(news.side, closing) if closing else b"") + super().end(news)

    def _close(self, side: str) -> str:
        """What has to stand before the first text."""
        if side in self.speaking:
            return ""
        self.speaking.add(side)
        return CLOSING if side in self.thinking else ""


def write_text(side: str, text: str) -> bytes:
    escaped = text.replace("\r", "").replace("\\", "\\\\").replace("\n", "\\n")
    return f'{side}0:"{escaped}"\n'.encode()


def refuse(sides: Iterable[str], *, code: str, error: str, is_retryable: bool) -> bytes:
    """A refusal as these clients hear it: each side has failed."""
    failure = show_failure(code=code, error=error, is_retryable=is_retryable)
    return b"".join(write_end(side, failure) for side in dict.fromkeys(sides))
