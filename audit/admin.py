"""Where staff read what staff have done."""

from django.contrib import admin

from audit.models import StaffAct
from audit.noting import ReadOnly


@admin.register(StaffAct)
class StaffActAdmin(ReadOnly):
    list_display = ("at", "who", "act", "kind", "name", "request_id")
    list_filter = ("act", "kind")
    search_fields = ("key", "name", "request_id")
    show_full_result_count = False
