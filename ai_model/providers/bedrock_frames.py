"""How a stream of bytes is cut into the frames of application/vnd.amazon.eventstream, wherever its packets end.

https://smithy.io/2.0/aws/amazon-eventstream.html: two lengths and a sum over them, headers, a payload, a sum over all.
"""

import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from uuid import UUID
from zlib import crc32

from ai_model.providers.errors import BadBody, LineTooLong

Value = bool | int | bytes | str | UUID

# The whole length, that of the headers, and the sum over both.
PRELUDE = struct.Struct(">III")
SUM_SIZE = 4
MAX_FRAME = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Frame:
    headers: Mapping[str, Value]
    payload: bytes


class Frames:
    """A frame is opened only when it is whole; its length is believed only if its sum is right."""

    def __init__(self) -> None:
        self.buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[Frame]:
        """Those that are whole now."""
        self.buffer += data
        while len(self.buffer) >= PRELUDE.size:
            size, headers_size = self._read_prelude()
            if len(self.buffer) < size:
                return
            frame = bytes(self.buffer[:size])
            del self.buffer[:size]
            yield open_frame(frame, headers_size)

    def _read_prelude(self) -> tuple[int, int]:
        size, headers_size, told = PRELUDE.unpack_from(self.buffer)
        if crc32(self.buffer[: PRELUDE.size - SUM_SIZE]) != told or PRELUDE.size + headers_size + SUM_SIZE > size:
            raise BadBody
        if size > MAX_FRAME:
            raise LineTooLong
        return size, headers_size


def open_frame(data: bytes, headers_size: int) -> Frame:
    body, told = data[:-SUM_SIZE], data[-SUM_SIZE:]
    if crc32(body).to_bytes(SUM_SIZE, "big") != told:
        raise BadBody
    end = PRELUDE.size + headers_size
    try:
        return Frame(dict(read_headers(body[PRELUDE.size : end])), body[end:])
    except (KeyError, UnicodeDecodeError) as error:
        raise BadBody from error


def take(stream: BytesIO, size: int) -> bytes:
    piece = stream.read(size)
    if len(piece) < size:
        raise BadBody
    return piece


def take_number(stream: BytesIO, size: int) -> int:
    return int.from_bytes(take(stream, size), "big", signed=True)


def take_counted(stream: BytesIO, size: int) -> bytes:
    """What has its own length before it, in so many bytes."""
    return take(stream, int.from_bytes(take(stream, size), "big"))


# By the number that stands before a value. Times are milliseconds since 1970.
VALUES: Mapping[int, Callable[[BytesIO], Value]] = {
    0: lambda stream: True,
    1: lambda stream: False,
    2: lambda stream: take_number(stream, 1),
    3: lambda stream: take_number(stream, 2),
    4: lambda stream: take_number(stream, 4),
    5: lambda stream: take_number(stream, 8),
    6: lambda stream: take_counted(stream, 2),
    7: lambda stream: take_counted(stream, 2).decode(),
    8: lambda stream: take_number(stream, 8),
    9: lambda stream: UUID(bytes=take(stream, 16)),
}


def read_headers(data: bytes) -> Iterator[tuple[str, Value]]:
    stream = BytesIO(data)
    while stream.tell() < len(data):
        yield take_counted(stream, 1).decode(), VALUES[take_number(stream, 1)](stream)
