"""Signatures, against those AWS documents and others worked out here by its description."""

import hashlib
import hmac
from datetime import UTC, datetime

import pytest

from ai_model.providers.bedrock_signing import derive_key, is_signing_key, sign
from ai_model.providers.errors import Misaddressed

# Of AWS's own examples.
EXAMPLE_SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
KEY = f"AKIDEXAMPLE:{EXAMPLE_SECRET}"
TIME = datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)
BODY = b'{"messages":[]}'
HOST = "bedrock-runtime.ap-south-1.amazonaws.com"
PATH = "/model/us.amazon.nova-micro-v1%3A0/converse-stream"
# Every percent of the path is quoted again.
SIGNED_PATH = "/model/us.amazon.nova-micro-v1%253A0/converse-stream"


def expect(lines: list[str], *, names: str, region: str = "ap-south-1") -> str:
    scope = f"20260203/{region}/bedrock/aws4_request"
    request = "\n".join([*lines, names, hashlib.sha256(BODY).hexdigest()])
    told = f"AWS4-HMAC-SHA256\n20260203T040506Z\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
    key = b"AWS4" + EXAMPLE_SECRET.encode()
    for part in ("20260203", region, "bedrock", "aws4_request", told):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return f"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/{scope}, SignedHeaders={names}, Signature={key.hex()}"


@pytest.mark.parametrize(
    ("day", "key"),
    [
        ("20120215", "f4780e2d9f65fa895f9c67b32ce1baf0b0d8a43505a000a1a9e090d414db404d"),
        ("20150830", "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9"),
    ],
)
def test_keys_are_derived_as_documented(day, key):
    assert derive_key(EXAMPLE_SECRET, (day, "us-east-1", "iam", "aws4_request")).hex() == key


def test_a_question_is_signed():
    headers = sign(KEY, f"https://{HOST}{PATH}", body=BODY, time=TIME)

    lines = ["POST", SIGNED_PATH, "", f"host:{HOST}", "x-amz-date:20260203T040506Z", ""]
    assert headers == {"x-amz-date": "20260203T040506Z", "Authorization": expect(lines, names="host;x-amz-date")}


def test_a_session_token_is_sent_and_signed():
    headers = sign(f"{KEY}:FwoGZ/+==", f"https://{HOST}{PATH}", body=BODY, time=TIME)

    token = "x-amz-security-token:FwoGZ/+=="
    lines = ["POST", SIGNED_PATH, "", f"host:{HOST}", "x-amz-date:20260203T040506Z", token, ""]
    assert headers["x-amz-security-token"] == "FwoGZ/+=="
    assert headers["Authorization"] == expect(lines, names="host;x-amz-date;x-amz-security-token")


def test_a_slash_in_the_name_of_a_model_stays_one_part_of_the_path():
    path = "/model/arn%3Aaws%3Abedrock%3Aap-south-1%3A123456789012%3Ainference-profile%2Fours/converse-stream"

    headers = sign(KEY, f"https://{HOST}{path}", body=BODY, time=TIME)

    lines = ["POST", path.replace("%", "%25"), "", f"host:{HOST}", "x-amz-date:20260203T040506Z", ""]
    assert headers["Authorization"] == expect(lines, names="host;x-amz-date")


@pytest.mark.parametrize(("port", "told"), [(":443", ""), (":8443", ":8443")])
def test_the_host_is_signed_as_it_is_sent(port, told):
    headers = sign(KEY, f"https://{HOST}{port}{PATH}", body=BODY, time=TIME)

    lines = ["POST", SIGNED_PATH, "", f"host:{HOST}{told}", "x-amz-date:20260203T040506Z", ""]
    assert headers["Authorization"] == expect(lines, names="host;x-amz-date")


@pytest.mark.parametrize(
    ("host", "region"),
    [
        ("bedrock-runtime.us-east-1.amazonaws.com", "us-east-1"),
        ("bedrock-runtime-fips.us-gov-west-1.amazonaws.com", "us-gov-west-1"),
        ("bedrock-runtime.eu-west-1.api.aws", "eu-west-1"),
        ("bedrock-runtime.cn-north-1.amazonaws.com.cn", "cn-north-1"),
        ("vpce-0a1b-2c3d.bedrock-runtime.eu-west-1.vpce.amazonaws.com", "eu-west-1"),
    ],
)
def test_the_host_tells_the_region(host, region):
    headers = sign(KEY, f"https://{host}{PATH}", body=BODY, time=TIME)

    lines = ["POST", SIGNED_PATH, "", f"host:{host}", "x-amz-date:20260203T040506Z", ""]
    assert headers["Authorization"] == expect(lines, names="host;x-amz-date", region=region)


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "bedrock.us-east-1.amazonaws.com", "bedrock-runtime.localhost"])
def test_a_host_without_a_region_is_no_address_for_signatures(host):
    with pytest.raises(Misaddressed):
        sign(KEY, f"https://{host}{PATH}", body=BODY, time=TIME)


@pytest.mark.parametrize(
    ("key", "is_one"),
    [("AKIDEXAMPLE:secret", True), ("ASIAEXAMPLE:secret:token", True), ("bedrock-api-key-YmVk", False), ("", False)],
)
def test_keys_for_signing_are_told_from_others(key, is_one):
    assert is_signing_key(key) is is_one
