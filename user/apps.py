from importlib import import_module

from django.apps import AppConfig


class UserConfig(AppConfig):
    name = "user"
    verbose_name = "People"

    def ready(self) -> None:
        # Known to the generator by having been imported; it can be only once the models are there.
        import_module("user.openapi")
        # The same: known to Django's signals.
        import_module("user.entrances")
