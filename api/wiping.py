"""How rows are emptied that must stay, with all that hangs below them: each kind knows how, and is found by its key."""

from typing import Any

from django.db import models, transaction


@transaction.atomic
def wipe(rows: models.QuerySet[Any]) -> None:
    """A kind without an `empty` of its own follows what its foreign key says when the owner goes."""
    kind = rows.model
    _wipe(kind._default_manager.filter(pk__in=list(rows.values_list("pk", flat=True))), above=(kind,))  # noqa: SLF001


def _wipe(rows: models.QuerySet[Any], *, above: tuple[type[models.Model], ...]) -> None:
    # From above: whoever is about to add something below waits for this row, and then finds it empty.
    if hasattr(rows, "empty"):
        rows.empty()
    for relation in rows.model._meta.related_objects:  # noqa: SLF001 -- Django's documented API
        kind = relation.related_model
        if kind not in above:
            below = kind._default_manager.filter(**{f"{relation.field.name}__in": rows})  # noqa: SLF001
            _wipe(below, above=(*above, kind))
