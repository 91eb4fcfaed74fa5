"""Lines and events from bytes, however the packets fall."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai_model.providers.errors import LineTooLong
from ai_model.providers.sse import MAX_LINE, Frame, Frames, Lines

# What a stream is made of, and what a naive client would trip over.
PIECES = st.sampled_from(
    [
        *(b"data:", b"data: ", b"data", b"event: x", b":", b": ping", b"id: 1", b"retry: 1", b"\xef\xbb\xbf", b" "),
        *(b"\n", b"\r", b"\r\n", b"\n\n", b"\r\r", b'{"a":1}', b"[DONE]", b"\x0b", b"\x0c", b"\x1c", b"\x85"),
        *("\u2028".encode(), "\u2029".encode(), "\u0085".encode(), "न".encode(), "😀".encode(), b"\x00", b"\xff"),
    ]
)
BODIES = st.lists(PIECES, max_size=40).map(b"".join) | st.binary(max_size=200)
CUTS = st.lists(st.integers(0, 400), max_size=20)


def cut(body: bytes, places: list[int]) -> list[bytes]:
    marks = [0, *sorted(min(place, len(body)) for place in places), len(body)]
    return [body[start:end] for start, end in pairwise(marks)]


def read_lines(pieces: list[bytes]) -> list[bytes]:
    lines = Lines()
    return [*(line for piece in pieces for line in lines.feed(piece)), lines.close()]


def read_frames(pieces: list[bytes]) -> tuple[list[Frame], Frame | None, bytes]:
    frames = Frames()
    whole = [frame for piece in pieces for frame in frames.feed(piece)]
    return whole, frames.close(), frames.take_stray()


def hear(frames: Frames, heard: list[Frame], *, pieces: list[bytes]) -> None:
    for piece in pieces:
        heard.extend(frames.feed(piece))


@given(BODIES, CUTS)
def test_any_cut_gives_the_same_lines(body, places):
    assert read_lines(cut(body, places)) == read_lines([body])


@given(BODIES, CUTS)
def test_any_cut_gives_the_same_events(body, places):
    assert read_frames(cut(body, places)) == read_frames([body])


@given(BODIES)
def test_byte_by_byte_gives_the_same_events(body):
    assert read_frames([bytes([byte]) for byte in body]) == read_frames([body])


@given(st.lists(st.text(st.characters(blacklist_characters="\r\n", blacklist_categories=["Cs"])), max_size=10))
def test_lines_are_what_was_written_whatever_ends_them(texts):
    lines = ["first", *texts]

    for end in ("\n", "\r\n", "\r"):
        assert read_lines([end.join([*lines, ""]).encode()]) == [*(line.encode() for line in lines), b""]


@pytest.mark.parametrize(
    ("body", "frames"),
    [
        (b"data: a\n\n", [Frame(b"a")]),
        (b"data:a\r\rdata:  b\r\n\r\n", [Frame(b"a"), Frame(b" b")]),
        (b"data: a\ndata: b\n\n", [Frame(b"a\nb")]),
        (b"event: x\ndata\n\n", [Frame(b"", b"x")]),
        (b"event: x\n\ndata: a\n\n", [Frame(b"a")]),
        (b": comment\nid: 7\nretry: 1\ndata: a\n\n", [Frame(b"a")]),
        (b"\xef\xbb\xbfdata: a\n\n", [Frame(b"a")]),
        (b"data: \xef\xbb\xbf\n\n", [Frame(b"\xef\xbb\xbf")]),
        (b"\n\n\n", []),
    ],
)
def test_events_are_read_as_the_standard_says(body, frames):
    assert read_frames([body]) == (frames, None, b"")


def test_what_is_no_field_is_kept_apart():
    body = b'data: a\n\n{"error":\n  {"code": 1}}\n'

    assert read_frames([body]) == ([Frame(b"a")], None, b'{"error":\n  {"code": 1}}')


def test_the_last_event_needs_no_empty_line():
    assert read_frames([b"data: a\n\ndata: b"]) == ([Frame(b"a")], Frame(b"b"), b"")


@pytest.mark.parametrize("size", [1000, 65536, MAX_LINE * 2])
def test_an_endless_line_is_refused_and_what_came_before_it_is_not_lost(size):
    frames = Frames()
    heard: list[Frame] = []
    body = b"data: a\n\n" + b"data: " + b"x" * (MAX_LINE + 1)

    with pytest.raises(LineTooLong):
        hear(frames, heard, pieces=cut(body, list(range(0, len(body), size))))

    assert heard == [Frame(b"a")]


@pytest.mark.parametrize("line", [b"data:\n", b"data: y\n", b"stray\n"])
def test_endless_lines_that_make_no_event_are_refused(line):
    frames = Frames()

    with pytest.raises(LineTooLong):
        list(frames.feed(line * (MAX_LINE + 2)))


def test_many_events_are_not_counted_together():
    frames = Frames()
    body = b"data: " + b"x" * (MAX_LINE // 4) + b"\n\n"

    assert sum(len(list(frames.feed(body))) for _ in range(8)) == 8
