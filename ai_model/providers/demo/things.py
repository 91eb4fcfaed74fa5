"""The few kinds of things of which the demo can list some."""

from collections.abc import Iterator, Mapping
from itertools import cycle, islice

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
        "tree": "banyan, oak, neem, birch, teak, cedar, willow, mango, pine, tamarind",
        "flower": "jasmine, lotus, marigold, poppy, iris, hibiscus, rose, sunflower, violet, orchid",
        "instrument": "sitar, violin, tabla, flute, piano, veena, drum, cello, harmonium, trumpet",
        "sport": "cricket, kabaddi, hockey, chess, rowing, badminton, fencing, football, archery, tennis",
        "month": "January, February, March, April, May, June, July, August, September, October, November, December",
        "day": "Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday",
        "season": "spring, summer, monsoon, autumn, winter",
        "language": "Hindi, Tamil, Bengali, Telugu, Marathi, Kannada, Gujarati, Malayalam, Odia, Punjabi, Urdu",
        "prime": "2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47",
        "name": "Asha, Tomas, Meera, Lena, Ravi, Sofia, Kabir, Amara, Devi, Noor, Ilse, Arjun",
    }.items()
}
SYNONYMS = {"color": "colour", "prime number": "prime", "musical instrument": "instrument", "weekday": "day"}
PLURALS = (("ies", "y"), ("s", ""))

# What can be said of anything; used where a kind is unknown.
FACETS = (
    "what {topic} is made of",
    "who first needed {topic}",
    "what {topic} costs, and who pays",
    "how {topic} looks from far away",
    "what comes before {topic}",
    "what {topic} is often mistaken for",
    "when {topic} goes wrong",
    "what would be missing without {topic}",
    "how {topic} is taught to children",
    "what will be left of {topic} in a hundred years",
)


def singular(name: str) -> str:
    return next((name[: -len(many)] + one for many, one in PLURALS if name.endswith(many)), name)


def find_kind(words: str) -> str:
    """The kind that a text begins with, in the singular or plural and after one word of description."""
    name = words.lower().strip(" .!?:")
    for part in (name, *name.split()[:2]):
        for each in (part, singular(part)):
            kind = SYNONYMS.get(each, each)
            if kind in THINGS:
                return kind
    return ""


def list_kind(kind: str, count: int) -> list[str]:
    """As many as we know."""
    return list(THINGS[kind][:count])


def list_facets(topic: str, count: int) -> Iterator[str]:
    return (facet.format(topic=topic) for facet in islice(cycle(FACETS), count))
