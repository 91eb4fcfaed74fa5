"""The few words of some languages that the demo can say."""

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    # How people greet in it; the first is how we do.
    greetings: tuple[str, ...]
    # That we are a demonstration and know nothing.
    confession: str
    # Its letters, where it is the first here to have them; the others are known by their greetings.
    letters: str = ""


LANGUAGES: Mapping[str, Language] = {
    "english": Language(
        ("Hello", "hi", "hey", "good morning", "good evening", "good afternoon", "greetings"),
        "I am a demonstration and know nothing, but ask away.",
    ),
    "hindi": Language(
        ("नमस्ते", "namaste", "हेलो", "हैलो", "राम राम"),
        "मैं एक डेमो हूँ और कुछ नहीं जानता, फिर भी पूछिए।",
        # Without the danda, which other scripts share.
        "\u0900-\u0963\u0966-\u097f",
    ),
    "marathi": Language(("नमस्कार", "namaskar"), "मी एक डेमो आहे आणि मला काहीच माहीत नाही, तरीही विचारा."),
    "bengali": Language(("নমস্কার", "nomoskar", "হ্যালো"), "আমি একটি ডেমো, আমি কিছুই জানি না, তবু জিজ্ঞাসা করুন।", "\u0980-\u09ff"),
    "punjabi": Language(("ਸਤ ਸ੍ਰੀ ਅਕਾਲ", "sat sri akal"), "ਮੈਂ ਇੱਕ ਡੈਮੋ ਹਾਂ ਅਤੇ ਮੈਨੂੰ ਕੁਝ ਨਹੀਂ ਪਤਾ, ਫਿਰ ਵੀ ਪੁੱਛੋ।", "\u0a00-\u0a7f"),
    "gujarati": Language(("નમસ્તે", "kem cho", "કેમ છો"), "હું એક ડેમો છું અને મને કશું ખબર નથી, છતાં પૂછો.", "\u0a80-\u0aff"),
    "odia": Language(("ନମସ୍କାର",), "ମୁଁ ଏକ ଡେମୋ ଏବଂ ମୁଁ କିଛି ଜାଣେ ନାହିଁ, ତଥାପି ପଚାରନ୍ତୁ।", "\u0b00-\u0b7f"),
    "tamil": Language(("வணக்கம்", "vanakkam"), "நான் ஒரு மாதிரி; எனக்கு எதுவும் தெரியாது, இருந்தாலும் கேளுங்கள்.", "\u0b80-\u0bff"),
    "telugu": Language(("నమస్కారం", "namaskaram"), "నేను ఒక డెమో; నాకు ఏమీ తెలియదు, అయినా అడగండి.", "\u0c00-\u0c7f"),
    "kannada": Language(("ನಮಸ್ಕಾರ", "namaskara"), "ನಾನು ಒಂದು ಡೆಮೊ; ನನಗೆ ಏನೂ ಗೊತ್ತಿಲ್ಲ, ಆದರೂ ಕೇಳಿ.", "\u0c80-\u0cff"),
    "malayalam": Language(("നമസ്കാരം",), "ഞാൻ ഒരു ഡെമോ ആണ്; എനിക്ക് ഒന്നും അറിയില്ല, എങ്കിലും ചോദിക്കൂ.", "\u0d00-\u0d7f"),
    "urdu": Language(
        ("السلام علیکم", "assalamualaikum", "salaam"),
        "میں ایک ڈیمو ہوں اور کچھ نہیں جانتا، پھر بھی پوچھیے۔",
        "\u0600-\u06ff",
    ),
    "spanish": Language(("Hola", "buenos días", "buenas tardes"), "Soy una demostración y no sé nada, pero pregunta."),
    "french": Language(("Bonjour", "salut", "bonsoir"), "Je suis une démonstration et je ne sais rien, mais demandez."),
    "german": Language(
        ("Hallo", "guten tag", "guten morgen", "moin"), "Ich bin eine Demo und weiß nichts, aber frag nur."
    ),
    "italian": Language(("Ciao", "buongiorno"), "Sono una dimostrazione e non so niente, ma chiedi pure."),
    "portuguese": Language(("Olá", "bom dia"), "Sou uma demonstração e não sei nada, mas pergunte."),
    "japanese": Language(
        ("こんにちは", "おはよう"), "私はデモです。何も知りませんが、どうぞ聞いてください。", "\u3040-\u30ff"
    ),
    "chinese": Language(("你好", "您好"), "我只是一个演示，什么都不知道，不过请问吧。", "\u4e00-\u9fff"),
}

