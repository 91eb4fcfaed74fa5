import csv
import os
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
from django.core.management.base import BaseCommand, CommandError

from ai_model import progress
from leaderboard.files.exporting import COLUMNS, Export, count_steps
from leaderboard.reading import unhurried

STEP = 1000


class Command(BaseCommand):
    help = (
        "Gives away the votes without the people: as CSV a line for each pair, which import_votes takes in; as JSON "
        "Lines an object for each ballot. By default those that count; run rank first, so that all are judged."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="default: standard output")
        parser.add_argument("--as", dest="form", choices=FORMS, default="csv")
        parser.add_argument(
            "--all", dest="everything", action="store_true", help="what does not count, too: it weighs 0 and says why"
        )

    def handle(self, *args: Any, file: Path | None, form: str, everything: bool, **options: Any) -> None:
        if file is None:
            self._say(form, everything=everything)
            return
        try:
            with unhurried(), file.open("w", encoding="utf-8", newline="") as out, self._shown() as step:
                FORMS[form](out, Export(everything=everything), step)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error

    def _say(self, form: str, *, everything: bool) -> None:
        try:
            with unhurried():
                FORMS[form](self.stdout, Export(everything=everything), lambda: None)
            self.stdout.flush()
        except BrokenPipeError:
            # Whoever listens has heard enough, and Python would complain of it once more at its end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    @contextmanager
    def _shown(self) -> Iterator[Callable[[], None]]:
        with progress.shown(
            "exporting", steps=count_steps() // STEP, on_terminal=self.stdout.isatty(), write=self.stdout.write
        ) as step:
            yield lambda: step("")


def write_csv(file: Any, export: Export, step: Callable[[], None]) -> None:
    lines = csv.writer(file, lineterminator="\n")
    lines.writerow(COLUMNS)
    lines.writerows(_stepping(export.tell_pairs(), step))


def write_jsonl(file: Any, export: Export, step: Callable[[], None]) -> None:
    for ballot in _stepping(export.tell_ballots(), step):
        file.write(orjson.dumps(ballot).decode() + "\n")


FORMS: Mapping[str, Callable[[Any, Export, Callable[[], None]], None]] = {"csv": write_csv, "jsonl": write_jsonl}


def _stepping(rows: Iterable[Any], step: Callable[[], None]) -> Iterator[Any]:
    for number, row in enumerate(rows, 1):
        if number % STEP == 0:
            step()
        yield row
