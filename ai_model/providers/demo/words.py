"""Which words of a question matter, and how numbers and quotations are written."""

import re

WORD = re.compile(r"[^\s.,;:!?()\[\]{}\"“”«»‘।…<>*#`|/\\=+—]+")
# Words of a question that say nothing about what it is about.
SMALL = frozenset(
    WORD.findall(
        """
        a about after all also am an and any are as at be been before but by can compare could describe did difference
        do does each else ever every explain find for from get give good great had has have he hello help her here hey
        hi him his how i if in into is it its just know let like list made make many may me mean means more most much
        must my need new no not now of on one only or other our out over people please really say she should show so
        some tell than that the their them then there these they thing things think this those to too translate up us
        use very want was way we were what when where which who whose why will with word words work works would write
        you your
        """
    )
)
NAMES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
)
NUMBERS = {name: number for number, name in enumerate(WORD.findall(NAMES))}
VAGUE_NUMBERS = {"a few": 3, "some": 4, "several": 5, "a dozen": 12}
QUOTE_LENGTH = 160
MOST_KEYWORDS = 6
LONGEST_TOPIC = 6


def split_words(text: str) -> list[str]:
    return [word.strip("'’-_") for word in WORD.findall(text) if word.strip("'’-_")]


def find_keywords(text: str) -> list[str]:
    """In the order of the text; what is left of a text of small words is its last one."""
    words = split_words(text)
    large = [word for word in words if word.lower() not in SMALL and (len(word) > 1 or not word.isascii())]
    return list(dict.fromkeys(large))[:MOST_KEYWORDS] or words[-1:]


def find_topic(text: str) -> str:
    """From its first word that matters to its third, as it stands there, if they stand together."""
    words, large = split_words(text), find_keywords(text)[:3]
    if not large:
        return "nothing at all"
    first, last = words.index(large[0]), words.index(large[-1])
    return " ".join(words[first : last + 1] if last - first < LONGEST_TOPIC else large)


def quote(text: str) -> str:
    line = " ".join(text.split())
    return f"“{line}”" if len(line) <= QUOTE_LENGTH else f"“{line[:QUOTE_LENGTH].rstrip()}…”"


def read_number(text: str) -> int | None:
    """Written in digits or as a word, up to six digits."""
    text = text.lower().strip()
    if re.fullmatch(r"-?\d{1,6}", text, re.ASCII):
        return int(text)
    return NUMBERS.get(text, VAGUE_NUMBERS.get(text))


def begin(text: str) -> str:
    """As a sentence does."""
    return text[:1].upper() + text[1:]


def tell_many(count: int, name: str) -> str:
    return f"{count} {name}" if count == 1 else f"{count} {name}s"
