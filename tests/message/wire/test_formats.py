"""Which format a request asks for."""

import pytest

from message.wire.formats import FORMATS, choose
from tests.message.wire.decoding import READERS

EVENTS = "text/event-stream"


def choose_name(explicit=None, accept="*/*", *, has_placeholders=False, **changes):
    return choose(explicit=explicit, accept=accept, has_placeholders=has_placeholders, **changes).name


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_named_wins_over_all(name):
    assert choose_name(name, EVENTS, has_placeholders=True, otherwise="text") == name


@pytest.mark.parametrize("name", ["", "LINES", "json"])
def test_a_name_that_is_none_is_refused(name):
    with pytest.raises(KeyError):
        choose_name(name)


@pytest.mark.parametrize(
    "accept", [EVENTS, "Text/Event-Stream; q=0.9", f" {EVENTS};charset=utf-8 , {EVENTS}", f"{EVENTS},"]
)
def test_who_accepts_events_alone_gets_events(accept):
    assert choose_name(accept=accept, has_placeholders=True, otherwise="text") == "sse"


@pytest.mark.parametrize(
    "accept", ["", "*/*", "application/json", f"{EVENTS}, */*", f"application/json,{EVENTS};q=0.1"]
)
def test_who_accepts_more_gets_text_with_placeholders_and_lines_without(accept):
    assert choose_name(accept=accept, has_placeholders=True) == "text"
    assert choose_name(accept=accept) == "lines"


def test_an_answer_again_has_the_format_of_its_turn():
    assert choose_name(otherwise="ui") == "ui"
    assert choose_name(accept=EVENTS, otherwise="ui") == "sse"


def test_every_format_has_its_reader_in_the_tests():
    assert FORMATS.keys() == READERS.keys()


def test_one_format_tells_one_side():
    assert [name for name, encoder in FORMATS.items() if encoder.tells_one_side] == ["ui"]


@pytest.mark.parametrize(
    ("name", "media_type", "headers", "resumes"),
    [
        ("lines", f"{EVENTS}; charset=utf-8", {}, True),
        ("text", "text/plain; charset=utf-8", {}, False),
        ("sse", f"{EVENTS}; charset=utf-8", {}, True),
        ("ui", f"{EVENTS}; charset=utf-8", {"x-vercel-ai-ui-message-stream": "v1"}, False),
    ],
)
def test_every_format_says_how_it_travels(name, media_type, headers, resumes):
    encoder = FORMATS[name]

    assert (encoder.name, encoder.media_type, encoder.headers, encoder.resumes) == (name, media_type, headers, resumes)
