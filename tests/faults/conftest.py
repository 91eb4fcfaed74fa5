"""How the suite is run: its forms and seeds, the stages it plays on, and the figures at its end."""

import os
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random

import pytest
import uvloop

from tests.faults.databases import COPIES, Copies
from tests.faults.figures import Figures
from tests.faults.seeds import choose_seeds
from tests.faults.stage import Builder, Stage
from tests.faults.voices import Simulator, catalog

FIGURES = pytest.StashKey[Figures]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--short", action="store_true", help="the form for CI: few seeds, and times are shown but not judged"
    )
    parser.addoption("--seed", type=int, help="throw this one alone")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "seeds(short, full): so many seeds in each form")
    config.addinivalue_line("markers", "only_on(database): the fault is one of this database")
    config.stash[FIGURES] = Figures()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if marker := metafunc.definition.get_closest_marker("seeds"):
        option = metafunc.config.getoption
        name = metafunc.definition.originalname
        seeds = choose_seeds(name, **marker.kwargs, is_short=option("short"), chosen=option("seed"))
        metafunc.parametrize("seed", seeds)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Left out, not skipped: what a database does not have cannot fail on it."""
    others = [item for item in items if _is_of_another(item, config.getoption("database"))]
    items[:] = [item for item in items if item not in others]
    config.hook.pytest_deselected(items=others)


def _is_of_another(item: pytest.Item, database: str) -> bool:
    marker = item.get_closest_marker("only_on")
    return marker is not None and marker.args != (database,)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    values = getattr(item, "funcargs", {})
    if report.failed:
        if "seed" in values:
            option = item.config.getoption
            form = "--short " if option("short") else ""
            name = getattr(item, "originalname", item.name)
            report.sections.append(
                ("To repeat it", f"script/test faults {form}--seed {values['seed']} {option('database')} -k {name}")
            )
        report.sections += [
            (f"Logs of {name}", stage.read_logs()) for name, stage in values.items() if isinstance(stage, Stage)
        ]
    return report


def is_whole(config: pytest.Config) -> bool:
    return not config.getoption("short") and config.getoption("seed") is None


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    figures = session.config.stash[FIGURES]
    if exitstatus == pytest.ExitCode.OK and figures.missed(is_whole=is_whole(session.config)):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    database = config.getoption("database")
    terminalreporter.section(f"Figures on {database}: name, value, demand")
    for line in config.stash[FIGURES].tell(is_whole=is_whole(config)):
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def figures(pytestconfig: pytest.Config) -> Figures:
    return pytestconfig.stash[FIGURES]


@pytest.fixture(scope="session")
def is_short(pytestconfig: pytest.Config) -> bool:
    return bool(pytestconfig.getoption("short"))


@pytest.fixture
def dice(seed: int, request: pytest.FixtureRequest) -> Random:
    return Random(f"{request.node.originalname} {seed}")


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("faults")


@pytest.fixture(scope="session")
def simulator(folder: Path) -> Iterator[Simulator]:
    simulator = Simulator(folder)
    uvloop.run(simulator.open())
    yield simulator
    simulator.kill()


@pytest.fixture(scope="session")
def copies(simulator: Simulator, folder: Path, pytestconfig: pytest.Config) -> Copies:
    file = folder / "catalog.toml"
    file.write_text(catalog(simulator.door.url))
    environment = {**os.environ, "ARENA_DATA": str(folder), "ARENA_CATALOG": str(file)}
    return COPIES[pytestconfig.getoption("database")](folder, environment=environment)


@contextmanager
def build(copies: Copies, simulator: Simulator, folder: Path) -> Iterator[Builder]:
    """Stages that are taken down at the end."""
    with ExitStack() as undoing:

        def build_one(*, workers: int, place: Path | None = None, **environment: str) -> Stage:
            database = undoing.enter_context(copies.copy(place))
            stage = Stage(folder, database, simulator, workers=workers, **environment)
            undoing.callback(stage.close)
            uvloop.run(stage.open())
            return stage

        yield build_one


@pytest.fixture
def build_stage(copies: Copies, simulator: Simulator, folder: Path) -> Iterator[Builder]:
    with build(copies, simulator, folder) as builder:
        yield builder


@pytest.fixture(scope="session")
def lasting_pair(copies: Copies, simulator: Simulator, folder: Path) -> Iterator[Stage]:
    with build(copies, simulator, folder) as builder:
        yield builder(workers=2)


@pytest.fixture
def pair(lasting_pair: Stage) -> Stage:
    """Two workers, both there. To start them takes longer than most of what is done to them."""
    uvloop.run(lasting_pair.heal())
    return lasting_pair
