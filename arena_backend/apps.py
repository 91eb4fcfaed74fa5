from django.apps import AppConfig
from django.core.checks import register

from arena_backend.checks import check_settings


class ArenaConfig(AppConfig):
    name = "arena_backend"
    verbose_name = "Arena"

    def ready(self) -> None:
        register(check_settings)
