"""What can be wished for, and by which words a wish is known. The first that fits and has an answer counts."""

import re
from collections.abc import Callable

from ai_model.providers.demo import counting, explaining, languages, making, snippets, talking
from ai_model.providers.demo.matter import Heard, Matter

Maker = Callable[[re.Match[str], Heard], Matter | None]

HI = r"(?:(?:hi|hello|hey)\b[^,.!]{0,20}[,.!]\s*)?"
START = rf"^{HI}(?:please\s+|(?:can|could|would) you\s+|just\s+|only\s+)*"
IS = r"(?:['’]s| is)"
MAKE = (
    r"(?:\b(?:write|compose|create|make|give|tell|show|sing|know|implement|need)\b.{0,40}|"
    r"^(?:(?:please|an?|another|some|short|python)\s+)*)\b"
)
WORD = r"(?:the word\s+)?[\"“‘']?(?P<word>\w{1,60})"
COUNT = r"(?P<count>\d{1,6}|a few|a dozen|[a-z]+)"
MORE = r"\b(?:bigger|larger|greater|higher|more|(?P<less>less|lower|smaller))\b"
NUMBER = r"-?\d{1,20}(?:\.\d{1,20})?"
LANGUAGE = r"(?:in|to|into)\s+(?P<language>[a-z]+)"
FOREIGN = rf"(?P<text>.{{1,80}}?)\s+{LANGUAGE}\s*[?.!]*$"
SUM = r"(?P<sum>[^?=!]{3,200})[?=!.\s]*$"
ONLY = r"(?:only|just|exactly|the (?:words?|phrase|sentence))\b"
WITH = rf"(?:(?:only|just)\s+with|with(?=\s+(?:{ONLY}|[\"“‘'])))"
SAID = rf"(?:{ONLY}[\s:,]*)*(?P<text>(?!(?:something|anything)\b)\S.*)$"
TEXT = r"(?:e-?mail|letter|message|essay|article|speech|report|post|tweet|tagline|slogan|review)"
BETWEEN = r"(?:.{0,20}?\b(?P<first>\d{1,6})\D{1,8}(?P<last>\d{1,6}))"
WHICH = r"^(?:(?:which|what|who)\b[^,:]{0,80}[,:]\s*|should \w+ \w+ )?"
# Whose words would be wrong in our mouth is quoted instead.
TOPIC = r"(?P<topic>(?!.{0,60}\b(?:i|me|my|you|your)\b)\S.*)"
TO = r"(?: (?:to|till|until) (?P<last>-?\w+))"

