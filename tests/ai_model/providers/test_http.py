"""What the one HTTP client sends and does not, and that nothing foreign comes out of it."""

import ssl
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from socket import gaierror

import aiohttp
import httpx
import pytest
from aiohttp.http_exceptions import HttpProcessingError
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ai_model.providers import errors, http, retrying
from ai_model.providers.calling import Caller
from ai_model.providers.errors import ProviderError
from tests.ai_model.providers.hearing import ask, hear, make_call, run
from tests.ai_model.providers.replaying import Heard
from tests.simulator.providing import HOST, Provider, refusing_url, simulate
from tests.simulator.scenarios import SCENARIOS, refuse

Kinds = Mapping[type[BaseException], type[ProviderError]]

# Of each family of foreign exceptions, what it means; the nearest ancestor counts.
BEFORE: Kinds = {
    OSError: errors.HeadReset,
    ConnectionRefusedError: errors.ConnectionRefused,
    TimeoutError: errors.ConnectTimedOut,
    gaierror: errors.NameUnknown,
    ssl.SSLError: errors.TLSFailed,
    ValueError: errors.Misaddressed,
    aiohttp.ClientError: errors.HeadReset,
    aiohttp.ClientConnectorError: errors.ConnectionRefused,
    aiohttp.ClientConnectorDNSError: errors.NameUnknown,
    aiohttp.ClientSSLError: errors.TLSFailed,
    aiohttp.ServerFingerprintMismatch: errors.TLSFailed,
    aiohttp.ServerTimeoutError: errors.ConnectTimedOut,
    aiohttp.ClientResponseError: errors.BadHead,
    aiohttp.ClientPayloadError: errors.BadHead,
    aiohttp.InvalidURL: errors.Misaddressed,
    aiohttp.NonHttpUrlClientError: errors.Misaddressed,
    HttpProcessingError: errors.BadHead,
    httpx.HTTPError: errors.HeadReset,
    httpx.TimeoutException: errors.ConnectTimedOut,
    httpx.ConnectError: errors.ConnectionRefused,
    httpx.ProtocolError: errors.BadHead,
    httpx.UnsupportedProtocol: errors.Misaddressed,
    httpx.InvalidURL: errors.Misaddressed,
}
AFTER: Kinds = {
    OSError: errors.BodyReset,
    TimeoutError: errors.Silent,
    aiohttp.ClientError: errors.BodyReset,
    aiohttp.ServerTimeoutError: errors.Silent,
    aiohttp.ClientResponseError: errors.BadBody,
    HttpProcessingError: errors.BadBody,
    httpx.HTTPError: errors.BodyReset,
    httpx.TimeoutException: errors.Silent,
    httpx.ProtocolError: errors.BadBody,
}
LIBRARIES = {"aiohttp", "builtins", "httpx", "socket", "ssl"}
# Longer than a name can be: no server is asked for it.
NAMELESS = ".".join(["a" * 60] * 5)


def descend(kind: type[BaseException]) -> Iterator[type[BaseException]]:
    yield kind
    for each in kind.__subclasses__():
        yield from descend(each)


def all_of(kinds: Kinds) -> set[type[BaseException]]:
    found = (kind for root in kinds for kind in descend(root))
    return {kind for kind in found if kind.__module__.partition(".")[0] in LIBRARIES}


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrying, "FIRST_PAUSE", 0.01)


@pytest.mark.parametrize(("kinds", "meanings"), [(BEFORE, http.BEFORE), (AFTER, http.AFTER)], ids=["before", "after"])
def test_every_foreign_exception_means_what_it_should(kinds: Kinds, meanings: http.Meanings) -> None:
    foreign = all_of(kinds)

    translated = {kind: type(http.translate(kind.__new__(kind), meanings)) for kind in foreign}

    assert len(foreign) > 50
    assert translated == {
        kind: next(kinds[ancestor] for ancestor in kind.__mro__ if ancestor in kinds) for kind in foreign
    }


