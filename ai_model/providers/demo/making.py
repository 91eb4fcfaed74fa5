"""Wishes for something made: verses, stories, lists, throws of dice."""

import re
from collections.abc import Mapping, Sequence

from ai_model.providers.demo.matter import Heard, Matter
from ai_model.providers.demo.words import find_phrase, quote, read_number

COUPLETS = (
    ("I thought of {topic} when the night was deep,", "and wrote it down before I went to sleep."),
    ("The wind sang {topic} to the garden door,", "and, as it was not asked, it said no more."),
    ("What others know of {topic} fills a shelf;", "what I know of it would not fill an elf."),
    ("They asked me once what {topic} could be for;", "I said: for wondering, and little more."),
    ("The morning came with {topic} on its sleeve,", "had tea with us and did not want to leave."),
    ("Some carry {topic} gently, as a cup,", "some let it fall, and others pick it up."),
    ("And now lay {topic} down upon this rhyme:", "it took two lines and hardly any time."),
)
HAIKU_OUTER = ("Rain upon the roof", "A lamp in the fog", "The old gate stands wide", "One boat and no wind")
HAIKU_INNER = ("the question comes home at dusk", "two crows are counting the fields", "my letter has not been read")
JOKES = (
    "Why did the token cross the network? To get to the other side, in pieces.",
    "Two models walk into an arena. Neither may say its name, so nobody laughs at the right one.",
    "I asked the server for a joke. It answered 204.",
    "What do you call a demonstration that tells jokes? Hard-coded.",
    "How many demos does it take to change a light bulb? None: they only show how it would look.",
    "I would tell you one about UDP, but I could not be sure that you got it.",
)
STORY = (
    "Once there was a clerk who was asked about {topic} and did not know a thing. "
    "At night the question lay beside the bed like a shoe without its pair. "
    "So in the morning the clerk went out, and asked the baker, the bridge and a heron. "
    "The baker spoke of the warmth in {topic}; the bridge, of the two sides of {topic}; the heron said nothing. "
    "The clerk came home, wrote it all down, and found that not to know had been the best part of the way."
)
THINGS: Mapping[str, tuple[str, ...]] = {
    name: tuple(each.strip() for each in row.split(","))
    for name, row in {
        "fruit": "mango, apple, banana, guava, orange, papaya, grape, pear, jackfruit, lemon, plum, pomegranate",
        "vegetable": "okra, carrot, spinach, potato, aubergine, pea, cabbage, pumpkin, radish, onion",
        "animal": "elephant, otter, heron, tiger, gecko, dolphin, goat, hedgehog, camel, owl, whale, mongoose",
        "bird": "kingfisher, sparrow, heron, myna, owl, crane, peacock, swallow, wren, parakeet",
        "colour": "saffron, indigo, green, crimson, white, turquoise, grey, violet, ochre, black",
        "city": "Pune, Lima, Kochi, Nairobi, Lyon, Osaka, Guwahati, Bogotá, Tallinn, Mysuru, Leipzig, Accra",
        "country": "India, Peru, Kenya, Japan, Norway, Ghana, Chile, Nepal, Portugal, Vietnam, Canada, Estonia",
        "river": "Kaveri, Danube, Brahmaputra, Nile, Loire, Godavari, Mekong, Yamuna, Volga, Amazon",
        "planet": "Mercury, Venus, Earth, Mars, Jupiter, Saturn, Uranus, Neptune",
        "flower": "jasmine, lotus, marigold, poppy, iris, hibiscus, rose, sunflower, violet, orchid",
        "sport": "cricket, kabaddi, hockey, chess, rowing, badminton, fencing, football, archery, tennis",
        "month": "January, February, March, April, May, June, July, August, September, October, November, December",
        "day": "Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday",
        "language": "Hindi, Tamil, Bengali, Telugu, Marathi, Kannada, Gujarati, Malayalam, Odia, Punjabi, Urdu",
        "prime": "2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47",
        "name": "Asha, Tomas, Meera, Lena, Ravi, Sofia, Kabir, Amara, Devi, Noor, Ilse, Arjun",
    }.items()
}
# How many are meant by words that may mean something else where the kind is unknown.
VAGUE = {"a": 1, "an": 1, "the": 12, "all": 12}
SYNONYMS = {"color": "colour", "weekday": "day"}
# What can be asked of anything; used where a kind is unknown.
FACETS = (
    "what it is made of",
    "who first needed it",
    "what it costs",
    "how it looks from far away",
    "what comes before it",
    "what it is often mistaken for",
    "what would be missing without it",
    "how it is taught to children",
)
SIDES: Mapping[str, Sequence[str | int]] = {"coin": ("Heads", "Tails"), "die": range(1, 7), "dice": range(1, 7)}


def write_haiku(told: re.Match[str], heard: Heard) -> Matter:
    first, last = heard.dice.sample(HAIKU_OUTER, 2)
    return Matter("A haiku", f"{first}  \n{heard.dice.choice(HAIKU_INNER)}  \n{last}.", word="Haiku")


def write_poem(told: re.Match[str], heard: Heard) -> Matter:
    topic = find_phrase(told["topic"] or "the moon")
    lines = [line.format(topic=topic) for couplet in heard.dice.sample(COUPLETS, 3) for line in couplet]
    return Matter("A poem", "  \n".join(lines), word="Poem")


def write_story(told: re.Match[str], heard: Heard) -> Matter:
    return Matter("A story", STORY.format(topic=find_phrase(told["topic"] or "the moon")), word="Once")


def tell_joke(told: re.Match[str], heard: Heard) -> Matter:
    return Matter("A joke", heard.dice.choice(JOKES), word="Ha")


def list_things(told: re.Match[str], heard: Heard) -> Matter | None:
    vague = VAGUE.get(told["count"].lower())
    count = vague or read_number(told["count"])
    if not count:
        return None
    if kind := find_kind(told["things"]):
        points = THINGS[kind][:count]
        gist = "Here you are:" if vague or len(points) == count else f"I know only {len(points)} of them:"
        return Matter("A list", gist, points, word=points[0])
    if vague:
        return None
    gist = f"I have no list of {quote(told['things'].strip(' .!?:'))}, but one could ask:"
    return Matter("A list", gist, FACETS[:count], word=FACETS[0])


def find_kind(words: str) -> str:
    """The kind that a text begins with, in the singular or plural and after one word of description."""
    for part in words.lower().strip(" .!?:").split()[:2]:
        for each in (part, re.sub("ies$", "y", part), part.removesuffix("s")):
            kind = SYNONYMS.get(each, each)
            if kind in THINGS:
                return kind
    return ""


def throw(told: re.Match[str], heard: Heard) -> Matter:
    first, last = sorted((int(told["first"] or 1), int(told["last"] or 10)))
    thrown = heard.dice.choice(SIDES.get(told["thing"].lower(), range(first, last + 1)))
    return Matter("A throw", f"{thrown}. It will fall the same way if you ask the same again.", word=str(thrown))
