"""How texts are taken apart: words that matter, phrases, numbers, and the pieces that count as tokens."""

import re
from collections.abc import Iterable, Iterator, Sequence

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
PIECE = re.compile(r" ?\S{1,7}|\s{1,8}")
SENTENCE = re.compile(r".+?[.!?।…](?=\s)|.+", re.DOTALL)
QUOTE_LENGTH = 160
MOST_KEYWORDS = 6
LONGEST_TOPIC = 6
LONGEST_PHRASE = 8


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


def find_phrase(text: str) -> str:
    """Its beginning with all small words, as it fits into a sentence; its topic if that is too long."""
    words = re.split(r"[.,;:!?\n]", text.strip(), maxsplit=1)[0].split()
    return " ".join(words) if 0 < len(words) <= LONGEST_PHRASE else find_topic(text)


def find_sentence(text: str) -> str:
    """The first."""
    found = SENTENCE.match(text.strip())
    return found[0] if found else ""


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


def cut(text: str) -> Iterator[str]:
    """Into pieces, which make it up again."""
    return (piece[0] for piece in PIECE.finditer(text))


def cut_short(text: str) -> Iterator[str]:
    """Into pieces of two letters."""
    return (text[place : place + 2] for place in range(0, len(text), 2))


def count_pieces(text: str) -> int:
    return len(PIECE.findall(text))


def end_before(pieces: Iterable[str], stops: Sequence[str]) -> Iterator[str]:
    """As far as the first of these sequences, which may span pieces."""
    held, kept = "", max(map(len, stops), default=1) - 1
    for piece in pieces:
        held += piece
        if found := [at for at in map(held.find, stops) if at >= 0]:
            yield from filter(None, [held[: min(found)]])
            return
        if ready := held[: max(0, len(held) - kept)]:
            yield ready
            held = held[len(ready) :]
    if held:
        yield held
