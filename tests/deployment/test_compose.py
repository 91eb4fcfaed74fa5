"""docker-compose.hybrid.yml against the code that its containers run."""

import re
import shlex
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import resolve

from hybrid.surroundings import ROOT
from tests.deployment.composing import (
    APPLICATION,
    COMPOSITION,
    LASTING,
    RAW,
    SERVICES,
    STREAMING,
    address_of,
    option,
)
from tests.deployment.reading import names_of_files, names_of_settings

# Read by the servers themselves.
SERVERS_OWN = {"UVICORN_HOST", "UVICORN_PORT"}


@pytest.mark.parametrize("name", APPLICATION)
def test_a_container_is_told_nothing_that_nobody_reads(name: str) -> None:
    told = SERVICES[name].environment.keys()

    assert told - names_of_settings() - names_of_files() - SERVERS_OWN == set()


def test_every_container_of_the_application_is_told_the_same_but_for_what_it_is() -> None:
    own = {"CONTAINER_TYPE", "ARENA_DRAIN_SECONDS", "UVICORN_HOST", "UVICORN_PORT"}
    told = [{key: value for key, value in SERVICES[name].environment.items() if key not in own} for name in APPLICATION]

    assert all(each == told[0] for each in told)


def test_streaming_containers_differ_in_their_address_alone() -> None:
    def without_address(name: str) -> dict[str, object]:
        service = dict(RAW["services"][name])
        environment = {key: value for key, value in service["environment"].items() if key != "UVICORN_PORT"}
        return service | {"environment": environment, "networks": None}

    first, *others = map(without_address, STREAMING)

    assert all(other == first for other in others)


@pytest.mark.parametrize(("service", "container"), [("wsgi", "wsgi"), ("asgi1", "asgi"), ("asgi2", "asgi")])
def test_a_container_is_what_its_entry_point_is(service: str, container: str) -> None:
    assert SERVICES[service].environment["CONTAINER_TYPE"] == container
    assert f"arena_backend.{container}:application" in SERVICES[service].command
    assert getattr(settings, f"{container.upper()}_APPLICATION") == f"arena_backend.{container}.application"


def find_servers(told: str) -> list[set[str]]:
    """Those that are asked first, and those that are when nobody of them answers."""
    servers = [line.split()[1:] for line in told.rstrip(";").split(";")]
    return [{address for address, *how in servers if ("backup" in how) is late} for late in (False, True)]


def test_nginx_finds_every_server() -> None:
    told = SERVICES["nginx"].environment
    wanted = {f"{address_of(name)}:{SERVICES[name].environment['UVICORN_PORT']}" for name in STREAMING}

    assert find_servers(told["ASGI_SERVERS"]) == [wanted, wanted]
    assert find_servers(told["WSGI_SERVERS"]) == [{f"{address_of('wsgi')}:{option('--bind', 'wsgi')[-4:]}"}, wanted]


def test_nginx_alone_is_believed() -> None:
    assert {SERVICES[name].environment["FORWARDED_ALLOW_IPS"] for name in APPLICATION} == {address_of("nginx")}


def test_the_database_is_where_it_is_looked_for() -> None:
    database = COMPOSITION["services"]["postgres"]["environment"]

    url = SERVICES["wsgi"].environment["DATABASE_URL"]

    assert url == f"postgresql://{database['POSTGRES_USER']}@{address_of('postgres')}:5432/{database['POSTGRES_DB']}"


def test_nobody_is_given_an_address_that_is_somebody_elses() -> None:
    (pool,) = COMPOSITION["networks"]["default"]["ipam"]["config"]
    fixed = [address_of(name) for name in SERVICES if "networks" in COMPOSITION["services"][name]]

    assert len(set(fixed)) == len(fixed)
    assert all(ip_address(address) in ip_network(pool["subnet"]) for address in fixed)
    assert not any(ip_address(address) in ip_network(pool["ip_range"]) for address in fixed)


def test_what_is_published_is_where_nginx_listens() -> None:
    told = SERVICES["nginx"].environment
    published = {port.split(":")[2] for port in COMPOSITION["services"]["nginx"]["ports"]}

    assert published == {told["NGINX_LISTEN"], told["NGINX_LISTEN_TLS"]}
    assert [name for name, service in COMPOSITION["services"].items() if "ports" in service] == ["nginx"]


@pytest.mark.parametrize("name", LASTING)
def test_a_container_that_lasts_is_watched_and_held_in(name: str) -> None:
    service = COMPOSITION["services"][name]

    assert service["healthcheck"]["test"]
    assert service["deploy"]["resources"]["limits"].keys() >= {"cpus", "memory"}
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not service["user"].startswith(("0", "root"))


