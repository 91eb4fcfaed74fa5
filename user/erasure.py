"""How a person disappears: what they wrote is wiped, what must outlive them stays without them."""

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from api.wiping import wipe
from user.models import RefreshToken, User
from user.serializers import UserSerializer

LAPSED_AT_ONCE = 200


@transaction.atomic
def erase(user: User) -> None:
    """Rows that know how to be wiped stay, nameless; the others follow their foreign key."""
    row = User.objects.filter(pk=user.pk)
    # Locked first, or a session begun at this moment would keep its text.
    row.select_for_update().first()
    wipe(row)
    user.delete()


def erase_lapsed() -> int:
    """Part of the periodic work: guests whose month is over, and tokens nobody can use any more."""
    now = timezone.now()
    RefreshToken.objects.filter(expires_at__lte=now).delete()
    lapsed = User.objects.filter(expires_at__lte=now).order_by("expires_at").values_list("pk", flat=True)
    return sum(_erase_if_free(pk) for pk in lapsed[:LAPSED_AT_ONCE])


@transaction.atomic
def _erase_if_free(pk: UUID) -> bool:
    """Another process may be at it."""
    guest = User.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
    if guest:
        erase(guest)
    return guest is not None


def tell_all(user: User) -> dict[str, object]:
    """All data of one person; each room says in settings.ARCHIVE who tells its part."""
    return {name: import_string(path)(user) for name, path in settings.ARCHIVE.items()}


def tell_account(user: User) -> dict[str, object]:
    return {
        "user": UserSerializer(user).data,
        "identities": list(user.identities.values("issuer", "subject", "created_at")),
        "api_keys": list(user.api_keys.values("name", "ending", "created_at", "last_used_at", "revoked_at")),
    }
