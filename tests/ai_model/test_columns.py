"""How answers are shown to people."""

import asyncio
import unicodedata
from decimal import Decimal
from io import StringIO

import pytest
from rich.console import Console

from ai_model.asking import Failure, Side
from ai_model.catalog import Amounts
from ai_model.columns import draw, show, tell_dollars, tell_plainly
from ai_model.providers.events import End, Reason, Reasoning, Text, Usage
from ai_model.providers.prompts import Prompt

PRICE = Amounts(Decimal(2), Decimal(10))


def make_side(name: str, text: str = "", **options: Amounts) -> Side:
    side = Side(name, Prompt("", ()), **options)
    if text:
        side.hear(Text(text), after=0.012)
    return side


def end(side: Side) -> Side:
    side.hear(Usage(100, 34), after=0.3)
    side.hear(End(Reason.STOP), after=0.352)
    side.ended_after = 0.352
    return side


def make_console(width: int = 100, height: int = 20) -> Console:
    return Console(file=StringIO(), width=width, height=height, force_terminal=True, color_system=None)


def render(sides: list[Side], console: Console, *, height: int | None = None) -> list[str]:
    with console.capture() as captured:
        console.print(draw(sides, console=console, height=height))
    return captured.get().splitlines()


def test_as_many_stand_abreast_as_can_be_read() -> None:
    sides = [end(make_side(f"demo/{number}", "Hello")) for number in range(4)]

    wide, narrow, column = (render(sides, make_console(width)) for width in (140, 100, 40))

    assert [line.count("demo/") for line in wide if "demo/" in line] == [4]
    assert [line.count("demo/") for line in narrow if "demo/" in line] == [2, 2]
    assert [line.count("demo/") for line in column if "demo/" in line] == [1, 1, 1, 1]


def test_the_figures_stand_below_the_answer() -> None:
    lines = "\n".join(render([end(make_side("demo/swift", "Hello", amounts=PRICE))], make_console()))

    assert "Hello" in lines
    assert "stop · first token 12 ms · 34 tokens · 100 tokens/s · $0.00054" in lines


def test_while_they_speak_the_ends_are_seen_and_all_fits() -> None:
    sides = [make_side(f"demo/{number}", "\n".join(f"line {line}" for line in range(500))) for number in range(8)]

    lines = render(sides, make_console(), height=19)

    assert len(lines) <= 19
    assert sum(line.count("line 499") for line in lines) == 8
    assert "line 0 " not in "\n".join(lines)
    assert sum(line.count("speaking") for line in lines) == 8


def test_states_have_words() -> None:
    failed = make_side("demo/failed", "So far")
    failed.fail(Failure("It broke.", "upstream_error", "failed"))
    stopped = make_side("demo/stopped", "So far")
    stopped.ended_after = 0.5

    lines = [tell_plainly(side) for side in (make_side("demo/waiting"), failed, stopped)]

    assert lines[0] == "== demo/waiting\n-- waiting\n"
    assert lines[1].startswith("== demo/failed\nSo far\nIt broke. (failed)\n-- failed · first token 12 ms · ~2 tokens")
    assert lines[2].startswith("== demo/stopped\nSo far\n-- stopped")


def test_thoughts_stand_apart() -> None:
    side = Side("demo/thinker", Prompt("", ()))
    side.hear(Reasoning("Hm.\nSo."), after=0.1)
    side.hear(Text("4"), after=0.1)

    assert tell_plainly(end(side)).startswith("== demo/thinker\n> Hm.\n> So.\n4\n-- stop")


def test_an_answer_does_not_steer_the_terminal() -> None:
    side = end(make_side("demo/swift", "a\x1b[2Jb\x07\x9b1mc\r\n\td [red]e[/red]"))

    drawn = "\n".join(render([side], make_console()))

    assert "a[2Jb1mc\n\td [red]e[/red]" in tell_plainly(side)
    assert not {"\x1b", "\x07", "\x9b", "\r"} & set(drawn)
    assert "[red]e[/red]" in drawn


def test_an_answer_does_not_turn_the_picture_around() -> None:
    turning = [chr(code) for code in (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))]
    side = end(make_side("demo/swift", f"one\u2028two\u2029three{'a'.join(turning)}"))

    drawn = "\n".join(render([side], make_console()))

    assert "one\ntwo\nthreeaaaaaaaaaaa\n" in tell_plainly(side)
    assert not {"\u2028", "\u2029", *turning} & set(drawn)


def measure(line: str) -> int:
    """In columns of a terminal."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in line)


@pytest.mark.parametrize("width", [66, 67])
@pytest.mark.parametrize(
    "text", ["日本語のテキスト。" * 20, "a日" * 60, "🙂 한국어 " * 20, "one\u2028two\x0b\x85three\tfour"]
)
def test_the_frame_stays_straight(text: str, width: int) -> None:
    sides = [end(make_side(f"demo/{number}", text)) for number in range(2)]

    whole, cut = (render(sides, make_console(width), height=height) for height in (None, 8))

    assert {measure(line) for line in (*whole, *cut)} == {width // 2 * 2}
    assert all(line.count("│") == 4 for line in (*whole, *cut) if line[0] == "│")


@pytest.mark.parametrize(
    ("amount", "told"),
    [("0", "$0"), ("0.00054", "$0.00054"), ("12.5000", "$12.5"), ("0.0000004", "under $0.000001"), ("120", "$120")],
)
def test_dollars_are_told_without_noise(amount: str, told: str) -> None:
    assert tell_dollars(Decimal(amount)) == told


def test_the_last_picture_stays_whole() -> None:
    sides = [make_side("demo/swift"), make_side("demo/steady")]
    console = make_console()

    async def speak() -> None:
        for side in sides:
            side.hear(Text("\n".join(f"line {line}" for line in range(60))), after=0.1)
            await asyncio.sleep(0.15)
            end(side)

    asyncio.run(show(sides, speak(), console=console))

    written = console.file.getvalue()  # type: ignore[attr-defined]
    assert "waiting" in written
    assert "speaking" in written
    assert all(f"line {line} " in written for line in range(60))


def test_whoever_interrupts_sees_what_was_said() -> None:
    sides = [make_side("demo/swift", "So far")]
    console = make_console()

    async def main() -> None:
        async with asyncio.timeout(0.1):
            await show(sides, asyncio.Event().wait(), console=console)

    with pytest.raises(TimeoutError):
        asyncio.run(main())

    assert "So far" in console.file.getvalue().rpartition("\x1b[")[2]  # type: ignore[attr-defined]
