"""How seldom chance alone goes so far: a coin, a die, and the first to be believed among many such figures."""

from math import ceil, erfc, exp, lgamma, log, sqrt

import numpy as np

from leaderboard.maths.comparisons import Bools, Floats


def coin_tail(heads: int, throws: int, *, perhaps: float = 0.5) -> float:
    """Twice that a coin goes so far to this side, or further. It is fair, or perhaps another, or anything between."""
    low, high = sorted((0.5, perhaps))
    chance = min(max(heads / max(throws, 1), low), high)
    if heads < throws * chance:
        heads, chance = throws - heads, 1 - chance
    if not 0 < chance < 1:
        return float(heads <= throws * chance)
    choices = lgamma(throws + 1) - lgamma(heads + 1) - lgamma(throws - heads + 1)
    term = exp(choices + heads * log(chance) + (throws - heads) * log(1 - chance))
    tail = 0.0
    for count in range(heads, throws + 1):
        tail += term
        term *= (throws - count) / (count + 1) * chance / (1 - chance)
    return min(2 * tail, 1.0)


def chi_square_tail(statistic: float, degrees: int) -> float:
    """Closed for whole degrees: a sum that begins at one or at two of them."""
    half = statistic / 2
    if half <= 0:
        return 1.0
    begin = 0.5 if degrees % 2 else 1.0
    tail = erfc(sqrt(half)) if degrees % 2 else exp(-half)
    for step in range(ceil(degrees / 2 - begin)):
        tail += exp((begin + step) * log(half) - half - lgamma(begin + step + 1))
    return min(tail, 1.0)


def find_discoveries(p_values: Floats, *, rate: float) -> Bools:
    """Benjamini and Hochberg: of those found, no greater share than the rate is found by mistake."""
    order = np.argsort(p_values, kind="stable")
    allowed = rate * np.arange(1, len(order) + 1) / max(len(order), 1)
    within = np.flatnonzero(p_values[order] <= allowed)
    found = np.zeros(len(order), np.bool_)
    found[order[: within[-1] + 1 if len(within) else 0]] = True
    return found
