"""How a stream of bytes is cut into lines and server-sent events, wherever its packets end.

https://html.spec.whatwg.org/multipage/server-sent-events.html: lines end in LF, CRLF or CR, and in nothing else.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ai_model.providers.errors import LineTooLong

MAX_LINE = 1024 * 1024
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Frame:
    data: bytes
    event: bytes = b""


class Lines:
    """Whole lines without their ends. A line is decoded only when it is whole: a letter may span packets."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.size = 0
        self.has_begun = False
        self.follows_cr = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Those that are whole now."""
        if not self.has_begun:
            data = self._begin(data)
        if self.follows_cr and data:
            data, self.follows_cr = data.removeprefix(b"\n"), False
        if b"\r" in data:
            self.follows_cr = data.endswith(b"\r")
            data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        *lines, rest = data.split(b"\n")
        if lines and self.pieces:
            lines[0] = self._take_rest() + lines[0]
        for line in lines:
            if len(line) > MAX_LINE:
                raise LineTooLong
            yield line
        self._keep(rest)

    def close(self) -> bytes:
        """What came behind the last line end."""
        return self._take_rest()

    def _begin(self, data: bytes) -> bytes:
        """The mark that some put before everything is no part of the first line."""
        data = self._take_rest() + data
        if len(data) < len(BOM) and BOM.startswith(data):
            self._keep(data)
            return b""
        self.has_begun = True
        return data.removeprefix(BOM)

    def _keep(self, rest: bytes) -> None:
        if rest:
            self.pieces.append(rest)
            self.size += len(rest)
            if self.size > MAX_LINE:
                raise LineTooLong

    def _take_rest(self) -> bytes:
        rest = b"".join(self.pieces)
        self.pieces.clear()
        self.size = 0
        return rest


class Frames:
    """Events, and apart from them whatever stands in the stream that is no field of one."""

    def __init__(self) -> None:
        self.lines = Lines()
        self.data: list[bytes] = []
        self.event = b""
        self.size = 0
        self.stray: list[bytes] = []

    def feed(self, data: bytes) -> Iterator[Frame]:
        for line in self.lines.feed(data):
            if line:
                self._read(line)
            elif self.data:
                yield self._take_frame()
            else:
                self.event = b""

    def close(self) -> Frame | None:
        """What was begun and not ended by an empty line."""
        if line := self.lines.close():
            self._read(line)
        return self._take_frame() if self.data else None

    def take_stray(self) -> bytes:
        stray, self.stray = b"\n".join(self.stray), []
        return stray

    def _read(self, line: bytes) -> None:
        name, _, value = line.partition(b":")
        if name == b"data":
            self._keep(self.data, value.removeprefix(b" "))
        elif name == b"event":
            self.event = value.removeprefix(b" ")
        elif name not in (b"", b"id", b"retry"):
            self._keep(self.stray, line)

    def _keep(self, where: list[bytes], line: bytes) -> None:
        where.append(line)
        self.size += len(line) + 1
        if self.size > MAX_LINE + 1:
            raise LineTooLong

    def _take_frame(self) -> Frame:
        frame = Frame(b"\n".join(self.data) if len(self.data) > 1 else self.data[0], self.event)
        self.size -= sum(map(len, self.data)) + len(self.data)
        self.data.clear()
        self.event = b""
        return frame
