"""How texts are made alike before phrases are looked for in them: accents, typography and emphasis go, letters stay."""

import re
import unicodedata

# Marks that nobody types on one letter. Sorting them, as normalising does, takes the square of their number.
_PILES = re.compile(r"([^\w\s\x00-\x7f]{6})[^\w\s\x00-\x7f]+")
# Whole sentences in one code point.
_LIGATURES = re.compile("[\ufdf0-\ufdff]")
_ACCENTS = re.compile("[\u0300-\u036f\u0640\u064b-\u0655\u0670]+")
_INVISIBLE = "\u00ad\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"
# Private code points are free for those who look for phrases.
_DROPPED = re.compile(f'[*_`~"“”„‟«»‹›「」『』《》\ue000-\uf8ff{_INVISIBLE}]+')
_BRACKETS = re.compile(r"[()\[\]{}<>【】#|\\]+")
_APOSTROPHES = re.compile("[\u2018-\u201b\u02bc\u00b4\u2032]")
_DASHES = re.compile("[\u00b7\u2010-\u2015\u2022\u2212\u30fb]")


def fold(text: str) -> str:
    """Of letters that can be written in several ways, one."""
    if text.isascii():
        return text
    short = _LIGATURES.sub(" ", _PILES.sub(r"\1", text))
    return unicodedata.normalize("NFKC", _ACCENTS.sub("", unicodedata.normalize("NFKD", short)))


def plain(text: str) -> str:
    """In one line, in its own capitals."""
    alike = _DASHES.sub("-", _APOSTROPHES.sub("'", text))
    bare = _BRACKETS.sub(" ", _DROPPED.sub("", fold(alike)))
    return " ".join(bare.split())
