"""How a file of the operator's is read, and refused with every mistake at its line."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

# Far more than anybody writes by hand.
MAX_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.sentence}" if self.line else self.sentence


class BadFile(Exception):
    """The file is wrong somewhere, so nothing of it is used."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = sorted(mistakes)
        super().__init__("\n".join(map(str, self.mistakes)))


def read_text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise BadFile([Mistake(0, f"the file cannot be read: {error.strerror}")]) from error
    if len(content) > MAX_BYTES:
        raise BadFile([Mistake(0, f"the file is larger than {MAX_BYTES} bytes")])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadFile([Mistake(line, "this is not UTF-8")]) from error
