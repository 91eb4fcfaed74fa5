"""How staff look at those whose votes are kept out, and decide."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from audit.noting import Audited
from leaderboard.models import Exclusion, Import

Status = Exclusion.Status


@admin.register(Exclusion)
class ExclusionAdmin(Audited):
    list_display = ("__str__", "status", "people", "reason", "has_appeal", "created_at", "decided_at")
    list_filter = ("status", "group")
    ordering = ("-created_at",)
    actions = ("lift", "uphold")
    # What the tests have found and what somebody wrote is not for staff to change.
    readonly_fields = (
        "group",
        "key",
        "status",
        "people",
        "reason",
        "tests",
        "appeal",
        "created_at",
        "appealed_at",
        "decided_at",
    )
    fields = (*readonly_fields, "note")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Exclusion]:
        return super().get_queryset(request).annotate(count=Count("voters"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="voters")
    def people(self, exclusion: Any) -> int:
        return exclusion.count

    @admin.display(description="appeal", boolean=True)
    def has_appeal(self, exclusion: Exclusion) -> bool:
        return bool(exclusion.appeal)

    @admin.action(description="Lift: these votes count again, with the next ranking", permissions=["change"])
    def lift(self, request: HttpRequest, exclusions: QuerySet[Exclusion]) -> None:
        self._decide(request, exclusions, Status.LIFTED)

    @admin.action(description="Uphold: these votes do not count", permissions=["change"])
    def uphold(self, request: HttpRequest, exclusions: QuerySet[Exclusion]) -> None:
        self._decide(request, exclusions, Status.UPHELD)

    def _decide(self, request: HttpRequest, exclusions: QuerySet[Exclusion], status: Status) -> None:
        for exclusion in exclusions:
            exclusion.decide(status)
            self.log_change(request, exclusion, status.label)


@admin.register(Import)
class ImportAdmin(Audited):
    list_display = ("name", "rows", "rejected", "at", "sha256")
    readonly_fields = ("name", "rows", "rejected", "at", "sha256")
    ordering = ("-at",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
