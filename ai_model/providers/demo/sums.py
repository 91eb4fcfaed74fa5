"""What simple sums come to, within bounds that keep them cheap."""

import operator
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction

WORDS: Mapping[str, str] = {
    r"\bplus\b": "+",
    r"\bminus\b": "-",
    r"\b(?:times|multiplied by)\b|[×·]|(?<=\d)\s*x\s*(?=\d)": "*",
    r"\b(?:divided by|over)\b|÷": "/",
    r"\b(?:to the power of)\b|\*\*": "^",
    r"\bsquared\b|²": "^2",
    r"\bcubed\b|³": "^3",
    r"\bmod(?:ulo)?\b": "%",
    r"(?:%|\bpercent)\s+of\b": "/100*",
    r"(?<=\d),(?=\d{3}\b)": "",
    "−": "-",
}
TOKEN = re.compile(r"\s*(\d{1,30}(?:\.\d{1,30})?|[-+*/^%()])", re.ASCII)
SIGNS = re.compile(r"[\d.\s()+\-*/^%]+", re.ASCII)
BETWEEN = re.compile(r"[\d)]\s*[-+*/^%]\s*[-+(]*\d", re.ASCII)
DATE = re.compile(r"\d{4}-\d\d?-\d\d?", re.ASCII)
LONGEST = 200
MOST_BITS = 4096
DEEPEST = 40


class Unsolvable(Exception):
    """It is none, or its result has no place here."""


def normalise(text: str) -> str:
    for pattern, sign in WORDS.items():
        text = re.sub(pattern, sign, text, flags=re.IGNORECASE)
    return text.strip()


def is_sum(text: str) -> bool:
    return len(text) <= LONGEST and bool(SIGNS.fullmatch(text) and BETWEEN.search(text) and not DATE.fullmatch(text))


def solve(text: str) -> Fraction:
    return Solver(text).solve()


def tell(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value.numerator)
    return format(Decimal(value.numerator) / Decimal(value.denominator), ".10g")


class Solver:
    """By descent: sums of products of powers of atoms."""

    def __init__(self, text: str) -> None:
        self.tokens = TOKEN.findall(text)
        if "".join(self.tokens) != "".join(text.split()):
            raise Unsolvable
        self.tokens.append("")
        self.depth = 0

    def solve(self) -> Fraction:
        value = self._add()
        if self.tokens[0]:
            raise Unsolvable
        return value

    def _add(self) -> Fraction:
        return self._chain(self._multiply, {"+": operator.add, "-": operator.sub})

    def _multiply(self) -> Fraction:
        return self._chain(self._sign, {"*": operator.mul, "/": divide, "%": remain})

    def _chain(
        self, part: Callable[[], Fraction], signs: Mapping[str, Callable[[Fraction, Fraction], Fraction]]
    ) -> Fraction:
        value = part()
        while self.tokens[0] in signs:
            sign = self.tokens.pop(0)
            value = bound(signs[sign](value, part()))
        return value

    def _sign(self) -> Fraction:
        if self.tokens[0] not in ("-", "+"):
            return self._raise()
        sign = self.tokens.pop(0)
        value = self._deeper(self._sign)
        return -value if sign == "-" else value

    def _raise(self) -> Fraction:
        base = self._atom()
        if self.tokens[0] != "^":
            return base
        self.tokens.pop(0)
        return bound(power(base, self._deeper(self._sign)))

    def _atom(self) -> Fraction:
        sign = self.tokens.pop(0)
        if sign[:1].isdigit():
            return Fraction(sign)
        if sign != "(":
            raise Unsolvable
        value = self._deeper(self._add)
        if self.tokens.pop(0) != ")":
            raise Unsolvable
        return value

    def _deeper(self, part: Callable[[], Fraction]) -> Fraction:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unsolvable
        value = part()
        self.depth -= 1
        return value


def divide(left: Fraction, right: Fraction) -> Fraction:
    if not right:
        raise Unsolvable
    return left / right


def remain(left: Fraction, right: Fraction) -> Fraction:
    if not right:
        raise Unsolvable
    return left % right


def power(base: Fraction, exponent: Fraction) -> Fraction:
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if exponent.denominator != 1 or abs(exponent) * bits > MOST_BITS or (not base and exponent < 0):
        raise Unsolvable
    return base ** int(exponent)


def bound(value: Fraction) -> Fraction:
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > MOST_BITS:
        raise Unsolvable
    return value
