"""/api/schema/ and /api/docs/"""

import re

import yaml

from api.refusals import Code
from tests.addresses import routes
from tests.people import Client


def test_every_route_is_described(nobody: Client) -> None:
    schema = yaml.safe_load(nobody.get("/schema/").text)

    described = {path.removeprefix("/api/") for path in schema["paths"]}
    aliases = {"sessions/type/", "models/type/", "messages/stream/{id}/stream/", "schema/", "docs/"}
    expected = {re.sub(r"<\w+:(\w+)>", r"{\1}", route).replace("{pk}", "{id}") for route in routes()} - aliases
    assert schema["openapi"].startswith("3.1")
    assert described - aliases == expected


def test_every_operation_says_how_it_refuses(nobody: Client) -> None:
    schema = yaml.safe_load(nobody.get("/schema/").text)

    operations = [operation for path in schema["paths"].values() for operation in path.values()]
    refusal = schema["components"]["schemas"]["Refusal"]
    # None leaves the door open for answers that are not named.
    assert all({"400", "5XX"} < operation["responses"].keys() for operation in operations)
    assert all("default" not in operation["responses"] for operation in operations)
    assert all("401" in operation["responses"] for operation in operations if "security" in operation)
    codes = (
        schema["components"]["schemas"]["CodeEnum"]["enum"]
        if "$ref" in str(refusal["properties"]["code"])
        else refusal["properties"]["code"]["enum"]
    )
    assert set(codes) == {code.value for code in Code}


def test_the_documentation_needs_no_network(nobody: Client) -> None:
    page = nobody.get("/docs/")

    loaded = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert page.status_code == 200
    assert loaded
    assert all(address.startswith("/") for address in loaded)
    assert all(nobody.get(str(nobody.base_url.join(address))).status_code == 200 for address in loaded)
