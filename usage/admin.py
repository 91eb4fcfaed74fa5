"""How staff grant budgets and look at what was used."""

from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from audit.noting import Audited, ReadOnly
from usage.amounts import UNITS_A_DOLLAR, Unit
from usage.models import Balance, Budget, Charge


class Balances(admin.TabularInline):
    model = Balance
    extra = 0
    max_num = 0
    can_delete = False
    fields = readonly_fields = ("begins", "holder", "used_amount")
    ordering = ("-begins", "holder")
    show_change_link = False

    @admin.display(description="used")
    def used_amount(self, balance: Balance) -> str:
        is_money = balance.budget.unit == Unit.DOLLARS
        return f"{Decimal(balance.used) / UNITS_A_DOLLAR:.6f}" if is_money else str(balance.used)


@admin.register(Budget)
class BudgetAdmin(Audited):
    list_display = ("__str__", "scope", "user", "group", "key", "provider", "is_active")
    list_filter = ("scope", "unit", "is_active")
    list_select_related = ("user", "group", "key__user", "provider")
    autocomplete_fields = ("user", "group", "provider")
    raw_id_fields = ("key",)
    fields = (("scope", "is_active"), ("amount", "unit", "period"), ("user", "group"), ("key", "provider"))
    inlines = (Balances,)


@admin.register(Charge)
class ChargeAdmin(ReadOnly):
    """Who looks at those of a blind battle knows its models: they are left out."""

    list_display = (
        "opened_at",
        "user",
        "key",
        "model",
        "input_tokens",
        "output_tokens",
        "cost",
        "is_estimated",
        "outcome",
    )
    list_filter = ("is_estimated",)
    list_select_related = ("user", "key", "model")
    ordering = ("-opened_at",)
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).filter(is_hidden=False)
