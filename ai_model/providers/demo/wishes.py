"""What can be wished for, and by which words a wish is known. The first that fits and has an answer counts."""

import re
from collections.abc import Callable

from ai_model.providers.demo import counting, explaining, making, talking
from ai_model.providers.demo.matter import Heard, Matter

Maker = Callable[[re.Match[str], Heard], Matter | None]

IS = r"(?:'s|’s| is)"
WORD = r"(?:the word\s+)?[\"“‘']?(?P<word>\w{1,60})"
COUNT = r"(?P<count>\d{1,6}|[a-z]+|a few|a dozen)"
LANGUAGE = r"(?:in|to|into)\s+(?P<language>[a-z]+)\s*[?.!]*$"

WISHES: tuple[tuple[Maker, tuple[str, ...]], ...] = (
    (
        making.translate,
        (
            rf"^(?:please\s+)?(?P<wish>translate)\s+(?P<text>.{{1,80}}?)\s+{LANGUAGE}",
            rf"^(?P<wish>how (?:do|would) (?:you|i)\s+)?say\s+(?P<text>.{{1,80}}?)\s+{LANGUAGE}",
            rf"^(?P<wish>)what{IS}\s+(?P<text>.{{1,80}}?)\s+{LANGUAGE}",
        ),
    ),
    (making.repeat, (r"^(?:please\s+)?(?:say|echo|repeat(?: after me)?)[\s:,]+(?P<text>.+)$",)),
    (making.reverse, (r"^(?:please\s+)?(?:reverse|write backwards)[\s:,]+(?P<text>(?!an? ).{1,200})$",)),
    (making.spell, (rf"^(?:please\s+)?spell\s+{WORD}",)),
    (
        counting.solve,
        (
            rf"^what{IS}\s+(?:the result of\s+)?(?P<sum>[^?=!]{{3,200}})[?=!.\s]*$",
            r"^(?:how much is|calculate|compute|solve)\s+(?P<sum>[^?=!]{3,200})[?=!.\s]*$",
            r"^(?P<sum>[^?=!]{3,200})[?=!.\s]*$",
        ),
    ),
    (
        counting.count_letter,
        (rf"how many\s+[\"“‘']?(?P<letter>\w)[\"”’']?(?:['’]?s)?\s+(?:are\s+)?(?:there\s+)?in\s+{WORD}",),
    ),
    (counting.count_parts, (r"(?:how many|count (?:all )?(?:the|my))\s+(?P<part>word|letter|character)s\b",)),
    (
        counting.count,
        (r"\bcount(?P<down> down)?(?: from (?P<first>-?\w+))?(?:(?: down| up)? (?:to|till|until) (?P<last>-?\w+))?",),
    ),
    (making.write_haiku, (r"\bhaiku\b",)),
    (making.write_poem, (r"\b(?:poem|verses?|limerick|sonnet)\b(?:\s+(?:about|on|for|of)\s+(?P<topic>.+))?",)),
    (making.find_rhymes, (r"\b(?:rhymes?|rhyming)\b.{0,40}?\b(?:with|for|to)\s+[\"“‘']?(?P<word>[^\W\d_]{1,40})",)),
    (making.tell_joke, (r"\bjokes?\b|make me laugh",)),
    (making.write_story, (r"\b(?:story|tale)\b(?:\s+(?:about|of)\s+(?P<topic>.+))?",)),
    (
        making.write_code,
        (
            r"\b(?:code|function|program|script|algorithm|snippet)\b",
            r"\bfizz ?buzz\b|\bhello,? world\b|\bfibonacci\b|\bin (?:python|javascript)\b",
        ),
    ),
    (
        making.list_things,
        (rf"\b(?:list|name|suggest|write|(?:give|tell|show)(?: me)?)\s+{COUNT}\s+(?P<things>.+)",),
    ),
    (making.toss, (r"\b(?:flip|toss)\b.{0,40}\bcoin\b|heads or tails",)),
    (making.roll, (r"\b(?:roll|throw)\b.{0,40}\b(?:die|dice)\b",)),
    (talking.recall_name, (rf"what{IS}? my name\b|who am i\b",)),
    (
        talking.recall,
        (r"what (?:did|have) i (?:just )?(?:say|said|ask|asked|tell|told)(?: you)?(?: (?P<which>first))?",),
    ),
    (
        talking.introduce,
        (
            r"who are you|what are you\b|your name|introduce yourself|who (?:made|built|trained) you",
            r"(?:which|what) (?:\w+ )?model\b",
            r"are you (?:an? |the )?(?:real|human|bot|robot|person|demo|ai|llm|chat|gpt|language|model)",
        ),
    ),
    (talking.offer, (r"what can you do|^help\b|what do you know|how can you help",)),
    (talking.feel, (rf"how are you|how{IS} it going",)),
    (talking.welcome, (r"^(?:many )?(?:thanks|thank you|thx)\b",)),
    (talking.part, (r"^(?:good ?bye|bye|see you|good night)\b",)),
    (
        talking.admit,
        (
            r"what (?:day|time|date|year|month)\b|today['’]?s (?:date|news)",
            rf"what{IS} the (?:time|date|weather|news)|\b(?:weather|temperature) (?:in|like|today)\b",
        ),
    ),
    (talking.greet, (r"^.{1,80}$",)),
    (
        explaining.compare,
        (
            r"\bcompare\s+(?P<one>.{1,200}?)\s+(?:and|with|to|vs\.?)\s+(?P<two>.{1,200})",
            r"difference between\s+(?P<one>.{1,200}?)\s+and\s+(?P<two>.{1,200})",
            r"^(?P<one>[^,.?]{1,80}?)\s+(?:vs\.?|versus|or)\s+(?P<two>[^,.?]{1,80})\?*$",
        ),
    ),
    (explaining.guide, (r"\bhow (?:do|can|should|would|to)\b(?: (?:i|we|you|one))?\s+(?P<topic>.+)",)),
    (
        explaining.explain,
        (
            r"(?:explain|describe|define|tell me about|why)\s+(?P<topic>.+)",
            rf"(?:what|who)(?:{IS}| are| was| were)\s+(?P<topic>.+)",
        ),
    ),
    (explaining.answer, (r"",)),
)
PATTERNS = tuple(
    (re.compile(pattern, re.IGNORECASE | re.DOTALL), maker) for maker, patterns in WISHES for pattern in patterns
)


def grant(heard: Heard) -> Matter:
    if heard.result is not None:
        return talking.relay(heard)
    matters = (maker(told, heard) for pattern, maker in PATTERNS if (told := pattern.search(heard.wish)))
    return next(matter for matter in matters if matter)
