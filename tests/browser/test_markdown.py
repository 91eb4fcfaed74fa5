"""What becomes of an answer's Markdown, written at once or letter by letter."""

from collections.abc import Mapping
from random import Random

import pytest
from playwright.sync_api import Page

from tests.browser.visitor import Visitor

CASES: Mapping[str, tuple[str, str]] = {
    "a paragraph": ("One\ntwo", "<p>One<br>two</p>"),
    "paragraphs": ("One\n\ntwo", "<p>One</p><p>two</p>"),
    "emphasis": (
        "*a* _b_ **c** __d__ ***e*** ~~f~~",
        "<p><em>a</em> <em>b</em> <strong>c</strong> <strong>d</strong> <em><strong>e</strong></em> <del>f</del></p>",
    ),
    "no emphasis": ("2 * 3 * 4, snake_case_name, a~b~", "<p>2 * 3 * 4, snake_case_name, a~b~</p>"),
    "in each other": ("**a *b* c**", "<p><strong>a <em>b</em> c</strong></p>"),
    "unpaired": ("*a **b", "<p>*a **b</p>"),
    "escapes": (r"\*a\* \_ \\ \x", r"<p>*a* _ \ \x</p>"),
    "code": ("`a*b*` ``c`d`` `e", "<p><code>a*b*</code> <code>c`d</code> `e</p>"),
    "html": ("<b>a</b> &amp;", "<p>&lt;b&gt;a&lt;/b&gt; &amp;amp;</p>"),
    "a link": ("[a](https://x.example/y)", '<p><a href="https://x.example/y">a</a></p>'),
    "a titled link": ('[a](https://x.example "t")', '<p><a href="https://x.example">a</a></p>'),
    "a bad link": ("[a](javascript:b)", "<p>a (javascript:b)</p>"),
    "an address": (
        "See https://x.example/a_b(c). Or <https://y.example>",
        (
            '<p>See <a href="https://x.example/a_b(c)">https://x.example/a_b(c)</a>. '
            'Or <a href="https://y.example">https://y.example</a></p>'
        ),
    ),
    "a picture": ("![a](https://x.example/b.png)", '<p><a href="https://x.example/b.png">a</a></p>'),
    "dollars": ("It costs $5 and $6.", "<p>It costs $5 and $6.</p>"),
    "maths": (
        r"$a_1*b_2*c$ and \(x_1*y*z\)",
        (
            r'<p><span class="maths">$a_1*b_2*c$</span> and '
            r'<span class="maths">\(x_1*y*z\)</span></p>'
        ),
    ),
    "displayed maths": ("$$\na_1 * b\n\n* c\n$$\nx", '<pre class="maths">$$\na_1 * b\n\n* c\n$$</pre><p>x</p>'),
    "headings": ("# A\n## B ##\n#no", '<h4 class="level-1">A</h4><h4 class="level-2">B</h4><p>#no</p>'),
    "a rule": ("a\n\n---\nb", "<p>a</p><hr><p>b</p>"),
    "a quote": ("> a\n> b\n\nc", "<blockquote><p>a<br>b</p></blockquote><p>c</p>"),
    "a list": ("- a\n- b\n\nc", "<ul><li>a</li><li>b</li></ul><p>c</p>"),
    "a loose list": ("- a\n\n- b", "<ul><li><p>a</p></li><li><p>b</p></li></ul>"),
    "a numbered list": ("3. a\n4. b", '<ol start="3"><li>a</li><li>b</li></ol>'),
    "a nested list": ("1. a\n   - b\n   - c\n2. d", "<ol><li>a<ul><li>b</li><li>c</li></ul></li><li>d</li></ol>"),
    "nested by two": ("1. a\n  - b\n2. c", "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>"),
    "tasks": (
        "- [x] a\n- [ ] b",
        (
            '<ul><li class="task-item"><span class="task">☑ </span>a</li>'
            '<li class="task-item"><span class="task">☐ </span>b</li></ul>'
        ),
    ),
    "code in a list": ("- a\n  ```\n  b\n  ```\n- c", "<ul><li>a<pre>b</pre></li><li>c</li></ul>"),
    "a fence": ("```py\na *b*\n\n# c\n```\nd", "<pre>a *b*\n\n# c</pre><p>d</p>"),
    "an open fence": ("a\n```\nb\nc", "<p>a</p><pre>b\nc</pre>"),
    "a longer fence": ("````\n```\n````", "<pre>```</pre>"),
    "waves": ("~~~\na\n~~~", "<pre>a</pre>"),
    "a table": (
        "|a|b|\n|-|:-:|\n|c|*d*|\n|e|\n\nf",
        (
            '<table><thead><tr><th>a</th><th class="to-center">b</th></tr></thead>'
            '<tbody><tr><td>c</td><td class="to-center"><em>d</em></td></tr>'
            '<tr><td>e</td><td class="to-center"></td></tr></tbody></table><p>f</p>'
        ),
    ),
    "bars in cells": (
        "|a|b|\n|-|-|\n|c\\|d|`e|f`|",
        (
            "<table><thead><tr><th>a</th><th>b</th></tr></thead>"
            "<tbody><tr><td>c|d</td><td><code>e|f</code></td></tr></tbody></table>"
        ),
    ),
    "no table": ("a | b\nc | d", "<p>a | b<br>c | d</p>"),
    "a break": ("a  \nb<br>c", "<p>a<br>b<br>c</p>"),
    "line ends of Windows": ("# A\r\n\r\n- b\r\n- c\r\n", '<h4 class="level-1">A</h4><ul><li>b</li><li>c</li></ul>'),
    "separators": ("a\u2028b\u0085c", "<p>a\u2028b\u0085c</p>"),
    "nothing": ("", ""),
    "gaps": ("\n\n\n", ""),
}
# Without what elements have for readers and machines alone.
SHOW = """async ([text, cuts]) => {
  const { Markdown } = await import("/static/playground/markdown.js");
  const element = document.createElement("div");
  const markdown = new Markdown(element);
  for (const cut of [...cuts, text.length]) markdown.write(text.slice(0, cut));
  for (const bar of element.querySelectorAll(".bar")) bar.remove();
  for (const wide of element.querySelectorAll(".wide")) wide.replaceWith(...wide.childNodes);
  for (const code of element.querySelectorAll("pre > code")) code.replaceWith(...code.childNodes);
  for (const one of element.querySelectorAll("*")) {
    for (const name of one.getAttributeNames()) {
      if (!["class", "href", "start"].includes(name)) one.removeAttribute(name);
    }
  }
  return element.innerHTML;
}"""


