"""Whatever a model says, it changes nothing but text."""

from collections.abc import Mapping

import pytest
from playwright.sync_api import Dialog, expect

from tests.browser.visitor import Visitor
from tests.message.simulating import Simulator
from tests.simulator.scenarios import speak

HOSTILE: Mapping[str, str] = {
    "script": "<script>window.isHacked = true</script><script src=//evil.example/x.js></script>",
    "handlers": "<img src=x onerror='window.isHacked = true'><svg onload=alert(1)><body onpageshow=alert(1)>",
    "tags of this page": "</article></section></main><form id=composer action=//evil.example><button>Send</button>",
    "style": "<style>* { display: none }</style><link rel=stylesheet href=//evil.example/x.css>",
    "leaving": "<meta http-equiv=refresh content=0><base href=//evil.example>",
    "entities": "&lt;script&gt;alert(1)&lt;/script&gt; &#x3C;img src=x onerror=alert(1)&#x3E;",
    "script links": "[a](javascript:alert(1)) [b](JaVaScRiPt:alert(1)) [c](java\tscript:x) <javascript:alert(1)>",
    "data links": "[a](data:text/html,<script>alert(1)</script>) [b](vbscript:x) [c](//evil.example) [d](file:///etc/passwd)",
    "pictures": "![x](https://evil.example/pixel.png) ![y](javascript:alert(1)) [![z](https://evil.example/z.png)](https://evil.example)",
    "attributes": '[a](https://x.example/"onmouseover="alert(1)) [b](https://x.example "title" onclick=alert(1))',
    "a language": '```"><script>window.isHacked = true</script>\ncode\n```',
    "templates": "{{7*7}} ${alert(1)} <template><script>alert(1)</script></template> <slot name=x>",
    "bidi": "\u202egnihtemos\u202c \u2066\u2067\u2068 \u200f\u200e\u061c a\u202e",
    "odd letters": "\u0001\u0008\u001b[31m \ufeff\ufffe\uffff Z\u0335\u0322\u035c" + "a\u0301" * 500,
    "frames": "<iframe srcdoc='<script>parent.isHacked = true</script>'></iframe><object data=x><embed src=x>",
    "clobbering": "<a id=words><form name=body><input name=attributes><img name=getElementById>",
}
BROKEN: Mapping[str, str] = {
    "an open fence": "```js\nlet x = 1;",
    "an open table": "| a | b\n|---",
    "marks": "***_~~`[](*__![](<`*_~[",
    "brackets": "[" * 5_000 + "](" * 5_000,
    "emphasis": "*a **b " * 5_000,
    "quotes": ">" * 5_000 + " deep",
    "lists": "\n".join("  " * depth + "- deep" for depth in range(300)),
    "rules": "---\n" * 2_000,
    "ticks": "`" * 3_000 + " " + "``a" * 3_000,
    "bars": "|" * 5_000 + "\n" + "|-" * 5_000,
    "dollars": "$a $b" * 5_000,
    "addresses": "https://" * 3_000 + "x.example",
    "one line": "x" * 200_000,
    "one line of words": "word *word* " * 16_000,
}
ALLOWED = {"A", "BLOCKQUOTE", "BR", "BUTTON", "CODE", "DEL", "DIV", "EM", "H4", "HR", "LI", "OL", "P", "PRE", "SPAN"}
ALLOWED |= {"STRONG", "TABLE", "TBODY", "TD", "TH", "THEAD", "TR", "UL"}
LOOK = """() => {
  const all = [...document.querySelectorAll(".text *")];
  const depthOf = (one) => (one ? 1 + depthOf(one.parentElement) : 0);
  return {
    tags: [...new Set(all.map((one) => one.tagName))],
    attributes: [...new Set(all.flatMap((one) => one.getAttributeNames()))],
    links: [...document.querySelectorAll(".text a")].map((one) => one.getAttribute("href")),
    depth: Math.max(...all.map(depthOf)),
    isHacked: Boolean(window.isHacked),
  };
}"""
KNOWN = {"aria-label", "class", "data-copy", "dir", "href", "rel", "role", "scope", "start", "tabindex"}
KNOWN |= {"target", "type"}


@pytest.mark.parametrize("said", [*HOSTILE.values(), *BROKEN.values()], ids=[*HOSTILE, *BROKEN])
def test_it_stays_text(said: str, visitor: Visitor, simulator: Simulator) -> None:
    foreign: list[str] = []
    dialogs: list[str] = []

    def refuse(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    visitor.page.on("request", lambda sent: None if sent.url.startswith(visitor.url) else foreign.append(sent.url))
    visitor.page.on("dialog", refuse)
    pieces = [said[at : at + 4_000] for at in range(0, len(said), 4_000)]
    models = [simulator.make_model(speak([*pieces, "\n\nThe end."])), simulator.make_model(speak(["Fine."]))]

    visitor.compare(*models).ask()
    visitor.sees_ends("done", "done")
    seen = visitor.page.evaluate(LOOK)

    assert set(seen["tags"]) <= ALLOWED
    assert set(seen["attributes"]) <= KNOWN
    assert all(link.startswith(("https://", "http://")) for link in seen["links"])
    assert (seen["isHacked"], dialogs, foreign) == (False, [], [])
    assert seen["depth"] < 150
    expect(visitor.text_of("b")).to_have_text("Fine.")
    expect(visitor.find("#send")).to_be_visible()


def test_nothing_that_looks_like_html_is_lost(visitor: Visitor, simulator: Simulator) -> None:
    said = "<b>bold</b> & <i>more</i> &amp; a < b > c <!-- a comment --> <unknown-tag x=1>"

    visitor.compare(*[simulator.make_model(speak([said])) for _ in range(2)]).ask()
    visitor.sees_ends("done", "done")

    assert visitor.text_of("a").text_content() == said


def test_names_titles_and_questions_are_text_too(visitor: Visitor, simulator: Simulator) -> None:
    hostile = "<img src=x onerror=window.isHacked=true>"
    models = [simulator.make_model(speak(), display_name=f"{hostile}{number}") for number in range(2)]

    visitor.compare(*models).ask(hostile)
    visitor.sees_ends("done", "done")
    expect(visitor.find("#sessions .title")).to_have_text(hostile)

    expect(visitor.find(".column h3")).to_have_text([f"{hostile}0", f"{hostile}1"])
    assert not visitor.page.evaluate("Boolean(window.isHacked)")


def test_the_longest_answer_in_one_line_leaves_the_page_alive(visitor: Visitor, simulator: Simulator) -> None:
    said = "All in one *line* of `256` KiB, [and](https://example.org) "
    models = [simulator.make_model(speak([said * 50] * 100)), simulator.make_model(speak(["Fine."]))]

    visitor.compare(*models).ask()
    expect(visitor.text_of("b")).to_have_text("Fine.")
    expect(visitor.column("a")).to_have_attribute("data-state", "length")
    visitor.find("#question").fill("Still here?")

    expect(visitor.find("#question")).to_have_value("Still here?")
