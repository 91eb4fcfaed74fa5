"""How a text becomes words that can be compared: case, accents, width and what nobody sees go."""

import unicodedata

# Fillers that are letters by their category, and selectors that are marks like those of a word.
UNSEEN = {
    *(0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0),
    *range(0x180B, 0x1810),
    *range(0xFE00, 0xFE10),
    *range(0xE0100, 0xE01F0),
}
# Classes of marks that one may leave out and be read: overlays, points of Hebrew and Arabic, accents above and below.
ACCENTS = {1, *range(10, 37), *range(200, 241)}
# Scripts that put no space between words: there each letter is one.
UNSPACED = (
    range(0x0E00, 0x0F00),  # Thai, Lao
    range(0x1000, 0x10A0),  # Burmese
    range(0x1780, 0x1800),  # Khmer
    range(0x3040, 0x3100),  # kana
    range(0x3400, 0xA000),  # Han
    range(0x20000, 0x32000),
)


class Letters(dict[int, str]):
    """Each letter by itself, so that a text takes as long as it is, and may be folded in any pieces. The letters that
    are assigned are the bound of what is remembered."""

    def __missing__(self, point: int) -> str:
        folded = _fold(point)
        if unicodedata.category(chr(point)) != "Cn":
            self[point] = folded
        return folded


LETTERS = Letters()


def fold(text: str) -> str:
    """Words with spaces between, of which there may be several."""
    return text.translate(LETTERS)


def _fold(point: int) -> str:
    alike = unicodedata.normalize("NFKD", chr(point)).casefold()
    return "".join(map(_part, unicodedata.normalize("NFKD", alike)))


def _part(letter: str) -> str:
    category = unicodedata.category(letter)
    if category in ("Cf", "Me") or ord(letter) in UNSEEN or unicodedata.combining(letter) in ACCENTS:
        return ""
    if not (letter.isalnum() or category in ("Mn", "Mc")):
        return " "
    return f" {letter} " if any(ord(letter) in script for script in UNSPACED) else letter