@pytest.mark.parametrize(("text", "shown"), CASES.values(), ids=CASES)
def test_it_is_drawn(text: str, shown: str, module_page: Page) -> None:
    assert module_page.evaluate(SHOW, [text, []]) == shown


@pytest.mark.parametrize("text", [text for text, _ in CASES.values()], ids=CASES)
def test_letter_by_letter_it_becomes_the_same(text: str, module_page: Page) -> None:
    every = list(range(len(text.encode("utf-16-le")) // 2))
    some = sorted(Random(text).sample(every, len(every) // 3))

    whole, slowly, unevenly = (module_page.evaluate(SHOW, [text, cuts]) for cuts in ([], every, some))

    assert slowly == unevenly == whole


def test_all_of_it_together_becomes_the_same(module_page: Page) -> None:
    text = "\n\n".join(text for text, _ in CASES.values())
    cuts = sorted(Random(1).sample(range(len(text)), 300))

    assert module_page.evaluate(SHOW, [text, cuts]) == module_page.evaluate(SHOW, [text, []])


def test_what_was_taken_back_is_gone(module_page: Page) -> None:
    first = "markdown.write('# Something else\\n\\nmuch longer');"
    rewound = SHOW.replace("for (const cut of", f"{first} for (const cut of")

    assert module_page.evaluate(rewound, ["Short", []]) == "<p>Short</p>"


def test_a_visitor_may_copy_code(visitor: Visitor) -> None:
    visitor.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visitor.visit()
    visitor.page.evaluate("""async () => {
      const { Markdown } = await import("/static/playground/markdown.js");
      new Markdown(document.querySelector("main")).write("```py\\nprint(1)\\n```");
    }""")

    visitor.find("pre button").click()

    visitor.page.wait_for_function("navigator.clipboard.readText().then((text) => text === 'print(1)')")
