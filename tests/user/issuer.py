"""An OpenID Connect issuer: its documents over HTTP on the loopback, and tokens with real signatures."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

AUDIENCE = "arena-tests"
FAMILIES: dict[str, Any] = {"RS256": RSAAlgorithm(RSAAlgorithm.SHA256), "ES256": ECAlgorithm(ECAlgorithm.SHA256)}
# Making one takes a tenth of a second.
RSA_KEYS = [rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2)]

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


class Issuer(ThreadingHTTPServer):
    """Knows one RSA key and one of an elliptic curve until told of others."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Documents)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.keys: dict[str, Key] = {"RS256": RSA_KEYS[0], "ES256": ec.generate_private_key(ec.SECP256R1())}
        self.foreign_key: Key = RSA_KEYS[1]
        # Cleared, it holds every answer back.
        self.answers = threading.Event()
        self.answers.set()
        self.status = 200
        self.nonsense = b""

    def read(self, path: str) -> dict[str, Any]:
        if path == "/.well-known/openid-configuration":
            return {"issuer": self.url, "jwks_uri": f"{self.url}/keys"}
        return {"keys": [describe(kid, key) for kid, key in self.keys.items()]}

    def sign(self, kid: str = "RS256", *, key: Key | None = None, algorithm: str = "", **claims: Any) -> str:
        now = int(time.time())
        usual = {"iss": self.url, "aud": AUDIENCE, "sub": "somebody", "iat": now, "exp": now + 60}
        sent = {name: value for name, value in (usual | claims).items() if value is not None}
        return jwt.encode(sent, key or self.keys[kid], algorithm or kid, headers={"kid": kid})


class Documents(BaseHTTPRequestHandler):
    server: Issuer

    def do_GET(self) -> None:
        self.server.answers.wait(5)
        body = self.server.nonsense or json.dumps(self.server.read(self.path)).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- as in the standard library
        """The tests' output is for the tests."""


def describe(kid: str, key: Key) -> dict[str, Any]:
    algorithm = "RS256" if isinstance(key, rsa.RSAPrivateKey) else "ES256"
    public = FAMILIES[algorithm].to_jwk(key.public_key(), as_dict=True)
    return public | {"kid": kid, "use": "sig", "alg": algorithm}


@contextmanager
def start_issuer() -> Iterator[Issuer]:
    with Issuer() as issuer:
        thread = threading.Thread(target=issuer.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield issuer
        finally:
            issuer.answers.set()
            issuer.shutdown()
            thread.join()
