"""Who sends a judgement, from where (kept as a number that tells nobody), and how a second try of it is known."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.crypto import salted_hmac
from rest_framework.request import Request

from api.networks import prefix_of
from api.refusals import Code, Refusal
from chat_session.opening import fingerprint
from chat_session.views import read_key
from feedback.models import Receipt
from user.credentials import address_of, who
from user.models import User


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


def blur(kind: str, text: str) -> str:
    """Equal for equal texts, and nobody without our key can tell of which."""
    return salted_hmac(f"feedback.{kind}", text, algorithm="sha256").hexdigest()[:32] if text else ""
