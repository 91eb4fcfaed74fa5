"""Why an answer was not had. Codes are for clients, causes for operators; what a provider wrote is in neither.

ProviderError
├── Unreachable              upstream_unreachable
│   ├── NameUnknown          its name has no address
│   ├── ConnectionRefused    nobody listens, or the network has no way there
│   ├── ConnectTimedOut
│   ├── TLSFailed            it could not prove who it is
│   ├── OffLimits            a private address, and not on the operator's word; nothing was sent
│   └── Misaddressed         what should be its address is none
├── TimedOut                 upstream_timeout
│   ├── NoFirstByte
│   ├── Silent               it stopped in the middle
│   ├── Endless              it went on for too long
│   ├── GaveUp               it says so itself
│   └── GatewayTimedOut      somebody on the way to it says so
├── Reset                    upstream_reset
│   ├── HeadReset            before it said anything
│   │   └── StaleConnection  on a connection that an earlier call had left open
│   ├── BodyReset            in the middle of its answer
│   └── Cut                  it closed politely, without the end its dialect has
├── Garbage                  upstream_garbage
│   ├── BadHead              no HTTP
│   ├── Compressed           against our wish; it could grow without bound
│   ├── WrongType            a web page
│   ├── LineTooLong
│   ├── TooMuch              more bytes than an answer can have
│   └── BadBody              not the dialect it should speak
├── Refused                  upstream_refused
│   ├── ModelUnknown
│   ├── OutOfCredit
│   └── Unsupported          we ask for what its dialect cannot say
├── Failed                   upstream_error
├── RateLimited              rate_limited
├── Unauthorised             auth
├── Overloaded               overloaded
│   ├── QueueFull            too many of our own calls wait for it
│   └── BreakerOpen          it failed so often that we let it rest
├── Moderated                moderated
└── TooLong                  too_long
"""

import re
from typing import Any, ClassVar


class ProviderError(Exception):
    code: ClassVar[str]
    sentence: ClassVar[str] = "The model did not answer."
    # Another attempt may help, as long as nothing was said yet.
    retryable: ClassVar[bool] = False
    # It speaks against the provider, not against the question or our key.
    is_fault: ClassVar[bool] = False

    def __init__(self, *, status: int = 0, retry_after: float | None = None) -> None:
        super().__init__(self.cause)
        self.status = status
        # The seconds a provider wants us to wait, if it said so.
        self.retry_after = retry_after
        # The response as far as it came, from the library; None if nothing was said.
        self.partial: dict[str, Any] | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        """Copies and other processes know it by its `__dict__`; its `args` are not what `__init__` takes."""
        return type(self).__new__, (type(self), *self.args), self.__dict__

    @property
    def cause(self) -> str:
        """The class, as metrics and logs spell it: connection_refused."""
        return re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", type(self).__name__).lower()


class Unreachable(ProviderError):
    code = "upstream_unreachable"
    sentence = "The model could not be reached."
    retryable = is_fault = True


class NameUnknown(Unreachable): ...


class ConnectionRefused(Unreachable): ...


class ConnectTimedOut(Unreachable):
    # As long as all attempts together may take.
    retryable = False


class TLSFailed(Unreachable):
    retryable = False


class OffLimits(Unreachable):
    retryable = is_fault = False


class Misaddressed(Unreachable):
    retryable = False


class TimedOut(ProviderError):
    code = "upstream_timeout"
    sentence = "The model stopped answering."
    is_fault = True


class NoFirstByte(TimedOut): ...


class Silent(TimedOut): ...


class Endless(TimedOut): ...


class GaveUp(TimedOut):
    retryable = True


class GatewayTimedOut(TimedOut): ...


class Reset(ProviderError):
    code = "upstream_reset"
    sentence = "The connection to the model was cut."
    is_fault = True


class HeadReset(Reset): ...


class StaleConnection(HeadReset):
    retryable = True
    is_fault = False


class BodyReset(Reset): ...


class Cut(Reset): ...


class Garbage(ProviderError):
    code = "upstream_garbage"
    sentence = "The model's answer could not be read."
    is_fault = True


class BadHead(Garbage): ...


class Compressed(Garbage): ...


class WrongType(Garbage): ...


class LineTooLong(Garbage): ...


class TooMuch(Garbage): ...


class BadBody(Garbage): ...


class Refused(ProviderError):
    code = "upstream_refused"
    sentence = "The provider did not take the question."


class ModelUnknown(Refused): ...


class OutOfCredit(Refused): ...


class Unsupported(Refused):
    """Its message is ours: the name of the parameter."""

    def __init__(self, what: str) -> None:
        super().__init__()
        self.what = what

    def __str__(self) -> str:
        return f"this provider's dialect has no {self.what}"


class Failed(ProviderError):
    code = "upstream_error"
    sentence = "The provider had an error."
    retryable = is_fault = True


class RateLimited(ProviderError):
    code = "rate_limited"
    sentence = "The provider is busy; try again shortly."
    retryable = True


class Unauthorised(ProviderError):
    code = "auth"
    sentence = "The provider rejected our credentials."


class Overloaded(ProviderError):
    code = "overloaded"
    sentence = "The provider is overloaded; try again shortly."
    retryable = is_fault = True


class QueueFull(Overloaded):
    retryable = is_fault = False


class BreakerOpen(Overloaded):
    sentence = "The model failed too often and is let rest; try again in half a minute."
    retryable = is_fault = False


class Moderated(ProviderError):
    code = "moderated"
    sentence = "This was stopped by moderation."


class TooLong(ProviderError):
    code = "too_long"
    sentence = "The conversation is too long for the model."
