"""How a question to Bedrock is signed: AWS Signature Version 4, for one POST.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

import hmac
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import reduce
from hashlib import sha256
from urllib.parse import quote, urlsplit

from ai_model.providers.errors import Misaddressed

ALGORITHM = "AWS4-HMAC-SHA256"
# The name of a private endpoint may stand before it.
REGION = re.compile(r"(?:^|\.)bedrock-runtime(?:-fips)?\.([a-z0-9-]+)\.")
DEFAULT_PORTS = (None, 443)


def is_signing_key(key: str) -> bool:
    """ACCESS_KEY_ID:SECRET or ACCESS_KEY_ID:SECRET:SESSION_TOKEN; no other kind of key has a colon."""
    return key.count(":") in (1, 2)


def sign(key: str, url: str, *, body: bytes, time: datetime) -> dict[str, str]:
    """The headers that prove who asks; `time` is in UTC. Raises Misaddressed if the host tells no region."""
    key_id, secret, token = (*key.split(":"), "")[:3]
    stamp = time.strftime("%Y%m%dT%H%M%SZ")
    scope = (stamp[:8], read_region(url), "bedrock", "aws4_request")
    headers = {"x-amz-date": stamp} | ({"x-amz-security-token": token} if token else {})
    signed = {"host": read_host(url), **headers}
    request = sha256(write_request(url, signed, body=body).encode()).hexdigest()
    told = "\n".join((ALGORITHM, stamp, "/".join(scope), request))
    proof = hmac.digest(derive_key(secret, scope), told.encode(), sha256).hex()
    parts = (f"Credential={key_id}/{'/'.join(scope)}", f"SignedHeaders={';'.join(signed)}", f"Signature={proof}")
    return {**headers, "Authorization": f"{ALGORITHM} {', '.join(parts)}"}


def write_request(url: str, headers: Mapping[str, str], *, body: bytes) -> str:
    """In the one form that is signed; the names of the headers are in lower case, and in order."""
    # Quoted a second time: only S3 wants it once.
    path = quote(urlsplit(url).path)
    lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
    return "\n".join(("POST", path, "", lines, ";".join(headers), sha256(body).hexdigest()))


def derive_key(secret: str, scope: Sequence[str]) -> bytes:
    return reduce(lambda key, part: hmac.digest(key, part.encode(), sha256), scope, f"AWS4{secret}".encode())


def read_region(url: str) -> str:
    if found := REGION.search(urlsplit(url).hostname or ""):
        return found[1]
    raise Misaddressed


def read_host(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.hostname}" if parts.port in DEFAULT_PORTS else f"{parts.hostname}:{parts.port}"
