"""How Markdown that a model wrote loses what a viewer would load or run by itself; as text it stays what it was."""

import re
from collections.abc import Iterator

# As CommonMark has it; our own fence is longer than any inside, so that no viewer sees its end elsewhere.
OPENING = re.compile(r" {0,3}(`{3,}|~{3,})[ \t]*([\w+#.-]*)[^`\n]*")
ENDS = re.compile(r"\r\n?")
RUNS = re.compile(r"`+")
# An escaped sign, code within a line, and what begins an image, a piece of HTML or code that has no end here.
SIGNS = re.compile(r"\\[!-/:-@\[-`{-~]|(?<!`)(`+)(?!`)[^`\n]+(?<!`)\1(?!`)|!\[|<|`")
HARMLESS = {"![": "!\\[", "<": "&lt;", "`": "\\`"}
# Where a link leads that runs something, or carries a page in itself.
RUNNING = re.compile(r"\](?=\(\s*(?!https?:|mailto:|#|/)|:\s*(?!https?:|mailto:|\s))", re.IGNORECASE)


def make_inert(text: str) -> str:
    return "\n".join(_blocks(ENDS.sub("\n", text).split("\n")))


def _blocks(lines: list[str]) -> Iterator[str]:
    place = 0
    while place < len(lines):
        opening = OPENING.fullmatch(lines[place])
        place += 1
        if opening is None:
            yield _calm(lines[place - 1])
            continue
        end = _find_end(lines, place, opening[1])
        yield from _fence(lines[place:end], opening[2])
        place = end + 1


def _find_end(lines: list[str], start: int, mark: str) -> int:
    closing = re.compile(rf" {{0,3}}{re.escape(mark[0])}{{{len(mark)},}}[ \t]*")
    return next((place for place in range(start, len(lines)) if closing.fullmatch(lines[place])), len(lines))


def _fence(lines: list[str], language: str) -> Iterator[str]:
    longest = max((len(run) for line in lines for run in RUNS.findall(line)), default=2)
    mark = "`" * max(3, longest + 1)
    yield f"{mark}{language}"
    yield from lines
    yield mark


def _calm(line: str) -> str:
    """Ticks that are left over are written so that nobody takes them for the beginning of code."""
    calm = SIGNS.sub(lambda found: HARMLESS.get(found[0], found[0]), line)
    return RUNNING.sub(r"]\\", calm)
