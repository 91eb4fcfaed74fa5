"""How staff find the pages that everybody with a link may read, and close them. What was said is not among it."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from audit.noting import ReadOnly
from chat_session.models import Session


@admin.register(Session)
class SharedSessionAdmin(ReadOnly):
    list_display = ("id", "title", "user", "created_at")
    list_select_related = ("user",)
    search_fields = ("=id", "=share_token", "title")
    ordering = ("-created_at",)
    show_full_result_count = False
    actions = ("take_back",)
    fields = ("id", "title", "user", "created_at", "share_url")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Session]:
        """Nobody's private sessions."""
        return Session.objects.filter(deleted_at=None).exclude(share_token=None)

    def has_close_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("chat_session.change_session")

    @admin.action(description="Take the link back: nobody reads this page any more", permissions=["close"])
    def take_back(self, request: HttpRequest, sessions: QuerySet[Session]) -> None:
        for session in sessions:
            session.change(share_token=None)
            self.log_change(request, session, "The link was taken back.")
