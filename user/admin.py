"""People, as staff see them. Secrets are not among what is shown."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest

from audit.noting import Audited
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


admin.site.login_form = SlowedAuthenticationForm
