"""In which language a text is: by its script, then by small words and letters that others of that script lack."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

OTHER = "other"
# Enough to tell; what comes later may be a quotation.
SAMPLE = 2_000
# Names and terms are written in Latin letters everywhere: so many of them count as one of another script.
OUTWEIGHS = 3
# From a code point to the last of the same script, in ascending order.
SCRIPTS = (
    ("latin", "a", "z"),
    ("latin", "ß", "ɏ"),
    ("greek", "Ͱ", "Ͽ"),
    ("cyrillic", "Ѐ", "ԯ"),
    ("hebrew", "א", "ת"),
    ("arabic", "ء", "ۿ"),
    ("devanagari", "ऀ", "ॿ"),
    ("bengali", "ঀ", "৿"),
    ("gurmukhi", "ਁ", "੿"),
    ("gujarati", "ઁ", "૿"),
    ("odia", "ଁ", "୿"),
    ("tamil", "ஂ", "௿"),
    ("telugu", "ఀ", "౿"),
    ("kannada", "ಀ", "೿"),
    ("malayalam", "ഀ", "ൿ"),
    ("sinhala", "ඁ", "෿"),
    ("thai", "ก", "๛"),
    ("hangul", "ᄀ", "ᇿ"),
    ("latin", "Ḁ", "ỿ"),
    ("kana", "ぁ", "ヿ"),
    ("han", "㐀", "鿿"),
    ("hangul", "가", "힣"),
)


@dataclass(frozen=True, slots=True)
class Language:
    name: str
    script: str
    words: frozenset[str] = frozenset()
    letters: frozenset[str] = frozenset()


def language(name: str, script: str, *, words: str = "", letters: str = "") -> Language:
    return Language(name, script, frozenset(words.split()), frozenset(letters))


# Of a script in which nothing tells, the first is meant; in Latin letters, none.
LANGUAGES: Mapping[str, Language] = {
    "en": language(
        "English",
        "latin",
        words="the a an and or of to in on for with is are was were be do does did has have had i you he she it we "
        "they my your this that these what which who how why when where can could should would will not from by at "
        "as if write explain solve calculate give make create tell list please hello hi hey thanks about there",
    ),
    "fr": language(
        "French",
        "latin",
        words="le la les un une des du de et est sont je tu il elle nous vous ils que qui quoi quel quelle comment "
        "pourquoi dans sur pour avec sans pas ne ce cette ces mon ton son au aux bonjour merci moi écris explique fais "
        "donne peux où plus c'est qu'est-ce",
        letters="èêœâ",
    ),
    "pt": language(
        "Portuguese",
        "latin",
        words="o a os as um uma de do da dos das em no na nos nas e é são eu você ele ela que qual como porque por "
        "para com sem não mais meu minha seu sua isso este esta olá obrigado escreva explique faça crie quem onde",
        letters="ãõ",
    ),
    "es": language(
        "Spanish",
        "latin",
        words="el la los las un una de del y o es son yo tú él ella que qué cuál cómo por para con sin no más mi tu su "
        "en se lo me te esto este esta hola gracias escribe explica haz dame crea quién dónde cuándo porque al",
        letters="ñ¿¡",
    ),
    "de": language(
        "German",
        "latin",
        words="der die das ein eine einen einem und oder ist sind war ich du er sie es wir ihr nicht kein mit von zu "
        "im in auf für was wie warum wer wann wo kann mir mich dem den des diese "
        "dieser dieses hallo danke bitte schreibe erkläre gib mach",
        letters="ßä",
    ),
    "it": language(
        "Italian",
        "latin",
        words="il lo la i gli le un una di del della dei che e è sono io tu lui lei non per con su come perché quale "
        "cosa chi dove quando mi ti si più questo questa ciao grazie scrivi spiega fammi dammi crea nel alla da in",
        letters="ìò",
    ),
    "id": language(
        "Indonesian",
        "latin",
        words="yang dan di ke dari untuk dengan ini itu adalah tidak apa siapa bagaimana mengapa kenapa kapan saya "
        "kamu anda dia kita mereka bisa akan sudah buat buatkan tulis tuliskan jelaskan halo terima kasih tentang pada "
        "sebuah atau juga",
    ),
    "nl": language(
        "Dutch",
        "latin",
        words="de het een en of is zijn was ik je jij hij zij wij niet geen met van voor op aan in dat dit wat hoe "
        "waarom wie wanneer waar kan mijn jouw hallo bedankt schrijf leg uit maak geef naar ook maar",
    ),
    "pl": language(
        "Polish",
        "latin",
        words="i w na z do nie to jest są się co jak dlaczego kto gdzie kiedy czy dla po od o ja ty on ona my mnie mój "
        "cześć dziękuję proszę napisz wyjaśnij który która jaki jaka",
        letters="łżśćąęźń",
    ),
    "tr": language(
        "Turkish",
        "latin",
        words="ve bir bu şu o ile için de da mi mı mu ne nasıl neden niçin kim nerede ben sen biz siz var yok değil "
        "gibi çok daha en merhaba teşekkürler yaz açıkla bana nedir hangi olan",
        letters="ğış",
    ),
    "vi": language(
        "Vietnamese",
        "latin",
        words="và là của có không được cho một những các này với trong để tôi bạn anh em gì nào sao như thế hãy viết "
        "giải thích xin chào cảm ơn làm ai ở khi",
        letters="đơưạảấầẩậắằặẹẻếềểệịọỏốồổộớờởợụủứừửựỳ",
    ),
    "sv": language(
        "Swedish",
        "latin",
        words="och en ett är som på för med av till den det de jag du han hon vi ni inte vad hur varför vem när var "
        "kan min din om från hej tack skriv förklara gör ge mig att i",
        letters="å",
    ),
    "hi": language("Hindi", "devanagari", words="है हैं का की के को में से और क्या कैसे नहीं मैं यह पर ने लिए हूँ"),
    "mr": language(
        "Marathi", "devanagari", words="आहे आहेत आणि नाही काय कसे मी तू मला च्या मध्ये करा सांगा हे ते या होते", letters="ळ"
    ),
    "ne": language("Nepali", "devanagari", words="छ छन् हो र मा को लाई गर्न के कसरी छैन म तिमी तपाईं गर्नुहोस् भने पनि"),
    "bn": language("Bengali", "bengali"),
    "ta": language("Tamil", "tamil"),
    "te": language("Telugu", "telugu"),
    "kn": language("Kannada", "kannada"),
    "ml": language("Malayalam", "malayalam"),
    "gu": language("Gujarati", "gujarati"),
    "pa": language("Punjabi", "gurmukhi"),
    "or": language("Odia", "odia"),
    "si": language("Sinhala", "sinhala"),
    "ar": language("Arabic", "arabic", words="في من على إلى ما هل هذا هذه التي الذي أن لا و عن", letters="ةىأإ"),
    "ur": language("Urdu", "arabic", words="ہے ہیں کا کی کے کو میں سے اور کیا نہیں یہ پر", letters="ٹڈڑےںہھ"),
    "fa": language("Persian", "arabic", words="است که را با این برای از به در چه چیست می و", letters="پچژگکی"),
    "ru": language(
        "Russian", "cyrillic", words="и в не на что как это я ты он она с по для кто почему где когда", letters="ыэъё"
    ),
    "uk": language(
        "Ukrainian", "cyrillic", words="і в не на що як це я ти він вона з до для та чому де коли хто", letters="іїєґ"
    ),
    "el": language("Greek", "greek"),
    "he": language("Hebrew", "hebrew"),
    "th": language("Thai", "thai"),
    "zh": language("Chinese", "han"),
    "ja": language("Japanese", "kana"),
    "ko": language("Korean", "hangul"),
}

_FIRST = [first for _, first, _ in SCRIPTS]
_FENCES = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_WORDS = re.compile("[^\\s\\d!-&(-,./:-@\\[-`{-~।،؟¿¡«»“”]+")


def scripts_of(letters: Iterable[str]) -> Iterator[str]:
    """Those of small letters; what is no letter has none."""
    for letter in letters:
        script, _, last = SCRIPTS[bisect_right(_FIRST, letter) - 1]
        if _FIRST[0] <= letter <= last:
            yield script


def detect_language(text: str) -> str:
    """Its code of two letters, or `other`."""
    sample = _FENCES.sub(" ", text[: 2 * SAMPLE])[:SAMPLE].lower()
    script = _find_script(Counter(sample))
    written = [code for code, each in LANGUAGES.items() if each.script == script]
    weights = _weigh(written, sample)
    best = max(written, key=lambda code: weights[code], default=OTHER)
    # Latin letters are everybody's.
    return OTHER if script == "latin" and not weights[best] else best


def _find_script(letters: Counter[str]) -> str:
    counted: Counter[str] = Counter()
    for letter, number in letters.items():
        for script in scripts_of(letter):
            counted[script] += number if script == "latin" else OUTWEIGHS * number
    # Japanese is written with more Chinese letters than with its own.
    if counted["kana"] * 8 > counted["han"]:
        counted["kana"] += counted.pop("han", 0)
    return max(counted, key=lambda script: counted[script], default="")


def _weigh(written: Iterable[str], sample: str) -> Mapping[str, int]:
    """How many of the sample's words are a language's; a letter of its own weighs as much as a word."""
    words, letters = Counter(_WORDS.findall(sample)), set(sample)
    return {
        code: sum(words[word] for word in LANGUAGES[code].words) + len(letters & LANGUAGES[code].letters)
        for code in written
    }
