"""People, as staff see them. Secrets are not among what is shown."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from audit.noting import Act, Audited, note
from user.erasure import erase
from user.forms import SlowedAuthenticationForm
from user.models import APIKey, Identity, User


class KeysInline(admin.TabularInline):
    model = APIKey
    extra = 0
    readonly_fields = ("name", "ending", "created_at", "last_used_at", "revoked_at")
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class IdentitiesInline(admin.TabularInline):
    model = Identity
    extra = 0
    readonly_fields = ("issuer", "subject", "created_at")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(User)
class PersonAdmin(Audited, UserAdmin):
    ordering = ("-created_at",)
    list_display = ("__str__", "email", "display_name", "is_active", "is_staff", "created_at", "expires_at")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "display_name")
    show_full_result_count = False
    inlines = [IdentitiesInline, KeysInline]
    readonly_fields = ("preferences", "created_at", "last_login", "expires_at")
    fieldsets = (
        (None, {"fields": ("email", "password", "display_name", "preferences")}),
        ("What they may do", {"fields": ("is_active", "is_staff", "is_superuser")}),
        ("Whose budget they share", {"fields": ("groups",)}),
        ("When", {"fields": ("created_at", "last_login", "expires_at")}),
    )
    add_fieldsets = ((None, {"classes": ("wide",), "fields": ("email", "usable_password", "password1", "password2")}),)

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        erase(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            erase(user)


admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(Audited):
    """People who share a budget. It gives no rights: staff may do what they may, whatever group they are in."""

    fields = ("name",)
    search_fields = ("name",)


def _write_down(change: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A password of one's own is no page of the admin's."""

    @wraps(change)
    def noted(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        response = change(request, extra_context)
        if request.method == "POST" and response.status_code == HTTPStatus.FOUND and isinstance(request.user, User):
            note(request.user.pk, Act.CHANGED, request.user, details=["password"])
        return response

    return noted


admin.site.password_change = _write_down(admin.site.password_change)  # type: ignore[method-assign, assignment]
admin.site.login_form = SlowedAuthenticationForm
