"""Rhymes, poems, jokes and stories."""

import re
from collections.abc import Iterator
from random import Random

RHYMES = [
    group.split()
    for group in (
        "cat hat mat bat that flat",
        "day way play stay grey away",
        "night light bright kite might sight",
        "tree free sea key be bee",
        "rain train again plane chain lane",
        "moon soon tune spoon June balloon",
        "love dove above glove",
        "heart start art part chart",
        "time rhyme climb chime lime",
        "star far car are bar",
        "sky fly high why try eye",
        "code road load mode toad",
        "house mouse blouse",
        "green seen queen bean machine",
        "blue true you shoe new through",
        "red bed said head bread thread",
        "ring sing king spring bring thing",
        "door floor more shore four",
        "snow go slow below know glow",
        "song long along strong wrong",
        "fish dish wish swish",
        "dog fog log frog jog",
        "book look cook hook brook",
        "sand hand land stand grand",
        "test best rest guest nest west",
        "model coddle waddle toddle",
    )
]
SOUNDS = ("br", "dr", "fl", "gl", "sn", "tr")
COUPLETS = (
    ("I thought of {topic} when the night was deep,", "and wrote it down before I went to sleep."),
    ("The wind said {topic} to the garden door,", "and, as it was not asked, it said no more."),
    ("What others know of {topic} fills a shelf;", "what I know of it would not fill an elf."),
    ("A lamp was lit, and by its little light", "the word of {topic} kept me up all night."),
    ("They asked me once what {topic} could be for;", "I said: for wondering, and little more."),
    ("The morning came with {topic} on its sleeve,", "had tea with us and did not want to leave."),
    ("Some carry {topic} gently, as a cup,", "some let it fall, and others pick it up."),
    ("So here is {topic}, folded in a rhyme:", "it took two lines and hardly any time."),
)
HAIKU_OUTER = (
    "Rain upon the roof",
    "A lamp in the fog",
    "The old gate stands wide",
    "Snow before the dawn",
    "One boat and no wind",
    "Tea grows cold again",
    "Leaves behind the train",
    "Somewhere a dog sleeps",
)
HAIKU_INNER = (
    "the question comes home at dusk",
    "a word waits under the leaf",
    "the river forgets its name",
    "two crows are counting the fields",
    "my letter has not been read",
    "the moon looks into the well",
)
JOKES = (
    "Why did the token cross the network? To get to the other side, in pieces.",
    "Two models walk into an arena. Neither may say its name, so nobody laughs at the right one.",
    "I asked the server for a joke. It answered 204.",
    "What do you call a demonstration that tells jokes? Hard-coded.",
    "My timeout told me it would be brief. It was the longest minute of my life.",
    "A stream and a lake had a race. The lake is still buffering.",
    "How many demos does it take to change a light bulb? None: they only show how it would look.",
    "I would tell you one about UDP, but I could not be sure that you got it.",
)
STORY = (
    "Once there was a clerk who was asked about {topic} and did not know a thing.",
    "At night the question lay beside the bed like a shoe without its pair.",
    "So in the morning the clerk went out, and asked the baker, the bridge and a heron.",
    "The baker said that {topic} needs warmth; the bridge said that it needs two sides; the heron said nothing.",
    "The clerk came home, wrote it all down, and found that not to know had been the best part of the way.",
)


def find_rhymes(word: str) -> list[str]:
    """Those we know; else some that nobody knows."""
    word = word.lower()
    for group in RHYMES:
        if word in group:
            return [each for each in group if each != word]
    sound = re.search(r"[aeiouy]+[^aeiouy]*e?$", word)
    ending = sound[0] if sound else word
    return [start + ending for start in SOUNDS if start + ending != word]


def write_poem(topic: str, dice: Random) -> tuple[str, ...]:
    chosen = dice.sample(COUPLETS, 3)
    return tuple(line.format(topic=topic) for couplet in chosen for line in couplet)


def write_haiku(dice: Random) -> tuple[str, ...]:
    first, last = dice.sample(HAIKU_OUTER, 2)
    return first, dice.choice(HAIKU_INNER), f"{last}."


def write_story(topic: str) -> Iterator[str]:
    return (sentence.format(topic=topic) for sentence in STORY)
