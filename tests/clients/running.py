"""The clients as programs of their own: how each is started, and what it printed."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

HERE = Path(__file__).parent
SECONDS = 40.0
PROGRAMS: Mapping[str, tuple[str, ...]] = {
    ".sh": ("sh",),
    ".mjs": ("node",),
    ".py": (sys.executable,),
    ".html": (sys.executable, "-m", "tests.clients.browse"),
}


@dataclass(frozen=True, slots=True)
class Program:
    process: subprocess.Popen[bytes]
    output: Path

    def wait_for(self, text: str) -> None:
        end = time.monotonic() + SECONDS
        while text.encode() not in self.output.read_bytes():
            assert time.monotonic() < end, f"{text!r} was never printed"
            time.sleep(0.01)

    def finish(self) -> list[str]:
        """Its lines, once it has ended by itself."""
        assert self.process.wait(SECONDS) == 0
        return self.output.read_bytes().decode().split("\n")[:-1]

    def tell(self) -> list[Any]:
        return [json.loads(line) for line in self.finish()]


@contextmanager
def start(script: str, *arguments: str, folder: Path) -> Iterator[Program]:
    """One of the scripts of this folder; what it has to complain about stands among what the tests print."""
    path = HERE / script
    output = folder / f"{path.name}-{len(list(folder.iterdir()))}"
    with output.open("wb") as file:
        process = subprocess.Popen([*PROGRAMS[path.suffix], path, *arguments], cwd=settings.BASE_DIR, stdout=file)
    try:
        yield Program(process, output)
    finally:
        process.terminate()
        process.wait()
