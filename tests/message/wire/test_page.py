"""Every example of docs/streams.md is what the encoders write."""

from dataclasses import replace

import pytest
from django.conf import settings

from message.runs.news import Called, News, Rewound, Said, Silence, Thought
from message.wire.formats import FORMATS
from message.wire.text import refuse
from tests.message.wire.script import BEGAN, FAILED, WELL, encode, stand

PAGE = (settings.BASE_DIR / "docs/streams.md").read_text(encoding="utf-8")

THOUGHT, FIRST, REST = Thought("a", "A greeting.", 0), Said("a", 'I say "hello"\n', 0), Said("a", "to you.", 0)
CALL = Called("a", "call_1", "wave", '{"hands": 2}', 0)
USAGE = {"input_tokens": 9, "output_tokens": 12}
TIMINGS = {"first_token_ms": 180, "duration_ms": 950}
COUNTED = replace(WELL, usage=USAGE, timings=TIMINGS)
OTHER = Said("b", "Good", 0)
RETURN = replace(BEGAN, positions={"a": 25, "b": 6})

EXAMPLES: dict[str, list[News]] = {
    "lines": [BEGAN, THOUGHT, FIRST, OTHER, CALL, Silence(), FAILED, REST, COUNTED],
    "text": [BEGAN, THOUGHT, FIRST, OTHER, FAILED, REST, WELL],
    "sse": [RETURN, REST, Rewound({"b": 4}), FAILED],
    "ui": [BEGAN, FIRST, CALL, WELL],
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_is_true(name):
    assert show(encode(name, *stand(EXAMPLES[name]))) in PAGE


def test_the_example_of_a_refusal_is_true():
    body = refuse("ab", code="throttled", error="Too many requests; wait a moment.", is_retryable=True)

    assert show(body) in PAGE


def test_no_example_is_overlooked():
    assert EXAMPLES.keys() == FORMATS.keys()
    assert PAGE.count("```text\n") == len(EXAMPLES) + 1


@pytest.mark.parametrize("name", FORMATS)
def test_the_table_of_formats_is_right(name):
    encoder = FORMATS[name]

    row = next(line for line in PAGE.splitlines() if line.startswith(f"| `{name}` |"))
    assert f"`{encoder.media_type}`" in row
    assert row.endswith("| yes |" if encoder.resumes else "| no |")
    assert all(f"`{header}: {value}`" in PAGE for header, value in encoder.headers.items())


def show(body):
    """Without the empty line at the very end."""
    return f"```text\n{body.decode().rstrip()}\n```\n"