@pytest.mark.parametrize("name", ["wsgi", "asgi1", "asgi2", "nginx"])
def test_health_is_asked_of_an_address_that_exists(name: str) -> None:
    (asked,) = [word for word in shlex.split(" ".join(SERVICES[name].health)) if word.startswith("http://127.0.0.1:")]

    path = asked.removeprefix("http://127.0.0.1:").partition("/")[2]

    assert resolve(f"/{path}").route == path
    assert (ROOT / "arena_backend/probe.py").is_file()


def test_everybody_has_the_time_to_end() -> None:
    drain = int(SERVICES["asgi1"].environment["ARENA_DRAIN_SECONDS"])
    asgi, wsgi = (SERVICES[name].stop_seconds for name in ("asgi1", "wsgi"))

    assert drain < int(option("--timeout-graceful-shutdown", "asgi1")) < asgi
    assert int(option("--graceful-timeout", "wsgi")) < wsgi


def test_health_is_what_it_says() -> None:
    assert SERVICES["postgres"].health[0] == "pg_isready"
    assert "find /tmp/beat -mmin -5" in SERVICES["scheduler"].health[-1]
    assert "--beat" in SERVICES["scheduler"].command


def test_the_scheduler_alone_does_periodic_work() -> None:
    assert {SERVICES[name].environment["ARENA_TICK_SECONDS"] for name in APPLICATION} == {"0"}
    assert SERVICES["scheduler"].command[:3] == ("python", "manage.py", "tick")


def test_no_server_logs_addresses_with_their_query() -> None:
    assert all("--no-access-log" in SERVICES[name].command for name in STREAMING)
    assert "--access-logfile" not in SERVICES["wsgi"].command


def test_gunicorn_writes_where_a_read_only_container_lets_it() -> None:
    assert option("--worker-tmp-dir", "wsgi") == "/dev/shm"
    assert "--no-control-socket" in SERVICES["wsgi"].command


def test_the_database_has_room_for_everybody() -> None:
    """The scheduler and `migrate` have as many as a worker."""
    workers = len(STREAMING) + int(option("--workers", "wsgi")) + 2
    allowed = int(next(word for word in SERVICES["postgres"].command if "max_connections" in word).split("=")[1])

    assert workers * settings.DATABASE_CONNECTIONS < allowed


def test_the_image_of_nginx_fills_in_all_it_is_told() -> None:
    told = SERVICES["nginx"].environment
    images_own = {name for name in told if name.startswith("NGINX_ENVSUBST")}

    assert all(re.search(told["NGINX_ENVSUBST_FILTER"], name) for name in told.keys() - images_own)
    assert SERVICES["nginx"].command[2].startswith(told["NGINX_ENVSUBST_OUTPUT_DIR"])


def test_the_image_is_built_from_what_is_locked_and_is_not_root() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")

    assert all(word in dockerfile for word in ("--require-hashes", "--only-binary :all:", "USER 10001:10001"))


def test_whoever_waits_waits_for_what_is_waited_for() -> None:
    needs = {name: service.needs for name, service in SERVICES.items() if service.needs}

    assert needs["migrate"] == {"postgres": "service_healthy"}
    assert all(needs[name] == {"migrate": "service_completed_successfully"} for name in APPLICATION[1:])
    assert needs["nginx"] == dict.fromkeys(("wsgi", *STREAMING), "service_healthy")


def test_a_server_by_itself_runs_as_its_container_does() -> None:
    """But for where it listens and whom it believes."""
    script = (ROOT / "script/server").read_text(encoding="utf-8")
    alone = script[script.index("-m uvicorn") :].replace("\\\n", " ").split()
    own = {"uvicorn", "--proxy-headers", "30"}

    assert {word for word in SERVICES["asgi1"].command if word not in own} - set(alone) == set()


def test_the_image_is_the_version_of_the_code() -> None:
    images = {COMPOSITION["services"][name]["image"] for name in (*APPLICATION, "nginx")}

    assert images == {f"arena:{settings.VERSION}", f"arena-nginx:{settings.VERSION}"}


def test_the_image_holds_every_room() -> None:
    """And what is copied is let through."""
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    let_through = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rooms = {app for app in settings.INSTALLED_APPS if (ROOT / app).is_dir()}

    assert {room for room in rooms if f"COPY {room} {room}\n" in dockerfile} == rooms
    assert {f"!{room}/" for room in rooms} - set(let_through) == set()


def test_secrets_are_files_and_no_values() -> None:
    for name in APPLICATION:
        assert not {"SECRET_KEY", "DATABASE_PASSWORD"} & SERVICES[name].environment.keys()
    assert Path(SERVICES["wsgi"].environment["SECRET_KEY_FILE"]).name in COMPOSITION["secrets"]
    assert Path(SERVICES["wsgi"].environment["DATABASE_PASSWORD_FILE"]).name in COMPOSITION["secrets"]
