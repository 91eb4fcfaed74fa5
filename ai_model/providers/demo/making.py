"""Wishes for something made: code, verses, lists, translations, plays with letters."""

import re

from ai_model.providers.demo import languages, snippets, things, verses
from ai_model.providers.demo.matter import Heard, Matter
from ai_model.providers.demo.words import find_topic, quote, read_number, split_words

MOST_LISTED = 50


def repeat(told: re.Match[str], heard: Heard) -> Matter:
    """To the end, however long it is."""
    return Matter("An echo", heard.question[told.start("text") :].strip('"“” \n'), is_exact=True)


def translate(told: re.Match[str], heard: Heard) -> Matter | None:
    words, language = told["text"].strip(" '\"“”‘’"), told["language"].lower()
    if language not in languages.LANGUAGES and not told["wish"]:
        return None
    name = language.title()
    if found := languages.translate(words, language):
        return Matter("A translation", f"“{words}” is “{found}” in {name}.", word=found)
    known = ", ".join(("hello", *languages.WORDS))
    gist = f"I have no {name} word for {quote(words)}: my dictionary is one page long."
    return Matter("A translation", gist, remarks=(f"What it holds: {known}.",), word="Unknown")


def write_code(told: re.Match[str], heard: Heard) -> Matter:
    words = split_words(told.string)
    language = snippets.find_language(words)
    if program := snippets.find_program(told.string):
        snippet = snippets.SNIPPETS[program]
        return Matter(program.title(), snippet.how, code=snippet.code[language], language=language, word="Code")
    topic = find_topic(told.string)
    name = "_".join(re.findall(r"[a-z]+", topic.lower())) or "answer"
    gist = "That program is not among the few I know, so here is the door to it; what is behind is yours."
    known = f"Those I know: {', '.join(snippets.SNIPPETS)}."
    return Matter("A beginning", gist, (), (known,), snippets.sketch(name, language), language, word="Code")


def write_haiku(told: re.Match[str], heard: Heard) -> Matter:
    return Matter("A haiku", "  \n".join(verses.write_haiku(heard.dice)), word="Haiku")


def write_poem(told: re.Match[str], heard: Heard) -> Matter:
    return Matter(
        "A poem", "  \n".join(verses.write_poem(find_topic(told["topic"] or "words"), heard.dice)), word="Poem"
    )


def write_story(told: re.Match[str], heard: Heard) -> Matter:
    return Matter("A story", " ".join(verses.write_story(find_topic(told["topic"] or "words"))), word="Once")


def find_rhymes(told: re.Match[str], heard: Heard) -> Matter:
    word = told["word"].lower()
    found = verses.find_rhymes(word)
    return Matter("Rhymes", f"With “{word}” rhyme, at least for me:", tuple(found), word=found[0])


def tell_joke(told: re.Match[str], heard: Heard) -> Matter:
    return Matter("A joke", heard.dice.choice(verses.JOKES), word="Ha")


def list_things(told: re.Match[str], heard: Heard) -> Matter | None:
    count = read_number(told["count"])
    if not count or count < 0:
        return None
    kind = things.find_kind(told["things"])
    if not kind:
        topic = find_topic(told["things"])
        points = tuple(things.list_facets(topic, min(count, MOST_LISTED)))
        return Matter("A list", f"Of {topic} I have no list, but one could think about:", points, word=points[0])
    points = tuple(things.list_kind(kind, count))
    gist = "Here you are:" if len(points) == count else f"I know only {len(points)} of them:"
    return Matter("A list", gist, points, word=points[0])


def reverse(told: re.Match[str], heard: Heard) -> Matter:
    return Matter("From the end", told["text"].strip()[::-1], is_exact=True)


def spell(told: re.Match[str], heard: Heard) -> Matter:
    return Matter("Spelling", "-".join(told["word"].upper()), is_exact=True)


def toss(told: re.Match[str], heard: Heard) -> Matter:
    side = heard.dice.choice(("Heads", "Tails"))
    return Matter("A coin", f"{side}. It will fall the same way if you ask the same again.", word=side)


def roll(told: re.Match[str], heard: Heard) -> Matter:
    number = heard.dice.randint(1, 6)
    return Matter("A die", f"A {number}. It will fall the same way if you ask the same again.", word=str(number))
