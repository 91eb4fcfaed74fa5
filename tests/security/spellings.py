"""In which spellings a secret may be met, and how it is found in any of them."""

import hashlib
import html
import json
import quopri
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote

Encode = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Spelling:
    # Each of them would give it away; which one stands there depends on what is around it.
    forms: Callable[[str], Iterable[str | bytes]]
    # Who would write it so.
    why: str
    any_case: bool = False


def each(write: Callable[[str], str]) -> Callable[[str], Iterator[str]]:
    return lambda secret: iter([write(secret)])


def letters(form: str) -> Callable[[str], Iterator[str]]:
    """Every letter by its number, whether it needs that or not."""
    return each(lambda secret: "".join(form.format(ord(letter)) for letter in secret))


def escape_json(text: str) -> str:
    return json.dumps(text)[1:-1]


def shifted(secret: str, encode: Encode) -> Iterator[bytes]:
    """As much of it as is the same wherever it stands: three bytes become four letters."""
    for shift in range(3):
        padded = bytes(shift) + secret.encode()
        yield encode(padded)[-(-shift * 8 // 6) : len(padded) * 8 // 6]


SPELLINGS: Mapping[str, Spelling] = {
    "plain": Spelling(each(str), "anybody"),
    "small": Spelling(each(str.lower), "names of headers and hosts, addresses of mail"),
    "capital": Spelling(each(str.upper), "hosts of some proxies, names of variables"),
    "percent": Spelling(each(partial(quote, safe="")), "addresses and forms", any_case=True),
    "percent twice": Spelling(
        each(lambda secret: quote(quote(secret, safe=""), safe="")), "an address in an address", any_case=True
    ),
    "JSON": Spelling(lambda secret: [escape_json(secret), escape_json(secret).replace("/", "\\/")], "logs and answers"),
    "JSON twice": Spelling(
        each(lambda secret: escape_json(escape_json(secret))), "a provider's error in a line of a log"
    ),
    "JSON numbers": Spelling(letters("\\u{:04x}"), "encoders that trust no letter", any_case=True),
    "HTML": Spelling(each(html.escape), "pages of the admin and of errors"),
    "HTML numbers": Spelling(letters("&#{};"), "pages that hide addresses from robots"),
    "base64": Spelling(partial(shifted, encode=b64encode), "Basic credentials, binary columns"),
    "base64url": Spelling(partial(shifted, encode=urlsafe_b64encode), "signed tokens and cursors, which anybody opens"),
    "hex": Spelling(each(lambda secret: secret.encode().hex()), "dumps of bytes", any_case=True),
    "quoted-printable": Spelling(
        lambda secret: [quopri.encodestring(secret.encode(), quotetabs=True).replace(b"=\n", b"")],
        "mail",
        any_case=True,
    ),
    "SHA-256": Spelling(
        each(lambda secret: hashlib.sha256(secret.encode()).hexdigest()),
        "whoever guesses an address or a password can tell by it that the guess is right",
        any_case=True,
    ),
}


def find(secrets: Mapping[str, str], text: bytes, *, without: Iterable[str] = ()) -> set[tuple[str, str]]:
    """Which of these, by name, are in it, and how they are spelled."""
    folded = text.lower()
    looked_for = {name: spelling for name, spelling in SPELLINGS.items() if name not in without}
    return {
        (name, how)
        for name, secret in secrets.items()
        for how, spelling in looked_for.items()
        for form in map(_as_bytes, spelling.forms(secret))
        if (form.lower() in folded if spelling.any_case else form in text)
    }


def _as_bytes(form: str | bytes) -> bytes:
    return form if isinstance(form, bytes) else form.encode()
