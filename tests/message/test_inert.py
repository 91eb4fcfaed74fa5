"""Markdown that loads and runs nothing, whatever a viewer makes of it."""

import pytest

from message.inert import make_inert


@pytest.mark.parametrize(
    ("written", "calm"),
    [
        ("Plain *words*, a [link](https://example.org) and `<code>`.",) * 2,
        ("![a](https://evil.example/)", "!\\[a](https://evil.example/)"),
        ("<img src=x>", "&lt;img src=x>"),
        ("[a](javascript:alert(1))", "[a]\\(javascript:alert(1))"),
        ("[a](  JAVASCRIPT:x)", "[a]\\(  JAVASCRIPT:x)"),
        ("[a]: data:text/html,x", "[a]\\: data:text/html,x"),
        ("`half <b>", "\\`half &lt;b>"),
        ("\\`<b>`", "\\`&lt;b>\\`"),
        ("\r\n<b>", "\n&lt;b>"),
        ("a\u2028<b>", "a\u2028&lt;b>"),
    ],
)
def test_a_line_loses_what_runs_and_keeps_the_rest(written: str, calm: str) -> None:
    assert make_inert(written) == calm


def test_code_stays_as_it_is() -> None:
    written = "```html\n<b>![x](y)\n```\n<b>"

    assert make_inert(written) == "```html\n<b>![x](y)\n```\n&lt;b>"


@pytest.mark.parametrize("mark", ["```", "~~~", "   ```"])
def test_no_viewer_finds_an_end_of_code_where_there_is_none(mark: str) -> None:
    written = f"{mark}\n````x\n<b>\n``````y"

    fence, *code, end = make_inert(written).split("\n")

    # All of it is code, between two lines of ticks that are longer than any inside.
    assert (fence, end) == ("`" * 7, "`" * 7)
    assert code == ["````x", "<b>", "``````y"]
