"""Which texts no log line may hold: the keys we know, by their value, in whatever way they were spelled."""

import base64
import json
import logging
import re
import threading
from collections.abc import Iterator
from copy import copy
from urllib.parse import quote, quote_plus

# A shorter one would blot out half of each line, and is no secret.
SHORTEST = 6
MARK = "[key]"


class Redactor:
    def __init__(self) -> None:
        # Providers are read in several threads.
        self.lock = threading.Lock()
        self.secrets: frozenset[str] = frozenset()
        self.pattern: re.Pattern[str] | None = None

    def keep(self, secret: str) -> str:
        """From now on, this one is kept out of the logs."""
        if secret not in self.secrets:
            with self.lock:
                self._add(secret)
        return secret

    def _add(self, secret: str) -> None:
        # Some keys are several, such as an id, a secret and a token; each goes ways of its own.
        parts = {secret, *secret.split(":")}
        self.secrets = self.secrets | {part for part in parts if len(part) >= SHORTEST}
        forms = {form for each in self.secrets for form in _forms_of(each)}
        # The longest first: one form may begin with another.
        self.pattern = re.compile("|".join(map(re.escape, sorted(forms, key=len, reverse=True)))) if forms else None

    def redact(self, text: str) -> str:
        return self.pattern.sub(MARK, text) if self.pattern else text


def _forms_of(secret: str) -> Iterator[str]:
    yield from (secret, quote(secret), quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1])
    for shift in range(3):
        yield from _base64_of(secret.encode(), shift)


def _base64_of(secret: bytes, shift: int) -> Iterator[str]:
    """Of the letters that are the same whatever stands around it: "user:key" is encoded as a whole."""
    padded = bytes(shift) + secret
    first, last = -(-shift * 8 // 6), len(padded) * 8 // 6
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        if len(form := encode(padded).decode()[first:last]) >= SHORTEST:
            yield form


redactor = Redactor()


class Handler(logging.StreamHandler):
    """Writes no line with a key in it, whoever logs it."""

    def format(self, record: logging.LogRecord) -> str:
        plain = copy(record)
        # Also before it gets its form: half of a key that was cut there would not be known again.
        plain.msg, plain.args = redactor.redact(record.getMessage()), None
        return redactor.redact(super().format(plain))
