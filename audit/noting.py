"""How what staff do is written down: a row that stays, and a line in the log."""

import json
import logging
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib.admin import ModelAdmin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from api import request_ids
from audit.models import StaffAct

logger = logging.getLogger("audit")

Act = StaffAct.Act


def note(who: UUID | None, act: Act, thing: Model | None = None, *, details: Iterable[Any] = ()) -> None:
    """In the transaction of the act, where it has one: there is neither without the other."""
    row = StaffAct(who=who, act=act, details=list(details), request_id=request_ids.current())
    if thing is not None:
        row.kind, row.key, row.name = thing._meta.label_lower, str(thing.pk), str(thing)[:200]  # noqa: SLF001
    row.save(force_insert=True)
    logger.info("staff %s %s %s %s", who or "unknown", act, row.kind, row.key)


class Audited(ModelAdmin):
    """Of every page of the admin: beside Django's own log, whose rows go with the account that made them."""

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        note(request.user.pk, Act.ADDED, obj, details=_details(message))
        return super().log_addition(request, obj, _nameless(message))

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        note(request.user.pk, Act.CHANGED, obj, details=_details(message))
        return super().log_change(request, obj, _nameless(message))

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        for thing in queryset:
            note(request.user.pk, Act.DELETED, thing)
        return super().log_deletions(request, queryset)


class ReadOnly(Audited):
    """What staff may look at and nobody changes here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _details(message: Any) -> list[Any]:
    """Without the names of what stands on the page beside the thing itself: they may be a person's."""
    if isinstance(message, str):
        return [message] if message else []
    plain = json.loads(json.dumps(message, default=str))
    return [{act: _without_object(about) for act, about in part.items()} for part in plain]


def _nameless(message: Any) -> Any:
    """For Django's own log, which wants a name: it stays when the person has gone."""
    if isinstance(message, str):
        return message
    return [{act: about and {**about, "object": "…"} for act, about in part.items()} for part in _details(message)]


def _without_object(about: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in about.items() if key != "object"}
