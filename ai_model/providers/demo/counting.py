"""Wishes that end in a number: counts and sums."""

import re

from ai_model.providers.demo import sums
from ai_model.providers.demo.matter import Heard, Matter
from ai_model.providers.demo.words import quote, read_number, split_words, tell_many

MOST_COUNTED = 500
QUOTED = re.compile(r"[\"“”«»‘](.+?)[\"“”«»’]|:\s*(.+)", re.DOTALL)


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
    gist = f"The letter “{letter}” comes {tell_many(len(places), 'time')} in “{word}”."
    return Matter("Counting letters", gist, remarks=where, word=str(len(places)))


def count_parts(told: re.Match[str], heard: Heard) -> Matter:
    """Of what is quoted or stands behind a colon, else of the question itself."""
    part = told["part"].lower()
    inner = QUOTED.search(told.string)
    text = (inner[1] or inner[2]).strip() if inner else told.string
    counts = {
        "word": len(split_words(text)),
        "letter": sum(each.isalpha() for each in text),
        "character": len(text),
    }
    return Matter("Counting", f"{quote(text)} has {tell_many(counts[part], part)}.", word=str(counts[part]))


def solve(told: re.Match[str], heard: Heard) -> Matter | None:
    wish = told["sum"].strip()
    text = sums.normalise(re.sub(r"[a-z]+", write_digits, wish, flags=re.IGNORECASE))
    if not sums.is_sum(text):
        return None
    try:
        result = sums.tell(sums.solve(text))
    except sums.Unsolvable:
        return Matter("A sum", f"{wish} has no result that I could write down.", word="Nothing")
    return Matter("A sum", f"{wish} = {result}", word=result)


def write_digits(word: re.Match[str]) -> str:
    number = read_number(word[0])
    return word[0] if number is None else str(number)
