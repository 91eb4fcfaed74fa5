"""Frames of bytes: as they were written, wherever packets end, and nothing else if a byte is wrong."""

import struct
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai_model.providers.bedrock import ConverseParser
from ai_model.providers.bedrock_frames import MAX_FRAME, Frame, Frames
from ai_model.providers.errors import BadBody, LineTooLong
from tests.ai_model.providers.bedrock_encoding import BEGIN, Header, delta, encode, encode_headers, end, usage, with_sum
from tests.ai_model.providers.replaying import replay
from tests.ai_model.providers.test_recordings import NO_SHARED, SHARED

ANSWER = [BEGIN, delta(0, {"text": "नमस्ते"}), end("end_turn"), usage(inputTokens=3, outputTokens=2)]
# Nothing between prelude and sum.
SMALLEST = 16
# The types of numbers, and the bits of each beside its sign.
NUMBERS = {2: 7, 3: 15, 4: 31, 5: 63, 8: 63}

values = st.one_of(
    st.tuples(st.just(0), st.just(True)),
    st.tuples(st.just(1), st.just(False)),
    *(st.tuples(st.just(kind), st.integers(-(2**bits), 2**bits - 1)) for kind, bits in NUMBERS.items()),
    st.tuples(st.just(6), st.binary(max_size=300)),
    st.tuples(st.just(7), st.text(st.characters(exclude_categories=["Cs"]), max_size=60)),
    st.tuples(st.just(9), st.uuids()),
)
names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)
frames = st.tuples(st.dictionaries(names, values, max_size=4), st.binary(max_size=300))


def read(*pieces: bytes) -> list[Frame]:
    reader = Frames()
    return [frame for piece in pieces for frame in reader.feed(piece)]


def test_every_type_of_header_is_read():
    headers: list[Header] = [
        ("yes", 0, True),
        ("no", 1, False),
        ("byte", 2, -1),
        ("short", 3, -300),
        ("int", 4, -70000),
        ("long", 5, -(2**40)),
        ("bytes", 6, b"\x00\xff"),
        ("string", 7, "ñ"),
        ("time", 8, 1_700_000_000_123),
        ("uuid", 9, UUID(int=7)),
    ]

    told = read(encode(encode_headers(headers), b"payload"))

    assert told == [Frame({name: value for name, _, value in headers}, b"payload")]


@given(st.lists(frames, max_size=4), st.lists(st.integers(0, 2000)))
def test_packets_may_end_anywhere(written, cuts):
    told = [
        encode(encode_headers((name, *value) for name, value in headers.items()), body) for headers, body in written
    ]
    data = b"".join(told)
    edges = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]

    heard = read(*(data[start:end] for start, end in pairwise(edges)))

    assert heard == [Frame({name: value for name, (_, value) in headers.items()}, body) for headers, body in written]


def test_half_a_frame_is_none():
    halves = [ANSWER[0][:cut] for cut in range(len(ANSWER[0]))]

    told = [read(half) for half in halves]

    assert not any(told)


@given(st.integers(0, sum(map(len, ANSWER)) - 1), st.integers(1, 255), st.integers(1, 100))
def test_a_flipped_byte_is_noticed(place, bits, size):
    data = bytearray(b"".join(ANSWER))
    data[place] ^= bits

    pieces = [bytes(data[start : start + size]) for start in range(0, len(data), size)]

    with pytest.raises(BadBody):
        read(*pieces)


@given(st.binary(max_size=200), st.binary(max_size=60), st.booleans())
def test_whatever_comes_is_an_error_of_ours(headers, payload, has_sums):
    data = encode(headers, payload) if has_sums else headers + payload

    heard = replay(ConverseParser(), [data])

    assert heard.error


@pytest.mark.parametrize("headers", [b"\x01a\x0a", b"\x01a\x02", b"\x05a", b"\x01a\x07\x00\x02b", b"\x01\xff\x00"])
def test_headers_that_cannot_be_read_are_garbage(headers):
    with pytest.raises(BadBody):
        read(encode(headers, b""))


def test_the_smallest_frame_is_one():
    data = encode(b"", b"")

    assert len(data) == SMALLEST
    assert read(data) == [Frame({}, b"")]


def test_headers_longer_than_their_frame_are_garbage():
    data = with_sum(with_sum(struct.pack(">II", 40, 25)) + bytes(24))

    with pytest.raises(BadBody):
        read(data)


def test_a_frame_of_the_greatest_size_is_read():
    data = encode(b"", b"x" * (MAX_FRAME - SMALLEST))

    (told,) = read(data)

    assert len(told.payload) == MAX_FRAME - SMALLEST


def test_a_greater_one_is_refused_before_it_is_here():
    data = encode(b"", b"x" * (MAX_FRAME - SMALLEST + 1))

    with pytest.raises(LineTooLong):
        read(data[:12])


@pytest.mark.skipif(not SHARED.exists(), reason=NO_SHARED)
def test_a_real_answer_is_written_as_we_write_ours():
    data = (SHARED / "bedrock-converse/plain.response").read_bytes()

    told = read(data)

    assert data == b"".join(
        encode(encode_headers((name, 7, value) for name, value in frame.headers.items()), frame.payload)
        for frame in told
    )
