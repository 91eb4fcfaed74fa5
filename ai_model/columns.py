"""How answers are shown to people: side by side on a terminal, one after the other elsewhere."""

import asyncio
import math
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from rich.console import Console, Group
from rich.live import Live
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from ai_model.asking import Failure, Side

FRAMES_A_SECOND = 10
NARROWEST = 32
# What the frame around a text takes, with the line above the figures.
FRAME_WIDTH, FRAME_HEIGHT = 4, 3
SMALLEST = Decimal("0.000001")
# An answer must not steer the terminal, turn the order of letters around, or break a line that was measured as one.
STEERING = (*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0))
TURNING = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x2070))
UNSEEN = (0x00AD, 0x200B, *range(0x2060, 0x2065), 0xFEFF, *range(0xFFF9, 0xFFFC))
BREAKS = (0x2028, 0x2029)
SHOWN: Mapping[int, str] = dict.fromkeys((*STEERING, *TURNING, *UNSEEN), "") | dict.fromkeys(BREAKS, "\n")


async def show(sides: Sequence[Side], asking: Coroutine[Any, Any, object], *, console: Console) -> None:
    """While they speak, the ends of what they say; at last, all of it."""
    task = asyncio.ensure_future(asking)
    try:
        with Live(console=console, auto_refresh=False, transient=True) as live:
            while not task.done():
                live.update(draw(sides, console=console, height=console.height - 1), refresh=True)
                await asyncio.wait([task], timeout=1 / FRAMES_A_SECOND)
        await task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        console.print(draw(sides, console=console))


def draw(sides: Sequence[Side], *, console: Console, height: int | None = None) -> Group:
    """As many abreast as can be read, and as many in one row as in the next."""
    most = max(1, console.width // NARROWEST)
    abreast = math.ceil(len(sides) / math.ceil(len(sides) / most))
    rows = [sides[start : start + abreast] for start in range(0, len(sides), abreast)]
    each = None if height is None else height // len(rows)
    return Group(*(_draw_row(row, abreast, console=console, height=each) for row in rows))


def _draw_row(sides: Sequence[Side], abreast: int, *, console: Console, height: int | None) -> Table:
    row = Table.grid()
    width = console.width // abreast
    for _ in sides:
        row.add_column(width=width)
    row.add_row(*(_draw_side(side, console=console, width=width, height=height) for side in sides))
    return row


def _draw_side(side: Side, *, console: Console, width: int, height: int | None) -> Panel:
    inner = width - FRAME_WIDTH
    lines = Text(tell_figures(side), style="dim").wrap(console, inner)
    room = None if height is None else max(1, height - FRAME_HEIGHT - len(lines))
    said = _said(side, None if room is None else room * inner).wrap(console, inner)
    shown = said if room is None else said[-room:]
    return Panel(
        Group(*shown, Rule(style="dim"), *lines), title=Text(side.name, style="bold"), title_align="left", height=height
    )


def _said(side: Side, letters: int | None) -> Text:
    """The end of it: no more letters than may have room."""
    start = 0 if letters is None else -letters
    said = Text()
    if side.answer.thoughts:
        said.append(clean(side.answer.reasoning[start:]) + "\n", style="dim italic")
    said.append(clean(side.answer.text[start:]))
    if side.failure:
        said.append(("\n" if side.answer.text else "") + tell_failure(side.failure), style="red")
    return said


def tell_plainly(side: Side) -> str:
    thoughts = [f"> {line}" for line in clean(side.answer.reasoning).split("\n")] if side.answer.thoughts else []
    said = [clean(side.answer.text)] if side.answer.texts else []
    failure = [tell_failure(side.failure)] if side.failure else []
    return "\n".join([f"== {side.name}", *thoughts, *said, *failure, f"-- {tell_figures(side)}", ""])


def tell_failure(failure: Failure) -> str:
    return f"{failure.sentence} ({failure.cause})"


def tell_figures(side: Side) -> str:
    return " · ".join(_figures(side))


def _figures(side: Side) -> Iterator[str]:
    yield _state_of(side)
    if side.spoke_after is not None:
        yield f"first token {side.spoke_after * 1000:.0f} ms"
    if side.usage:
        yield f"{'' if side.answer.usage else '~'}{side.usage.output_tokens} tokens"
    if speed := side.tokens_a_second:
        yield f"{speed:.0f} tokens/s"
    if side.usage:
        yield "cost unknown" if side.cost is None else tell_dollars(side.cost)


def _state_of(side: Side) -> str:
    if side.failure:
        return "failed"
    if side.ended_after is not None:
        return side.answer.finish or "stopped"
    return "waiting" if side.spoke_after is None else "speaking"


def tell_dollars(amount: Decimal) -> str:
    """What is not nothing is not told as nothing."""
    return "under $0.000001" if 0 < amount < SMALLEST else f"${round(amount, 6).normalize():f}"


def clean(text: str) -> str:
    return text.translate(SHOWN)
