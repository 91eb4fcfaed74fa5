"""How rows are emptied that must stay: each kind knows how, and is found through its foreign key."""

from typing import Any

from django.db.models import QuerySet


def wipe_dependents(rows: QuerySet[Any]) -> None:
    """Rows without a `wipe` of their own follow what their foreign key says when the owner goes."""
    for relation in rows.model._meta.related_objects:  # noqa: SLF001 -- Django's documented API
        everybodys = relation.related_model._default_manager  # noqa: SLF001
        dependents = everybodys.filter(**{f"{relation.field.name}__in": rows})
        if hasattr(dependents, "wipe"):
            dependents.wipe()
