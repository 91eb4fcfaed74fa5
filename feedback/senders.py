"""Who sends a judgement, from where (kept as a number that tells nobody), and how a second try of it is known."""

from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from uuid import UUID

from django.utils.crypto import salted_hmac
from rest_framework.request import Request

from api.refusals import Code, Refusal
from chat_session.opening import fingerprint
from chat_session.views import read_key
from feedback.models import Receipt
from user.credentials import who
from user.models import User
from user.views import address_of

# Neighbours in the network: bits of the address that count, by its version.
PREFIXES = {4: 24, 6: 48}


@dataclass(frozen=True, slots=True)
class Sender:
    user: User
    network: str
    device: str
    key: str | None
    fingerprint: str

    @classmethod
    def of(cls, request: Request) -> "Sender":
        return cls(
            who(request),
            network=blur("network", prefix_of(address_of(request))),
            device=blur("device", request.headers.get("User-Agent", "")),
            key=read_key(request),
            fingerprint=fingerprint(request.data),
        )

    def find_earlier(self) -> UUID | None:
        """What was made with this key before."""
        receipt = Receipt.objects.filter(user=self.user, key=self.key).first() if self.key else None
        if receipt and receipt.fingerprint != self.fingerprint:
            raise Refusal(Code.IDEMPOTENCY_MISMATCH)
        return receipt.feedback if receipt else None

    def keep_receipt(self, feedback: UUID) -> None:
        if self.key:
            Receipt.objects.create(user=self.user, key=self.key, fingerprint=self.fingerprint, feedback=feedback)


def prefix_of(address: str) -> str:
    """Empty over a Unix socket. An IPv4 client of an IPv6 socket is the same one."""
    if not address:
        return ""
    known = ip_address(address)
    known = getattr(known, "ipv4_mapped", None) or known
    return str(ip_network((known, PREFIXES[known.version]), strict=False))


def blur(kind: str, text: str) -> str:
    """Equal for equal texts, and nobody without our key can tell of which."""
    return salted_hmac(f"feedback.{kind}", text, algorithm="sha256").hexdigest()[:32] if text else ""
