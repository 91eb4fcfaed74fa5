"""The other ways to set it up: with TLS, without limits, with the API at the root."""

import socket
import ssl
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from hybrid.stack import Stack
from hybrid.surroundings import HERE, find_free_port
from tests.hybrids import lay_nginx, start_stack

MANY = 60


def make_certificate(folder: Path) -> dict[str, str]:
    """Signed by itself, for this machine, for an hour."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HERE)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HERE))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, secret = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    (folder / "certificate").write_bytes(certificate.public_bytes(pem))
    (folder / "key").write_bytes(key.private_bytes(pem, secret, serialization.NoEncryption()))
    return {"NGINX_CERTIFICATE": str(folder / "certificate"), "NGINX_CERTIFICATE_KEY": str(folder / "key")}


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"NGINX_DOOR": "tls"},
        {"ARENA_THROTTLES": "off"},
        {"ARENA_API_PREFIX": ""},
        {"ARENA_API_PREFIX": "deep/er"},
        {"NGINX_TRUSTED": "10.0.0.0/8", "NGINX_SCHEME": "https"},
        {"ARENA_CORS_ORIGINS": "https://a.example.org, https://b.example.org"},
    ],
    ids=str,
)
def test_nginx_takes_it(told: dict[str, str], tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path)
    told = {**told, **certificate, "NGINX_LISTEN_TLS": f"{HERE}:{find_free_port()}"}
    command = lay_nginx(tmp_path, port=find_free_port(), asgi=(1, 2), wsgi=3, **told)

    tested = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)

    assert (tested.returncode, tested.stderr.count("successful")) == (0, 1), tested.stderr
    # Newer ones would have it said otherwise, in a way that older ones refuse.
    assert [line for line in tested.stderr.splitlines() if "[warn]" in line and "http2" not in line] == []


@pytest.fixture(scope="module")
def secure(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("certificate")
    door = f"{HERE}:{find_free_port()}"
    told = {
        "ARENA_API_PREFIX": "",
        "ARENA_PUBLIC_URL": f"https://{door}",
        "ARENA_THROTTLES": "off",
        "NGINX_DOOR": "tls",
        "NGINX_LISTEN_TLS": door,
    }
    with start_stack(settings.ARENA_DATA / "secure.log", **told, **make_certificate(folder)) as stack:
        yield stack


@pytest.fixture
def visitor(secure: Stack) -> Iterator[httpx.Client]:
    trusted = ssl.create_default_context(cafile=secure.variables["NGINX_CERTIFICATE"])
    with httpx.Client(base_url=secure.url, verify=trusted, trust_env=False) as client:
        yield client


def test_who_comes_without_tls_is_sent_on(secure: Stack) -> None:
    plain = f"http://{secure.variables['NGINX_LISTEN']}"

    sent = [httpx.post(f"{plain}{path}", trust_env=False) for path in ("/sessions/?a=b", "/static/a.css", "/admin/")]

    assert {answer.status_code for answer in sent} == {308}
    assert sent[0].headers["Location"] == f"{secure.url}/sessions/?a=b"
    assert httpx.get(f"{plain}/live/", trust_env=False).status_code == 200


def test_with_tls_both_sides_answer_and_insist_on_it(visitor: httpx.Client) -> None:
    answers = [visitor.get("/models/"), visitor.post("/messages/stream/", json={})]

    assert [answer.status_code for answer in answers] == [200, 401]
    assert all("max-age=86400" in answer.headers["Strict-Transport-Security"] for answer in answers)


def test_browsers_may_ask_much_over_one_connection(secure: Stack) -> None:
    trusted = ssl.create_default_context(cafile=secure.variables["NGINX_CERTIFICATE"])
    trusted.set_alpn_protocols(["h2", "http/1.1"])
    host, _, port = secure.variables["NGINX_LISTEN_TLS"].rpartition(":")

    with socket.create_connection((host, int(port))) as raw, trusted.wrap_socket(raw, server_hostname=host) as client:
        assert (client.selected_alpn_protocol(), client.version()) == ("h2", "TLSv1.3")


def test_nobody_is_limited_where_limits_are_off(visitor: httpx.Client) -> None:
    answers = [visitor.post(path) for path in ("/auth/refresh/", "/messages/stream/") for _ in range(MANY)]

    assert 429 not in {answer.status_code for answer in answers}


def test_nobody_speaks_for_others_unless_they_are_trusted(secure: Stack, visitor: httpx.Client) -> None:
    spoken_for = visitor.get("/models/", headers={"X-Forwarded-For": "2001:db8:9::1", "X-Forwarded-Proto": "http"})

    log = (settings.ARENA_DATA / "secure.log").read_text(encoding="utf-8")
    assert spoken_for.status_code == 200
    assert "2001:db8:9::1" not in log
