"""How staff come in: with the patience everybody else has to have."""

from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError

from api.refusals import Refusal
from user.accounts import slowed


class SlowedAuthenticationForm(AdminAuthenticationForm):
    def clean(self) -> dict[str, Any]:
        email = str(self.cleaned_data.get("username", "")).lower()
        address = self.request.META.get("REMOTE_ADDR", "") if self.request else ""
        try:
            with slowed(email, address):
                return super().clean()
        except Refusal as refusal:
            raise ValidationError(str(refusal.detail)) from refusal
