"""All processes of the compose file on this machine, in their order, and their end."""

import time
from collections.abc import Mapping
from pathlib import Path

from hybrid.composition import Service, read_services
from hybrid.processes import PAUSE_SECONDS, Process, Say
from hybrid.rendering import render_all
from hybrid.surroundings import ROOT

COMPOSE = ROOT / "docker-compose.hybrid.yml"
TEMPLATES = ROOT / "nginx"
# PostgreSQL comes from wherever it is: DATABASE_URL says.
ELSEWHERE = ("postgres",)
# What the image's build does for nginx.
COLLECT = ("python", "manage.py", "collectstatic", "--noinput", "--verbosity", "0")


class Stack:
    def __init__(self, folder: Path, variables: Mapping[str, str], *, environment: Mapping[str, str], say: Say) -> None:
        self.folder = folder
        self.environment = environment
        self.say = say
        self.variables = variables
        services = read_services(COMPOSE, variables)
        self.services = {name: service for name, service in services.items() if name not in ELSEWHERE}
        self.processes: dict[str, Process] = {}

    @property
    def url(self) -> str:
        return self.variables["ARENA_PUBLIC_URL"]

    def start(self) -> None:
        nginx = self.services["nginx"].environment
        render_all(TEMPLATES, self.folder, nginx)
        self._collect_static(nginx["NGINX_STATIC"])
        for name in self.services:
            self.start_service(name)
        self.processes["nginx"].wait_until("service_healthy")

    def _collect_static(self, folder: str) -> None:
        whole = {**self.services["migrate"].environment, "ARENA_STATIC_ROOT": folder}
        self._run(Service("static", COLLECT, whole)).wait_until("service_completed_successfully")

    def _run(self, service: Service, *, attempt: int = 0) -> Process:
        return Process(service, folder=ROOT, environment=self.environment, say=self.say, attempt=attempt)

    def start_service(self, name: str) -> None:
        service = self.services[name]
        for needed, condition in service.needs.items():
            if needed not in ELSEWHERE:
                self.processes[needed].wait_until(condition)
        self.processes[name] = self._run(service)

    @property
    def lasting(self) -> dict[str, Process]:
        return {name: process for name, process in self.processes.items() if process.service.is_lasting}

    def revive(self) -> None:
        """As the compose file has it with `restart`."""
        for name, process in self.lasting.items():
            if process.is_due:
                self.say(name, f"ended with code {process.running.returncode} and is started again")
                process.kill()
                self.processes[name] = self._run(process.service, attempt=process.next_attempt)

    def restart_streaming(self) -> None:
        """One after the other, so that nobody notices; if one does not start, the others stay as they are."""
        for name, process in self.lasting.items():
            if process.service.environment.get("CONTAINER_TYPE") == "asgi":
                self.restart(name)

    def restart(self, name: str) -> None:
        process = self.processes[name]
        process.begin_to_stop()
        process.stop(process.service.stop_seconds)
        self.start_service(name)
        self.processes[name].wait_until("service_healthy")

    def stop(self) -> None:
        """nginx last: it brings to readers how their streams end."""
        nginx = self.processes.pop("nginx", None)
        stop_all(list(self.processes.values()))
        stop_all([nginx] if nginx else [])


def stop_all(processes: list[Process]) -> None:
    """At once; told again, they hurry."""
    tell_all(processes)
    began = time.monotonic()
    while any(process.is_ending(since=began) for process in processes):
        try:
            time.sleep(PAUSE_SECONDS)
        except KeyboardInterrupt:
            tell_all(processes)
    for process in processes:
        process.stop(0)


def tell_all(processes: list[Process]) -> None:
    for process in processes:
        process.begin_to_stop()
