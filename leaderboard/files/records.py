"""How a CSV file is read record by record, each with its line and its text, so that a bad one can be given back."""

import csv
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import IO, Self

# Some files hold whole conversations.
MAX_FIELD = 64 * 1024 * 1024
DELIMITERS = ",;\t"
# What is no UTF-8 goes out again as it came.
ESCAPED = "surrogateescape"


@dataclass(frozen=True, slots=True)
class Sum:
    sha256: str
    lines: int


def sum_up(path: Path) -> Sum:
    digest, lines = sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
            lines += chunk.count(b"\n")
    return Sum(digest.hexdigest(), lines)


@dataclass(frozen=True, slots=True)
class Record:
    """From this line on; without fields it is none."""

    line: int
    text: str
    fields: list[str] | None


class Tape:
    """Lines, and those of them that no record was made of yet."""

    def __init__(self, file: IO[str], step: Callable[[int], object]) -> None:
        self._file, self._step = file, step
        self._lines: list[str] = []
        self._number = 0

    def __iter__(self) -> Iterator[str]:
        for line in self._file:
            self._number += 1
            self._lines.append(line)
            self._step(self._number)
            yield line

    def cut(self, fields: list[str] | None) -> Record:
        record = Record(self._number - len(self._lines) + 1, "".join(self._lines), fields)
        self._lines.clear()
        return record


def open_text(path: Path) -> IO[str]:
    return path.open(encoding="utf-8-sig", errors=ESCAPED, newline="")


def read(file: IO[str], step: Callable[[int], object]) -> Iterator[Record]:
    """The header is the first of them. `step` is called with the number of every line."""
    tape = Tape(file, step)
    lines = iter(tape)
    header = next(lines, "")
    delimiter = max(DELIMITERS, key=header.count)
    yield tape.cut(next(csv.reader([header], delimiter=delimiter), None))
    csv.field_size_limit(MAX_FIELD)
    records = csv.reader(lines, delimiter=delimiter)
    while True:
        try:
            fields = next(records, None)
        except csv.Error:
            yield tape.cut(None)
            continue
        if fields is None:
            return
        yield tape.cut(fields)


class Rejects:
    """A file that is made when it is needed: records as they were, below their header."""

    def __init__(self, path: Path, header: str) -> None:
        self._path, self._header = path, header
        self._files = ExitStack()
        self._file: IO[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._files.close()

    def add(self, text: str) -> None:
        if self._file is None:
            self._file = self._files.enter_context(self._path.open("w", encoding="utf-8", errors=ESCAPED, newline=""))
            self._file.write(_ended(self._header))
        self._file.write(_ended(text))


def _ended(text: str) -> str:
    """The last line of a file may lack its end."""
    return text if text.endswith(("\n", "\r")) else f"{text}\n"