# Each language has them in this order.
WORDS = ("thank you", "water", "friend", "book", "good morning", "yes", "love", "sun")
DICTIONARY: Mapping[str, Mapping[str, str]] = {
    language: dict(zip(WORDS, row.split(", "), strict=True))
    for language, row in {
        "hindi": "धन्यवाद, पानी, दोस्त, किताब, सुप्रभात, हाँ, प्यार, सूरज",
        "marathi": "धन्यवाद, पाणी, मित्र, पुस्तक, सुप्रभात, हो, प्रेम, सूर्य",
        "bengali": "ধন্যবাদ, জল, বন্ধু, বই, সুপ্রভাত, হ্যাঁ, ভালোবাসা, সূর্য",
        "tamil": "நன்றி, தண்ணீர், நண்பர், புத்தகம், காலை வணக்கம், ஆம், அன்பு, சூரியன்",
        "telugu": "ధన్యవాదాలు, నీరు, స్నేహితుడు, పుస్తకం, శుభోదయం, అవును, ప్రేమ, సూర్యుడు",
        "kannada": "ಧನ್ಯವಾದ, ನೀರು, ಸ್ನೇಹಿತ, ಪುಸ್ತಕ, ಶುಭೋದಯ, ಹೌದು, ಪ್ರೀತಿ, ಸೂರ್ಯ",
        "malayalam": "നന്ദി, വെള്ളം, സുഹൃത്ത്, പുസ്തകം, സുപ്രഭാതം, അതെ, സ്നേഹം, സൂര്യൻ",
        "gujarati": "આભાર, પાણી, મિત્ર, પુસ્તક, સુપ્રભાત, હા, પ્રેમ, સૂર્ય",
        "spanish": "gracias, agua, amigo, libro, buenos días, sí, amor, sol",
        "french": "merci, eau, ami, livre, bonjour, oui, amour, soleil",
        "german": "danke, Wasser, Freund, Buch, guten Morgen, ja, Liebe, Sonne",
        "italian": "grazie, acqua, amico, libro, buongiorno, sì, amore, sole",
        "portuguese": "obrigado, água, amigo, livro, bom dia, sim, amor, sol",
        "japanese": "ありがとう, 水, 友達, 本, おはよう, はい, 愛, 太陽",
        "chinese": "谢谢, 水, 朋友, 书, 早上好, 是, 爱, 太阳",
    }.items()
}
SYNONYMS = {"thanks": "thank you", "hi": "hello", "the sun": "sun", "a book": "book", "a friend": "friend"}


def find_greeting(text: str) -> str:
    """The language of the greeting that a text begins with, the longest one first."""
    start = text.lower().lstrip("¡¿ ")
    found = [
        (len(word), name)
        for name, language in LANGUAGES.items()
        for word in language.greetings
        if re.match(rf"{re.escape(word.lower())}(?![^\W_])", start)
    ]
    return max(found)[1] if found else ""


def find_language(text: str) -> str:
    """Of the letters that a text is written in; empty for those that many languages share."""
    for name, language in LANGUAGES.items():
        if language.letters and re.search(f"[{language.letters}]", text):
            return name
    return ""


def translate(words: str, language: str) -> str:
    """Empty for what we do not know."""
    words = words.lower().strip(" '\"“”‘’")
    words = SYNONYMS.get(words, words)
    if words == "hello" and language in LANGUAGES:
        return LANGUAGES[language].greetings[0]
    return DICTIONARY.get(language, {}).get(words, "")
