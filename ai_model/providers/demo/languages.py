"""The few words of some languages that the demo can say, and wishes for them."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from ai_model.providers.demo.matter import Heard, Matter
from ai_model.providers.demo.words import quote


class Language(NamedTuple):
    # How people greet in it; the first is how we do.
    greetings: str
    # That we are a demonstration and know nothing.
    confession: str
    # What shows that a text is written in it: letters where it is the first here to have them, or a first word.
    signs: str = "(?!)"

    @property
    def hello(self) -> str:
        return self.greetings.partition("|")[0]


LANGUAGES: Mapping[str, Language] = {
    "english": Language(
        "Hello|hi|hey|good morning|good evening|good afternoon|greetings",
        "I am a demonstration and know nothing, but ask away.",
    ),
    "hindi": Language(
        "नमस्ते|namaste|हेलो|हैलो|राम राम",
        "मैं एक डेमो हूँ और कुछ नहीं जानता, फिर भी पूछिए।",
        # Without the danda, which other scripts share.
        "[\u0900-\u0963\u0966-\u097f]|^(?:kya|kaise|kaun|kahan|aap|tum|mujhe)\\b",
    ),
    "marathi": Language("नमस्कार|namaskar", "मी एक डेमो आहे आणि मला काहीच माहीत नाही, तरीही विचारा."),
    "bengali": Language("নমস্কার|nomoskar|হ্যালো", "আমি একটি ডেমো, আমি কিছুই জানি না, তবু জিজ্ঞাসা করুন।", "[\u0980-\u09ff]"),
    "punjabi": Language("ਸਤ ਸ੍ਰੀ ਅਕਾਲ|sat sri akal", "ਮੈਂ ਇੱਕ ਡੈਮੋ ਹਾਂ ਅਤੇ ਮੈਨੂੰ ਕੁਝ ਨਹੀਂ ਪਤਾ, ਫਿਰ ਵੀ ਪੁੱਛੋ।", "[\u0a00-\u0a7f]"),
    "gujarati": Language("નમસ્તે|kem cho|કેમ છો", "હું એક ડેમો છું અને મને કશું ખબર નથી, છતાં પૂછો.", "[\u0a80-\u0aff]"),
    "odia": Language("ନମସ୍କାର", "ମୁଁ ଏକ ଡେମୋ ଏବଂ ମୁଁ କିଛି ଜାଣେ ନାହିଁ, ତଥାପି ପଚାରନ୍ତୁ।", "[\u0b00-\u0b7f]"),
    "tamil": Language("வணக்கம்|vanakkam", "நான் ஒரு மாதிரி; எனக்கு எதுவும் தெரியாது, இருந்தாலும் கேளுங்கள்.", "[\u0b80-\u0bff]"),
    "telugu": Language("నమస్కారం|namaskaram", "నేను ఒక డెమో; నాకు ఏమీ తెలియదు, అయినా అడగండి.", "[\u0c00-\u0c7f]"),
    "kannada": Language("ನಮಸ್ಕಾರ|namaskara", "ನಾನು ಒಂದು ಡೆಮೊ; ನನಗೆ ಏನೂ ಗೊತ್ತಿಲ್ಲ, ಆದರೂ ಕೇಳಿ.", "[\u0c80-\u0cff]"),
    "malayalam": Language("നമസ്കാരം", "ഞാൻ ഒരു ഡെമോ ആണ്; എനിക്ക് ഒന്നും അറിയില്ല, എങ്കിലും ചോദിക്കൂ.", "[\u0d00-\u0d7f]"),
    "urdu": Language(
        "السلام علیکم|assalamualaikum|salaam", "میں ایک ڈیمو ہوں اور کچھ نہیں جانتا، پھر بھی پوچھیے۔", "[\u0600-\u06ff]"
    ),
    "spanish": Language(
        "Hola|buenos días|buenas tardes",
        "Soy una demostración y no sé nada, pero pregunta.",
        r"^[¡¿]|^(?:qué|cómo|cuál|quién|dónde|gracias|puedes|hablas)\b",
    ),
    "french": Language(
        "Bonjour|salut|bonsoir",
        "Je suis une démonstration et je ne sais rien, mais demandez.",
        r"^(?:quel(?:le)?s?|qu['’]est|est-ce|pourquoi|merci|parle[sz]?|je|tu|vous)\b|\bça\b",
    ),
    "german": Language(
        "Hallo|guten tag|guten morgen|moin",
        "Ich bin eine Demo und weiß nichts, aber frag nur.",
        r"^(?:wie|warum|wer|wo|ich|bist|kannst|danke|sprichst)\b|ß",
    ),
    "italian": Language(
        "Ciao|buongiorno",
        "Sono una dimostrazione e non so niente, ma chiedi pure.",
        r"^(?:perché|cosa|quale|puoi|grazie)\b",
    ),
    "portuguese": Language(
        "Olá|bom dia",
        "Sou uma demonstração e não sei nada, mas pergunte.",
        r"^(?:você|qual|quais|quem|obrigado)\b|ção\b",
    ),
    "japanese": Language(
        "こんにちは|おはよう", "私はデモです。何も知りませんが、どうぞ聞いてください。", "[\u3040-\u30ff]"
    ),
    "chinese": Language("你好|您好", "我只是一个演示，什么都不知道，不过请问吧。", "[\u4e00-\u9fff]"),
}

# Each language has them in this order.
WORDS = ("thank you", "water", "friend", "book", "good morning", "yes", "love", "sun")
DICTIONARY: Mapping[str, Mapping[str, str]] = {
    language: dict(zip(WORDS, row.split(", "), strict=True))
    for language, row in {
        "hindi": "धन्यवाद, पानी, दोस्त, किताब, सुप्रभात, हाँ, प्यार, सूरज",
        "bengali": "ধন্যবাদ, জল, বন্ধু, বই, সুপ্রভাত, হ্যাঁ, ভালোবাসা, সূর্য",
        "tamil": "நன்றி, தண்ணீர், நண்பர், புத்தகம், காலை வணக்கம், ஆம், அன்பு, சூரியன்",
        "telugu": "ధన్యవాదాలు, నీరు, స్నేహితుడు, పుస్తకం, శుభోదయం, అవును, ప్రేమ, సూర్యుడు",
        "kannada": "ಧನ್ಯವಾದ, ನೀರು, ಸ್ನೇಹಿತ, ಪುಸ್ತಕ, ಶುಭೋದಯ, ಹೌದು, ಪ್ರೀತಿ, ಸೂರ್ಯ",
        "spanish": "gracias, agua, amigo, libro, buenos días, sí, amor, sol",
        "french": "merci, eau, ami, livre, bonjour, oui, amour, soleil",
        "german": "danke, Wasser, Freund, Buch, guten Morgen, ja, Liebe, Sonne",
        "japanese": "ありがとう, 水, 友達, 本, おはよう, はい, 愛, 太陽",
        "chinese": "谢谢, 水, 朋友, 书, 早上好, 是, 爱, 太阳",
    }.items()
}
SYNONYMS = {"thanks": "thank you", "hi": "hello", "the sun": "sun", "a book": "book", "a friend": "friend"}


def translate(told: re.Match[str], heard: Heard) -> Matter | None:
    words, language = told["text"].strip(" '\"“”‘’"), told["language"].lower()
    if language not in LANGUAGES and not told["wish"]:
        return None
    name = language.title()
    if found := find_word(words, language):
        return Matter("A translation", f"“{words}” is “{found}” in {name}.", word=found)
    known = ", ".join(("hello", *WORDS))
    gist = f"I have no {name} word for {quote(words)}: my dictionary is one page long."
    return Matter("A translation", gist, remarks=(f"What it holds: {known}.",), word="Unknown")


def greet(told: re.Match[str], heard: Heard) -> Matter | None:
    """As we are greeted: of all greetings that a text begins with, the longest counts."""
    start = told.string.lower().lstrip("¡¿ ")
    found = [
        (len(word), name)
        for name, language in LANGUAGES.items()
        for word in language.greetings.lower().split("|")
        if re.match(rf"{word}(?![^\W_])", start)
    ]
    if not found:
        return None
    _, name = max(found)
    own = f" I am {heard.name}." if heard.name and name == "english" else ""
    hello = LANGUAGES[name].hello
    return Matter("A greeting", f"{hello}!{own} {LANGUAGES[name].confession}", word=hello)


def confess(told: re.Match[str], heard: Heard) -> Matter | None:
    """In the language that is wished for, or that the question is written in."""
    wished = (told["language"] or "").lower()
    for name, language in LANGUAGES.items():
        if name == wished or re.search(language.signs, told.string, re.IGNORECASE):
            return Matter("An answer", language.confession, word=language.hello)
    return None


def find_word(words: str, language: str) -> str:
    """Empty for what we do not know."""
    words = SYNONYMS.get(words.lower(), words.lower())
    if words == "hello" and language in LANGUAGES:
        return LANGUAGES[language].hello
    return DICTIONARY.get(language, {}).get(words, "")