@pytest.mark.parametrize(
    ("address", "cause"),
    [
        (refusing_url(), "connection_refused"),
        (f"http://{NAMELESS}", "name_unknown"),
        ("http://a..b", "misaddressed"),
        ("http://127.0.0.1:port", "misaddressed"),
        ("http://", "misaddressed"),
        ("http://x:99999", "misaddressed"),
        ("ftp://127.0.0.1", "misaddressed"),
        ("nonsense", "misaddressed"),
    ],
)
def test_who_cannot_be_reached_is_told_apart(address: str, cause: str) -> None:
    async def play(provider: Provider, caller: Caller) -> Heard:
        return await hear(caller, make_call(address))

    assert run(play).error == cause


@pytest.mark.parametrize("key", ["schlüssel", "two\r\nX-Lines: yes"])
def test_a_key_that_no_header_can_carry_is_never_sent(key: str) -> None:
    heard, entries = ask(key=key)

    assert (heard.error, entries) == ("misaddressed", [])


def hear_over_tls(certificate: ssl.SSLContext) -> Heard:
    async def play(_: Provider, caller: Caller) -> Heard:
        async with simulate(tls=certificate) as provider:
            return await hear(caller, make_call(provider.url))

    return run(play)


def test_a_certificate_counts_when_its_authority_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, certificate = make_certificate(tmp_path)

    unknown = hear_over_tls(certificate)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    known = hear_over_tls(certificate)

    assert (unknown.error, known.error) == ("tls_failed", "")


def make_certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """Signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A provider")])
    builder = x509.CertificateBuilder(
        issuer_name=name,
        subject_name=name,
        public_key=key.public_key(),
        serial_number=x509.random_serial_number(),
        not_valid_before=datetime.now(UTC) - timedelta(days=1),
        not_valid_after=datetime.now(UTC) + timedelta(days=1),
    ).add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), critical=False)
    path = folder / "certificate.pem"
    path.write_bytes(
        builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return path, context


def test_cookies_never_come_back() -> None:
    async def play(provider: Provider, caller: Caller) -> list[Mapping[str, str]]:
        for _ in range(2):
            # Those of a bare address nobody keeps.
            await hear(caller, make_call(provider.url.replace("127.0.0.1", "localhost")))
        return [entry.headers for entry in provider.ledger.of("m")]

    first, second = run(play, {"m": [SCENARIOS["cookie"]]})

    assert first == second
    assert "cookie" not in second


def test_compression_is_not_asked_for() -> None:
    _, (entry,) = ask(SCENARIOS["cookie"])

    assert entry.headers["accept-encoding"] == "identity"


@pytest.mark.parametrize("location", ["/elsewhere", "http://[", "ftp://127.0.0.1/", ""])
def test_redirects_are_not_followed(location: str) -> None:
    heard, entries = ask(refuse(302, Location=location))

    assert (heard.error, len(entries)) == ("misaddressed", 1)


def test_proxies_of_the_environment_are_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, refusing_url())

    heard, _ = ask(SCENARIOS["cookie"])

    assert heard.error == ""


@pytest.mark.parametrize("base", ["/a%2Fb", "/a%20b", "/caf%C3%A9", "/a%3Ab"])
def test_a_path_is_asked_for_as_it_is_spelled(base: str) -> None:
    async def play(provider: Provider, caller: Caller) -> str:
        await hear(caller, make_call(provider.url + base, "maker/model:1", dialect="bedrock-converse"))
        return provider.ledger.entries[0].path

    assert run(play) == base + "/model/maker%2Fmodel%3A1/converse-stream"


def test_a_question_is_posted_as_json() -> None:
    _, (entry,) = ask(SCENARIOS["cookie"], key="sk-secret")

    assert entry.headers["content-type"] == "application/json"
    assert entry.headers["authorization"] == "Bearer sk-secret"
    assert int(entry.headers["content-length"]) == len(entry.body)
    assert "transfer-encoding" not in entry.headers


def test_a_connection_that_had_gone_is_told_from_one_that_goes() -> None:
    async def play(provider: Provider, caller: Caller) -> list[Heard]:
        return [await hear(caller, make_call(provider.url)) for _ in range(2)]

    first, second = run(play, {"m": [SCENARIOS["stale"], SCENARIOS["reset-before-head"]]})

    assert (first.error, second.error) == ("", "head_reset")
