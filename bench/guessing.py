"""Whether how long a refusal takes tells how near a guess was: Welch's t between guesses of two kinds.

script/bench guessing [--asks 10000]
"""

import argparse
import os
import random
import secrets
import statistics
import time
from collections.abc import Callable, Mapping
from math import sqrt

import django
from django.core.management import call_command

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arena_backend.settings")
django.setup()

from django.contrib.auth import authenticate  # noqa: E402 -- after Django is set up

from chat_session.models import Session  # noqa: E402
from user.models import APIKey, User  # noqa: E402
from user.tokens import hash_secret  # noqa: E402

Try = Callable[[str], object]
Guess = Callable[[], str]

# Beyond it, two kinds of guesses would be told apart.
LIMIT = 4.5
PASSWORD = "violet-harbour-42"
# Memory-hard: a hundred times as long as a look-up.
PASSWORDS_FEWER = 50


def near(secret: str) -> Guess:
    return lambda: secret[:-8] + secrets.token_urlsafe(6)


def far(secret: str) -> Guess:
    return lambda: secrets.token_urlsafe(len(secret))[: len(secret)]


def make_tries() -> Mapping[str, tuple[Try, Guess, Guess]]:
    secret = secrets.token_urlsafe(32)
    user = User.objects.create_user("known@example.org", PASSWORD)
    User.objects.create_guest(hash_secret(secret))
    APIKey.objects.create(user=user, name="bench", hash=hash_secret(secret), ending=secret[-4:])
    Session.objects.create(user=user, mode="direct", size=1, share_token=secret)
    return {
        "API key": (lambda guess: APIKey.objects.filter(hash=hash_secret(guess)).first(), near(secret), far(secret)),
        "guest": (lambda guess: User.objects.filter(guest_token_hash=hash_secret(guess)).first(), *_both(secret)),
        "shared page": (lambda guess: Session.objects.filter(share_token=guess).first(), *_both(secret)),
        "sign-in": (
            lambda email: authenticate(username=email, password="wrong"),
            lambda: "known@example.org",
            lambda: f"{secrets.token_hex(3)}@example.org",
        ),
    }


def _both(secret: str) -> tuple[Guess, Guess]:
    return near(secret), far(secret)


def measure(attempt: Try, guesses: tuple[Guess, Guess], asks: int) -> tuple[list[float], list[float]]:
    """In an order drawn by lot, so that nothing that comes and goes favours one kind."""
    told: tuple[list[float], list[float]] = [], []
    for _ in range(2 * asks):
        kind = random.getrandbits(1)
        guess = guesses[kind]()
        began = time.perf_counter()
        attempt(guess)
        told[kind].append(time.perf_counter() - began)
    return told


def welch(one: list[float], other: list[float]) -> float:
    spread = statistics.variance(one) / len(one) + statistics.variance(other) / len(other)
    return (statistics.fmean(one) - statistics.fmean(other)) / sqrt(spread)


def trim(times: list[float]) -> list[float]:
    """Without the slowest tenth, in which other processes are heard."""
    return sorted(times)[: len(times) * 9 // 10]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--asks", type=int, default=10_000, help="guesses of each kind")
    asks = parser.parse_args().asks
    call_command("migrate", verbosity=0)
    for name, (attempt, *guesses) in make_tries().items():
        count = max(20, asks // PASSWORDS_FEWER) if name == "sign-in" else asks
        one, other = map(trim, measure(attempt, (guesses[0], guesses[1]), count))
        t = welch(one, other)
        mean = statistics.fmean(one) * 1e6
        print(f"{name:12} t = {t:6.2f}   {mean:9.0f} us   {'met' if abs(t) < LIMIT else 'MISSED'} (limit {LIMIT})")


if __name__ == "__main__":
    main()
