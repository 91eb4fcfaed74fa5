"""Wishes that end in a number: counts, and sums within bounds that keep them cheap."""

import ast
import operator
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction

from ai_model.providers.demo.matter import Heard, Matter
from ai_model.providers.demo.words import read_number

MOST_COUNTED = 500
# How sums are written by people, and how by Python.
SIGNS: Mapping[str, str] = {
    r"\bplus\b": "+",
    r"\bminus\b|−": "-",
    r"\b(?:times|multiplied by)\b|[×·]|(?<=\d)\s*x\s*(?=\d)": "*",
    r"\b(?:divided by|over)\b|÷": "/",
    r"\bto the power of\b|\^": "**",
    r"\bsquared\b|²": "**2",
    r"\bcubed\b|³": "**3",
    r"\bmod(?:ulo)?\b": "%",
    r"(?:%|\bpercent)\s+of\b": "/100*",
    r"(?<=\d),(?=\d{3}\b)": "",
    r"(?<![\d.])0+(?=\d)": "",
}
SUM = re.compile(r"[\d. ()+\-*/%]+", re.ASCII)
BETWEEN = re.compile(r"[\d)] ?(?:\*\*|[-+*/%]) ?[-+(]*\.?\d", re.ASCII)
DATE = re.compile(r"\d{4}-\d\d?-\d\d?", re.ASCII)
LONGEST = 200
MOST_BITS = 4096


class Unsolvable(Exception):
    """It is no sum, or its result has no place here."""


def count(told: re.Match[str], heard: Heard) -> Matter | None:
    if not any(told.groups()):
        return None
    start, end = ("10", "1") if told["down"] else ("1", "10")
    first, last = read_number(told["first"] or start), read_number(told["last"] or end)
    if first is None or last is None:
        return None
    step = 1 if last >= first else -1
    numbers = range(first, last + step, step)
    listed = ", ".join(map(str, numbers[:MOST_COUNTED]))
    rest = "." if len(numbers) <= MOST_COUNTED else f" … and so on; {MOST_COUNTED} are enough for me."
    return Matter("Counting", listed + rest, word=str(last))


def count_letter(told: re.Match[str], heard: Heard) -> Matter:
    letter, word = told["letter"].lower(), told["word"]
    places = [str(place) for place, each in enumerate(word.lower(), 1) if each == letter]
    where = (f"Of its {len(word)} letters, look at number {', '.join(places)}.",) if places else ()
    times = "once" if len(places) == 1 else f"{len(places)} times"
    return Matter(
        "Counting letters", f"The letter “{letter}” comes {times} in “{word}”.", (), where, word=str(len(places))
    )


def weigh(told: re.Match[str], heard: Heard) -> Matter:
    one, two = sorted((told["one"], told["two"]), key=Decimal)
    gist = f"{one} is as much as {two}." if Decimal(one) == Decimal(two) else f"{two} is more than {one}."
    return Matter("Two numbers", gist, word=one if told["less"] else two)


def solve(told: re.Match[str], heard: Heard) -> Matter | None:
    wish = told["sum"].strip()
    text = normalise(wish)
    if len(text) > LONGEST or not SUM.fullmatch(text) or not BETWEEN.search(text) or DATE.fullmatch(text):
        return None
    try:
        result = tell(work_out(text))
    except Unsolvable:
        return Matter("A sum", f"{wish} has no result that I could write down.", word="Nothing")
    return Matter("A sum", f"{wish} = {result}", word=result)


def normalise(text: str) -> str:
    text = re.sub(r"[a-z]+", write_digits, text, flags=re.IGNORECASE)
    for pattern, sign in SIGNS.items():
        text = re.sub(pattern, sign, text, flags=re.IGNORECASE)
    return " ".join(text.split())


def write_digits(word: re.Match[str]) -> str:
    number = read_number(word[0])
    return word[0] if number is None else str(number)


def tell(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value.numerator)
    return format(Decimal(value.numerator) / Decimal(value.denominator), ".10g")


def work_out(text: str) -> Fraction:
    try:
        return evaluate(ast.parse(text, mode="eval").body, text)
    except (SyntaxError, ZeroDivisionError) as error:
        raise Unsolvable from error


def evaluate(node: ast.expr, text: str) -> Fraction:
    match node:
        case ast.Constant(value=int() | float()):
            return Fraction(text[node.col_offset : node.end_col_offset])
        case ast.UnaryOp(op=ast.UAdd() | ast.USub() as sign, operand=part):
            value = evaluate(part, text)
            return -value if isinstance(sign, ast.USub) else value
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in OPERATORS:
            return bound(OPERATORS[type(sign)](evaluate(left, text), evaluate(right, text)))
    raise Unsolvable


def power(base: Fraction, exponent: Fraction) -> Fraction:
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if exponent.denominator != 1 or abs(exponent) * bits > MOST_BITS:
        raise Unsolvable
    return base ** int(exponent)


def bound(value: Fraction) -> Fraction:
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > MOST_BITS:
        raise Unsolvable
    return value


OPERATORS: Mapping[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Mod: operator.mod,
    ast.Pow: power,
}
