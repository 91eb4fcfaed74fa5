"""How a file of votes from elsewhere is taken in, all of it or nothing, and once; and how it is taken out again."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from django.db import transaction

from leaderboard.alone import take_turns
from leaderboard.files import records
from leaderboard.files.layouts import Layout, NoVotes, Row, Unreadable, lay_out
from leaderboard.files.records import Record, Rejects
from leaderboard.files.storing import store
from leaderboard.models import Import
from leaderboard.naming import Registry
from leaderboard.reading import lift_limits


class Refused(Exception):
    """Nothing was imported; says why."""


@dataclass(slots=True)
class Report:
    """What became of a file."""

    rows: int = 0
    # Line and reason of each record that is no vote.
    rejected: list[tuple[int, str]] = field(default_factory=list)
    # That nobody had known.
    models: list[str] = field(default_factory=list)


def import_file(path: Path, rejects: Path, *, sha256: str, again: bool, step: Callable[[int], object]) -> Report:
    """Raises Refused. `step` is called with the number of every line."""
    with transaction.atomic(), records.open_text(path) as file:
        lift_limits()
        take_turns()
        if not again and (earlier := Import.objects.filter(sha256=sha256).first()):
            raise Refused(f"it is here already, as {earlier} with {earlier.rows} rows; --again counts it once more")
        source = Import.objects.create(name=path.name[:255], sha256=sha256)
        report = _import(source, file, rejects, step=step)
        source.rows, source.rejected = report.rows, len(report.rejected)
        source.save()
        return report


@transaction.atomic
def forget(number: int) -> Import | None:
    """With all its votes, unless there is none of that number. Models that came with it stay, without them."""
    lift_limits()
    take_turns()
    source = Import.objects.filter(pk=number).first()
    if source:
        Import.objects.filter(pk=number).delete()
    return source


def _import(source: Import, file: IO[str], rejects: Path, *, step: Callable[[int], object]) -> Report:
    rows = records.read(file, step)
    header = next(rows)
    layout, report, registry = _lay_out(header), Report(), Registry()
    with Rejects(rejects, header.text) as bad:
        report.rows = store(source.pk, _read(rows, layout, report=report, bad=bad), registry)
    report.models = registry.made
    return report


def _lay_out(header: Record) -> Layout:
    try:
        return lay_out(header.fields or ())
    except NoVotes as error:
        raise Refused(str(error)) from error


def _read(rows: Iterator[Record], layout: Layout, *, report: Report, bad: Rejects) -> Iterator[Row]:
    for record in rows:
        if record.fields == []:
            continue
        try:
            yield layout.read(record.fields)
        except Unreadable as error:
            report.rejected.append((record.line, str(error)))
            bad.add(record.text)
