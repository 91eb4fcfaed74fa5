"""How staff look after providers, their keys, models and prices."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone

from ai_model import keys, vault
from ai_model.models import AIModel, Price, Provider
from audit.noting import Audited


class ProviderForm(forms.ModelForm):
    key = forms.CharField(
        required=False,
        strip=True,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Stored encrypted and never shown. Leave empty to keep what there is.",
    )
    forget_key = forms.BooleanField(required=False, label="Forget the stored key")

    class Meta:
        model = Provider
        fields = ("name", "dialect", "base_url", "max_concurrency", "profile", "is_active")

    def clean_key(self) -> str:
        key: str = self.cleaned_data["key"]
        if not keys.is_sendable(key):
            raise forms.ValidationError("This holds characters that no HTTP header can carry.")
        return key

    def clean(self) -> dict[str, Any]:
        """A key is sealed for an address, so there must be one."""
        values = super().clean() or self.cleaned_data
        if values.get("key") and values.get("dialect") and not values.get("base_url"):
            self._require_variable(values["dialect"])
        return values

    def _require_variable(self, dialect: str) -> None:
        try:
            _ = Provider(dialect=dialect, base_url_env=self.instance.base_url_env).address
        except keys.Lacking as error:
            self.add_error("key", f"A key belongs to an address: {error}.")


@admin.register(Provider)
class ProviderAdmin(Audited):
    form = ProviderForm
    list_display = ("name", "dialect", "base_url", "is_active", "lacks")
    list_filter = ("is_active", "dialect")
    search_fields = ("name",)
    fields = (
        ("name", "is_active"),
        ("dialect", "profile"),
        ("base_url", "base_url_env"),
        "max_concurrency",
        "lacks",
        ("stored_key", "api_key_env"),
        ("key", "forget_key"),
    )
    # The variables are the catalog's to name: whoever could choose them here could send any secret anywhere.
    readonly_fields = ("base_url_env", "api_key_env", "lacks", "stored_key")

    def get_readonly_fields(self, request: HttpRequest, obj: Provider | None = None) -> tuple[str, ...]:
        return (*self.readonly_fields, "name") if obj else self.readonly_fields

    def get_urls(self) -> list[Any]:
        """Before the pages of single providers, whose ids may be anything."""
        return [path("lacking/", self.admin_site.admin_view(self.show_lacking), name="lacking"), *super().get_urls()]

    def show_lacking(self, request: HttpRequest) -> HttpResponse:
        """Which providers cannot be asked yet, and what to do about each."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        providers = Provider.objects.filter(is_active=True).order_by("name")
        parts = {
            "lacking": [one for one in providers if not one.is_ready],
            "ready": [one for one in providers if one.is_ready],
        }
        context = self.admin_site.each_context(request) | {"title": "What providers lack"} | parts
        return TemplateResponse(request, "ai_model/lacking.html", context)

    def save_model(self, request: HttpRequest, obj: Provider, form: Any, change: bool) -> None:
        if form.cleaned_data["forget_key"]:
            obj.sealed_key = ""
        if key := form.cleaned_data["key"]:
            obj.store_key(key)
        super().save_model(request, obj, form, change)

    @admin.display(description="lacks", empty_value="nothing")
    def lacks(self, provider: Provider) -> str | None:
        return provider.lacks or None

    @admin.display(description="stored key")
    def stored_key(self, provider: Provider) -> str:
        if not provider.sealed_key:
            return "none"
        try:
            return f"since {timezone.localtime(vault.sealed_at(provider.sealed_key)):%Y-%m-%d %H:%M}"
        except vault.Unreadable:
            return "one that cannot be decrypted"


class Prices(admin.TabularInline):
    model = Price
    extra = 0


@admin.register(AIModel)
class AIModelAdmin(Audited):
    list_display = ("name", "display_name", "is_active", "random_only", "context_window", "organization")
    list_editable = ("is_active", "random_only")
    list_filter = ("is_active", "random_only", "provider")
    search_fields = ("name", "display_name", "organization")
    list_per_page = 200
    ordering = ("place", "name")
    inlines = (Prices,)

    def get_readonly_fields(self, request: HttpRequest, obj: AIModel | None = None) -> tuple[Any, ...]:
        return ("provider", "name") if obj else ()
