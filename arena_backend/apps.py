import logging
from collections.abc import Iterator

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import register

from ai_model.providers.redaction import redactor
from arena_backend.checks import check_settings


class ArenaConfig(AppConfig):
    name = "arena_backend"
    verbose_name = "Arena"

    def ready(self) -> None:
        register(check_settings)
        # A warning is a line like any other.
        logging.captureWarnings(True)
        for secret in filter(None, _secrets()):
            redactor.keep(secret)


def _secrets() -> Iterator[str]:
    """Of ours. Those of providers are kept out of the logs when they are read."""
    yield from (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS, *settings.ARENA_VAULT_KEYS)
    yield settings.DATABASES["default"].get("PASSWORD", "")
