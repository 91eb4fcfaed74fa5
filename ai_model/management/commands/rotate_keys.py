"""The command that encrypts stored keys anew, so that an old key of the vault can be thrown away."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ai_model import vault
from ai_model.models import Provider


class Command(BaseCommand):
    help = "Re-encrypt the stored keys of providers with the newest key of ARENA_VAULT_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        providers = Provider.objects.exclude(sealed_key="")
        lost = [provider.name for provider in providers if not self._rotate(provider)]
        if lost:
            raise CommandError(f"Cannot be decrypted, enter these keys again in the admin: {', '.join(lost)}.")
        if not providers:
            self.stdout.write("nothing to change")

    def _rotate(self, provider: Provider) -> bool:
        try:
            resealed = vault.reseal(provider.sealed_key)
        except vault.Unreadable:
            return False
        # A key typed in meanwhile is newer than ours.
        same = Provider.objects.filter(pk=provider.pk, sealed_key=provider.sealed_key)
        same.update(sealed_key=resealed)
        self.stdout.write(f"~ provider {provider.name}: its key was encrypted anew")
        return True
