"""Where staff read what staff have done."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from audit.models import StaffAct
from audit.noting import Audited


@admin.register(StaffAct)
class StaffActAdmin(Audited):
    list_display = ("at", "who", "act", "kind", "name", "request_id")
    list_filter = ("act", "kind")
    search_fields = ("key", "name", "request_id")
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
