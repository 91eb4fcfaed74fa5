"""What happens once when the models are loaded: their configuration is checked."""

from django.apps import AppConfig
from django.core.checks import register

from ai_model import checks


class ModelsConfig(AppConfig):
    name = "ai_model"
    verbose_name = "Models"

    def ready(self) -> None:
        register(checks.check_catalog)
        register(checks.check_vault_keys)
        register(checks.check_moderation)
