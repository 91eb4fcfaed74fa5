from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ai_model import progress
from leaderboard.files import records
from leaderboard.files.importing import Refused, Report, import_file

# How many lines are one step of the bar, and how many bad ones are told.
STEP = 1000
TOLD = 100


class Command(BaseCommand):
    help = (
        "Takes in votes from elsewhere: a CSV file with the columns left, right and winner (a, b, tie or both_bad), "
        "and perhaps user, battle, timestamp, count, weight, k and categories. Other usual names are understood, and "
        "all other columns are ignored. Lines that are no votes are told, and written to a file of their own."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--rejects", type=Path, help="where bad lines go; default: FILE.bad.csv")
        parser.add_argument("--again", action="store_true", help="even if this file is here already: it counts twice")

    def handle(self, *args: Any, file: Path, rejects: Path | None, again: bool, **options: Any) -> None:
        rejects = rejects or file.with_name(f"{file.name}.bad.csv")
        if rejects.resolve() == file.resolve():
            raise CommandError("Bad lines cannot go into the file they come from.")
        try:
            report = self._import(file, rejects, again=again)
        except Refused as error:
            raise CommandError(f"{file}: nothing was imported; {error}.") from error
        except OSError as error:
            raise CommandError(f"{error.filename}: nothing was imported; {error.strerror}.") from error
        self._tell(report, rejects)

    def _import(self, file: Path, rejects: Path, *, again: bool) -> Report:
        found = records.sum_up(file)
        with progress.shown(
            "importing", steps=found.lines // STEP, on_terminal=self.stdout.isatty(), write=self.stdout.write
        ) as step:
            return import_file(file, rejects, sha256=found.sha256, again=again, step=_sometimes(step))

    def _tell(self, report: Report, rejects: Path) -> None:
        for line, reason in report.rejected[:TOLD]:
            self.stdout.write(f"line {line}: {reason}")
        if report.rejected[TOLD:]:
            self.stdout.write(f"and {len(report.rejected) - TOLD} more lines")
        if report.rejected:
            self.stdout.write(f"{len(report.rejected)} lines are no votes: see {rejects}")
        self.stdout.write(f"{report.rows} votes imported, {len(report.models)} models new")
        self.stdout.write("manage.py rank shows them on the board")


def _sometimes(step: Callable[[str], None]) -> Callable[[int], None]:
    def take(line: int) -> None:
        if line % STEP == 0:
            step("")

    return take
