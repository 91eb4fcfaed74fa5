"""In which language a question is."""

import pytest

from feedback.languages import _FIRST, LANGUAGES, SAMPLE, SCRIPTS, detect_language, scripts_of

ASKED = {
    "ar": ["لماذا السماء زرقاء؟"],
    "bn": ["আকাশ নীল কেন?"],
    "de": ["Warum ist der Himmel blau?"],
    "el": ["Γιατί ο ουρανός είναι μπλε;"],
    "en": [
        "Why is the sky blue?",
        "Compare OpenAI and Google",
        "hello",
        "Write a Python function that sorts a list.",
        "def f(x): return x  # what does this do?",
    ],
    "es": ["¿Por qué el cielo es azul?", "Hola, cuéntame un chiste"],
    "fa": ["چرا آسمان آبی است؟"],
    "fr": ["Pourquoi le ciel est bleu ?", "Écris une histoire"],
    "gu": ["આકાશ વાદળી કેમ છે?"],
    "he": ["למה השמיים כחולים?"],
    "hi": ["आसमान नीला क्यों है?"],
    "id": ["Mengapa langit berwarna biru?"],
    "it": ["Perché il cielo è blu?"],
    "ja": ["空はなぜ青いのですか？"],
    "kn": ["ಆಕಾಶ ಏಕೆ ನೀಲಿಯಾಗಿದೆ?"],
    "ko": ["하늘은 왜 파란가요?"],
    "ml": ["ആകാശം എന്തുകൊണ്ടാണ് നീലയായത്?"],
    "mr": ["आकाश निळे का आहे?"],
    "ne": ["आकाश किन नीलो छ?"],
    "nl": ["Waarom is de lucht blauw?"],
    "or": ["ଆକାଶ ନୀଳ କାହିଁକି?"],
    "pa": ["ਅਸਮਾਨ ਨੀਲਾ ਕਿਉਂ ਹੈ?"],
    "pl": ["Dlaczego niebo jest niebieskie?"],
    "pt": ["Por que o céu é azul?", "Qual é a capital do Brasil?"],
    "ru": ["Почему небо голубое?"],
    "si": ["අහස නිල් ඇයි?"],
    "sv": ["Varför är himlen blå?"],
    "ta": ["வானம் ஏன் நீலமாக இருக்கிறது?"],
    "te": ["ఆకాశం ఎందుకు నీలంగా ఉంటుంది?"],
    "th": ["ทำไมท้องฟ้าถึงเป็นสีฟ้า"],
    "tr": ["Gökyüzü neden mavi?"],
    "uk": ["Чому небо блакитне?", "Чому їжа смачна?"],
    "ur": ["آسمان نیلا کیوں ہے؟"],
    "vi": ["Tại sao bầu trời màu xanh?"],
    "zh": ["天空为什么是蓝色的？"],
}


@pytest.mark.parametrize(("code", "question"), [(code, each) for code, asked in ASKED.items() for each in asked])
def test_a_question_is_in_its_language(code: str, question: str) -> None:
    assert detect_language(question) == code


def test_each_language_is_tried() -> None:
    assert ASKED.keys() == LANGUAGES.keys()


@pytest.mark.parametrize("text", ["", "12345", "?!", "xyzzy plugh", "ᚠᚢᚦ"])
def test_what_tells_nothing_is_in_another(text: str) -> None:
    assert detect_language(text) == "other"


def test_the_language_of_the_words_counts_and_not_that_of_the_code() -> None:
    code = "```\n" + "for the item in the list do it with the loop\n" * 20 + "```"

    assert detect_language(f"Was macht dieses Programm?\n{code}") == "de"


def test_a_few_foreign_words_change_nothing() -> None:
    assert detect_language("मुझे Python में list और dictionary का अंतर बताओ") == "hi"
    assert detect_language("What does गुरु mean in English?") == "en"


def test_chinese_letters_among_kana_are_japanese() -> None:
    assert detect_language("東京の天気予報を教えて") == "ja"
    assert detect_language("请问の是什么意思，它在日语里怎么用，有什么例子") == "zh"


def test_the_beginning_tells() -> None:
    beginning = "Why photosynthesis? ".ljust(SAMPLE)

    assert detect_language(beginning + "Il cielo è blu perché sì. " * 1_000) == "en"


def test_scripts_do_not_overlap() -> None:
    assert sorted(_FIRST) == _FIRST
    assert all(first <= last for _, first, last in SCRIPTS)
    assert all(last < following for (_, _, last), following in zip(SCRIPTS, _FIRST[1:], strict=False))


def test_what_is_no_letter_has_no_script() -> None:
    assert list(scripts_of("1 ?😀\x00")) == []
