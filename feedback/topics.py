"""What a question is about: words and signs of programs, of mathematics, of literature and of riddles."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from feedback.folding import fold

# What is wanted stands at the beginning or at the end of a long question; between them is what it is about.
BEGINNING, END = 2_000, 500


@dataclass(frozen=True, slots=True)
class Topic:
    """Found in small letters without accents: whole words, parts of words in other scripts, and signs."""

    words: str
    parts: str
    signs: str

    def compile(self) -> re.Pattern[str]:
        words = "|".join(fold(self.words).split(", "))
        parts = "|".join(fold(self.parts).split())
        return re.compile(rf"(?<![a-z])(?:{words})(?![a-z])|{parts}|{self.signs}", re.MULTILINE)


TOPICS: Mapping[str, Topic] = {
    "coding": Topic(
        words="python, javascript, typescript, java, kotlin, golang, c\\+\\+, c#, php, html, css, sql, bash, regex, "
        "json, yaml, django, node\\.?js, docker, kubernetes, git, linux, api, sdk, codes?, coding, coder, programming, "
        "programmer, compiler, debug, debugging, debugger, stack trace, traceback, unit tests?, refactor, recursion, "
        "algorithms?, data structure, linked list, binary tree, pandas, numpy, pytorch, código, programar, "
        "programación, programação, algoritmo, algorithme, programmation, quellcode, programmieren, algorithmus, "
        "codice, programmare, programmazione, kode, pemrograman, algoritma, kod, programowanie",
        parts="программ алгоритм कोड प्रोग्राम एल्गोरिदम কোড প্রোগ্রাম நிரல் குறியீடு كود برمج خوارزمي 代码 代碼 编程 程序 "
        "函数 算法 コード プログラム 関数 アルゴリズム 코드 프로그램 함수 알고리즘",
        signs=r"```|\b(?:def|class|function|fn|func) \w+ ?\(|^(?:import|from) \w+(?:;|$| import)|#include ?<|=> ?\{"
        r"|</\w+>|\bselect (?:\*|\w+(?:, ?\w+){0,9}) from|console\.log|println?\(|\w\(\) ?[;{]|\w ?[=!]==? ?[\w'\"]",
    ),
    "maths": Topic(
        words="maths?, mathematics, mathematical, arithmetic, algebra, geometry, trigonometry, calculus, equations?, "
        "integral of, derivative, differentiate, polynomial, logarithm, matrix, eigenvalues?, theorem, lemma, "
        "probability, factorial, prime numbers?, square root, hypotenuse, perimeter, solve for, ecuación, ecuaciones, "
        "derivada, probabilidad, teorema, matemáticas?, equação, equações, probabilidade, mathématiques, équations, "
        "dérivée, probabilité, théorème, mathematik, gleichung, ableitung, wahrscheinlichkeit, equazione, probabilità, "
        "matematica, persamaan, turunan, peluang, matematika",
        parts="уравнени интеграл производн вероятност теорем математ समीकरण गणित प्रायिकता সমীকরণ গণিত সম্ভাবনা "
        "சமன்பாடு கணிதம் நிகழ்தகவு معادلة رياضيات احتمال تكامل 方程 数学 數學 概率 积分 导数 定理 確率 積分 微分 "
        "방정식 수학 확률 적분",
        signs=r"\\(?:frac|int|sum|sqrt|lim|begin\{)|[∫∑√∂∞]|\d ?[+*×÷^] ?\(?\d|\d ?[-/] ?\d{1,9} ?=|\b[xyn] ?\^ ?\d"
        r"|\d[xy] ?[-+=]|\b[xy] ?[-+*/] ?\d{1,9} ?=",
    ),
    "creative_writing": Topic(
        words="poems?, poetry, haiku, limerick, lyrics, screenplay, monologue, fan ?fiction, short story, fairy tale, "
        "plot twist, protagonist, rhyming, worldbuilding, creative writing, cuento, relato, poema, poesía, guion, "
        "canción, letra de música, canção, historinha, poème, poésie, une histoire, une chanson, gedicht, märchen, "
        "eine geschichte, racconto, fiaba, favola, canzone, romanzo, cerita, puisi, pantun, dongeng, lagu, cerpen, "
        "gedichtje, een verhaal, wiersz, opowiadanie, şiir, hikaye",
        parts="рассказ стих сказк песн कहानी कविता शायरी गीत গল্প কবিতা গান ছড়া கதை கவிதை பாடல் قصة قصيدة أغنية 故事 诗 "
        "詩 小说 小說 歌词 童话 物語 俳句 小説 歌詞 이야기 소설 동화 노래",
        signs=r"\b(?:write|compose|create|tell me a|make|continue|generate|invent|give|draft|finish)(?: \S{1,20}){0,5} "
        r"(?:story|stories|song|rap|novel|tale|sonnet|ballad|scene|fable|dialogue|chapter|script)\b",
    ),
    "reasoning": Topic(
        words="riddles?, puzzles?, brain ?teaser, logic, logical, logically, deduce, deduction, infer, syllogism, "
        "paradox, prove, proof, step by step, reasoning, reason about, next in the sequence, next number, acertijo, "
        "adivinanza, lógica, paso a paso, demuestra, charada, passo a passo, prove que, énigme, devinette, logique, "
        "étape par étape, démontrer, rätsel, logik, schritt für schritt, beweise, indovinello, dimostra, teka-teki, "
        "logika, langkah demi langkah, buktikan, zagadka, bilmece",
        parts="загадк головоломк логик докажи пошагов पहेली तर्क सिद्ध ধাঁধা যুক্তি প্রমাণ புதிர் தர்க்க நிரூபி لغز منطق أثبت "
        "谜语 謎語 推理 逻辑 邏輯 证明 一步一步 なぞなぞ 推論 論理 証明 수수께끼 추론 논리 증명",
        signs=r"\bhow many [\w-]{1,20} (?:are left|remain|were|did|does)\b|\bif all \w+ are\b",
    ),
}
PATTERNS: Mapping[str, re.Pattern[str]] = {name: topic.compile() for name, topic in TOPICS.items()}


def topics_of(question: str) -> frozenset[str]:
    ends = question if len(question) <= BEGINNING + END else f"{question[:BEGINNING]}\n{question[-END:]}"
    text = fold(ends).lower()
    return frozenset(name for name, pattern in PATTERNS.items() if pattern.search(text))
