"""How prices are written in a CSV file, and what is said of a line that is wrong."""

import csv
import io
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from ai_model.catalog import Amounts
from ai_model.declarations import AMOUNTS, Wrong, price
from ai_model.files import BadFile, Mistake, read_text
from ai_model.pricing import Quote

NEEDED = ("name", "input_price", "output_price")
COLUMNS = (*NEEDED, "cached_input_price", "valid_from")


def read(path: Path, *, known: Collection[str]) -> list[Quote]:
    """Prices of known models, or every mistake in the file."""
    rows = csv.DictReader(io.StringIO(read_text(path), newline=""), strict=True)
    try:
        _check_header(rows.fieldnames or ())
        return _read_rows(rows, known)
    except csv.Error as error:
        raise BadFile([Mistake(rows.reader.line_num, f"this is not CSV: {error}")]) from error


def _read_rows(rows: "csv.DictReader[str]", known: Collection[str]) -> list[Quote]:
    quotes: dict[tuple[str, date | None], Quote] = {}
    mistakes = []
    for row in rows:
        try:
            quote = _quote(row, known)
            if quote != quotes.setdefault((quote.model, quote.valid_from), quote):
                raise Wrong(f"{quote.model} has another price of the same day above")
        except Wrong as wrong:
            mistakes.append(Mistake(rows.line_num, str(wrong)))
    if mistakes:
        raise BadFile(mistakes)
    return list(quotes.values())


def _check_header(columns: Iterable[str]) -> None:
    strange = [column for column in columns if column not in COLUMNS]
    missing = [column for column in NEEDED if column not in columns]
    if strange or missing:
        raise BadFile(
            [Mistake(1, f"the first line names the columns {', '.join(NEEDED)} and perhaps {', '.join(COLUMNS[3:])}")]
        )


def _quote(row: Mapping[str | None, str | None], known: Collection[str]) -> Quote:
    if None in row or None in row.values():
        raise Wrong("this line has another number of columns than the first")
    values = {str(column): str(value).strip() for column, value in row.items()}
    if values["name"] not in known:
        raise Wrong(f"there is no model {values['name']!r}")
    amounts = {column: _amount(column, values[column]) for column in AMOUNTS if values.get(column)}
    for column in NEEDED:
        if not values[column]:
            raise Wrong(f"{column} is missing")
    return Quote(values["name"], Amounts(**amounts), _day(values.get("valid_from", "")))


def _amount(column: str, text: str) -> Decimal:
    try:
        return price(Decimal(text))
    except (Wrong, InvalidOperation) as error:
        raise Wrong(f"{column} is a price in dollars per million tokens; not {text!r}") from error


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Wrong(f"valid_from is a date such as 2026-11-20; not {text!r}") from error
