"""How the catalog's word becomes rows: only what it says anew is written, so that the admin's edits stay."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from ai_model import pricing
from ai_model.catalog import Amounts, Catalog, DeclaredModel, DeclaredProvider
from ai_model.models import LAST_PLACE, AIModel, Provider
from ai_model.pricing import Quote

Row = Provider | AIModel
Declared = DeclaredProvider | DeclaredModel

# A price is a row of its own, and a name never changes.
NO_COLUMNS = {"name", "price", "price_from"}


def sync(catalog: Catalog) -> list[str]:
    """What was changed, line by line."""
    try:
        return _sync(catalog)
    except IntegrityError:
        # Another process applied the same catalog meanwhile; now its rows are there to be seen.
        return _sync(catalog)


@transaction.atomic
def _sync(catalog: Catalog) -> list[str]:
    providers = {row.name: row for row in Provider.objects.all()}
    models = {row.name: row for row in AIModel.objects.all()}
    return [
        *_sync_providers(catalog.providers, providers),
        *_sync_models(catalog.models, models, providers=providers),
        *_put_in_order(catalog.models, models),
    ]


def _sync_providers(declared: Collection[DeclaredProvider], rows: dict[str, Provider]) -> Iterator[str]:
    for entry in declared:
        if entry.name in rows:
            yield from _renew(rows[entry.name], entry)
            continue
        row = Provider.objects.create(name=entry.name, declared=_as_json(entry), **_columns(entry))
        rows[entry.name] = row
        yield f"+ {_label(row)}"
    yield from _switch_off(rows.values(), keep={entry.name for entry in declared})


def _sync_models(
    declared: Collection[DeclaredModel], rows: dict[str, AIModel], *, providers: Mapping[str, Provider]
) -> Iterator[str]:
    for entry in declared:
        if entry.name in rows:
            yield from _renew(rows[entry.name], entry)
            continue
        row = AIModel.objects.create(
            name=entry.name,
            provider=providers[entry.provider],
            declared=_as_json(entry),
            **_columns(entry),
        )
        rows[entry.name] = row
        _quote(row, entry)
        yield f"+ {_label(row)}"
    yield from _switch_off(rows.values(), keep={entry.name for entry in declared})


def _renew(row: Row, entry: Declared) -> Iterator[str]:
    now, before = _as_json(entry), row.declared or _as_if_unsaid(entry)
    news = {key for key in now if now[key] != before.get(key)}
    if not news:
        return
    changed = {key: value for key, value in _columns(entry).items() if key in news and value != getattr(row, key)}
    for key, value in changed.items():
        yield f"~ {_label(row)} {key}: {_shown(getattr(row, key))} → {_shown(value)}"
        setattr(row, key, value)
    row.declared = now
    row.save(update_fields=[*changed, "declared"])
    if isinstance(row, AIModel) and isinstance(entry, DeclaredModel) and news & {"price", "price_from"}:
        yield from _quote(row, entry)


def _quote(row: AIModel, entry: DeclaredModel) -> list[str]:
    return pricing.write(row, Quote(row.name, entry.price, entry.price_from)) if entry.price else []


def _switch_off(rows: Iterable[Row], *, keep: Collection[str]) -> Iterator[str]:
    """What the catalog has dropped. It is remembered as unsaid, so that it comes back when it is said again."""
    for row in rows:
        if row.name in keep or row.declared.get("is_active") is None:
            continue
        if row.is_active:
            yield f"- {_label(row)}"
        row.declared["is_active"] = None
        row.is_active = False
        row.save(update_fields=["is_active", "declared"])


def _put_in_order(declared: Iterable[DeclaredModel], rows: Mapping[str, AIModel]) -> list[str]:
    ordered = [rows[entry.name] for entry in declared]
    known = [row.place for row in ordered if row.place < LAST_PLACE]
    moved = [row for place, row in enumerate(ordered) if row.place != place]
    for place, row in enumerate(ordered):
        row.place = place
    AIModel.objects.bulk_update(moved, ["place"], batch_size=500)
    return ["~ the order of models"] if known != sorted(known) else []


def _columns(entry: Declared) -> dict[str, Any]:
    said = {field.name: getattr(entry, field.name) for field in fields(entry) if field.name not in NO_COLUMNS}
    return {key: list(value) if isinstance(value, tuple) else value for key, value in said.items()}


def _as_json(entry: Declared) -> dict[str, Any]:
    return {field.name: _plain(getattr(entry, field.name)) for field in fields(entry)}


def _as_if_unsaid(entry: Declared) -> dict[str, Any]:
    """What a row that the catalog meets for the first time was told before: nothing but defaults."""
    return {field.name: _plain(field.default) for field in fields(entry) if field.name != "is_active"}


def _plain(value: Any) -> Any:
    match value:
        case Amounts():
            return [None if amount is None else str(amount) for amount in value.as_tuple]
        case date():
            return value.isoformat()
        case tuple():
            return list(value)
    return value


def _label(row: Row) -> str:
    return f"{'model' if isinstance(row, AIModel) else 'provider'} {row.name}"


def _shown(value: Any) -> str:
    match value:
        case bool():
            return "on" if value else "off"
        case list():
            return ", ".join(value) or "none"
        case None | "":
            return "none"
    return str(value)
