"""How long work shows itself."""

import pytest

from ai_model import progress


def test_elsewhere_than_on_a_terminal_only_lines_are_written() -> None:
    written: list[str] = []

    with progress.shown("working", steps=2, on_terminal=False, write=written.append) as step:
        step("one")
        step("")

    assert written == ["one"]


def test_a_terminal_sees_the_lines_and_a_bar(capsys: pytest.CaptureFixture[str]) -> None:
    written: list[str] = []

    with progress.shown("working", steps=2, on_terminal=True, write=written.append) as step:
        step("[one]")
        step("two")

    shown = capsys.readouterr().out
    assert "[one]\ntwo\n" in shown
    assert "working" in shown
    assert written == []