WISHES: tuple[tuple[str, Maker], ...] = (
    (rf"{START}(?P<wish>translate)\b[^:]{{0,40}}?\b{LANGUAGE}\s*:\s*(?P<text>.{{1,80}})", languages.translate),
    (rf"{START}(?P<wish>translate)[\s:]+{FOREIGN}", languages.translate),
    (rf"{START}(?P<wish>how (?:do|would) (?:you|i|we)\s+)?say\s+{FOREIGN}", languages.translate),
    (rf"{START}(?P<wish>)what{IS}\s+{FOREIGN}", languages.translate),
    (r"^.{0,80}\b(?:summ?ari[sz]e|summary|sum up)\b[^:\n]{0,80}[:\n]\s*(?P<text>\S.*)", explaining.summarise),
    (rf"{START}(?:say (?:hello|hi|hey)(?: to (?:me|us|everyone|my \w+))?[\s.!]*$|greet\b)", talking.say_hello),
    (rf"{START}(?:say|echo|repeat(?: after me)?)\b[\s:,]*{SAID}", talking.repeat),
    (rf"{START}(?:reply|respond|answer)\s+{WITH}\s+{SAID}", talking.repeat),
    (rf"{START}(?:reverse|write backwards)[\s:,]+(?P<text>(?!an? ).{{1,200}})$", talking.reverse),
    (rf"{START}spell\s+{WORD}", talking.spell),
    (rf"{START}(?:what{IS}|how much is|calculate|compute|solve)\s+(?:the result of\s+)?{SUM}", counting.solve),
    (rf"^{SUM}", counting.solve),
    (
        rf"{MORE}\D{{0,40}}?(?P<one>{NUMBER}),? (?:or|and|than) (?P<two>{NUMBER})",
        counting.weigh,
    ),
    (
        rf"how many\s+[\"“‘']?(?P<letter>\w)[\"”’']?(?:['’]?s)?\s+(?:are\s+)?(?:there\s+)?in\s+{WORD}",
        counting.count_letter,
    ),
    (rf"\bcount(?P<down> down)?(?: from (?P<first>-?\w+))?(?: down| up)?{TO}?", counting.count),
    (r"\bhaiku\b", making.write_haiku),
    (rf"{MAKE}(?:poem|verses?|limerick|song|lyrics)\b(?:\s+(?:about|on|for|of)\s+(?P<topic>.+))?", making.write_poem),
    (rf"{MAKE}jokes?\b|make me laugh|\bsay something\b", making.tell_joke),
    (rf"{MAKE}(?:story|tale)\b(?:\s+(?:about|of)\s+(?P<topic>.+))?", making.write_story),
    (rf"{MAKE}(?:code|function|program|script|algorithm|regex)\b", snippets.write_code),
    (r"\bfizz ?buzz\b|\bhello,? world\b|\bfibonacci\b|\bin python\b", snippets.write_code),
    (rf"\b(?:list|name|suggest|write|(?:give|tell|show)(?: me)?)\s+{COUNT}\s+(?P<things>.+)", making.list_things),
    (rf"\b(?:flip|toss|roll|pick|choose|random)\b.{{0,40}}\b(?P<thing>coin|die|dice|number)\b{BETWEEN}?", making.throw),
    (rf"(?:what{IS}?|know|remember|tell me)\b.{{0,20}} my name\b|who am i\b", talking.recall_name),
    (r"what (?:did|have) i (?:just )?(?:say|said|ask|asked|tell|told)(?: you)?(?: (?P<which>first))?", talking.recall),
    (r"who are you|what are you\b|your name|about (?:you|yourself)\b|how old are you", talking.introduce),
    (r"introduce yourself|(?:which|what) (?:\w+ )?model\b|who (?:made|built|trained) you", talking.introduce),
    (r"are you (?:an? |the )?(?:real|human|bot|person|demo|ai|llm|chat|gpt|model|conscious|alive)", talking.introduce),
    (r"what (?:can you do|do you know)|^help(?: me)?\W*$|can you help(?: me)?\W*$", talking.offer),
    (rf"^[^?]*{talking.NAME}[^?]*$", talking.meet),
    *((pattern, talking.chat) for pattern in talking.SMALL_TALK),
    (r"^\S{1,40}(?:\s+\S{1,40}){0,3}$", languages.greet),
    (rf"\b(?:write|draft|compose)\s+(?P<topic>.{{0,40}}\b{TEXT}\b.*)", explaining.guide),
    (rf"\b{LANGUAGE}\s*(?:[,.:!?]|$)", languages.confess),
    (r"^(?P<language>)", languages.confess),
    (r"\bcompare\s+(?P<one>.{1,200}?)\s+(?:and|with|to|vs\.?)\s+(?P<two>.{1,200})", explaining.compare),
    (r"difference between\s+(?P<one>.{1,200}?)\s+and\s+(?P<two>.{1,200})", explaining.compare),
    (
        rf"{WHICH}(?P<one>\S{{1,40}}(?:\s\S{{1,40}}){{0,2}}?)\s+(?:vs\.?|versus|or)\s+(?P<two>[^,?]{{1,80}})\?*$",
        explaining.compare,
    ),
    (r"\b(?:how (?:do|can|should|would|to)\b(?: (?:i|we|you|one))?|recipe for)\s+(?P<topic>.+)", explaining.guide),
    (rf"{START}(?:explain|describe|define|tell me (?:\w+ )?about)[\s:,]+{TOPIC}", explaining.explain),
    (rf"{START}(?:what|who)(?:{IS}| are| was| were)\s+{TOPIC}", explaining.explain),
    (r"^", languages.greet),
    (r"^", explaining.reflect),
)
PATTERNS = tuple((re.compile(pattern, re.IGNORECASE | re.DOTALL), maker) for pattern, maker in WISHES)


def grant(heard: Heard) -> Matter:
    if heard.result is not None:
        return talking.relay(heard)
    matters = (maker(told, heard) for pattern, maker in PATTERNS if (told := pattern.search(heard.wish)))
    return next(matter for matter in matters if matter)
