"""What CI runs: whatever fails in it fails all of it."""

import os
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

TOOLS = ("nginx", "faketime", "chromium", "node", "npm", "curl")
SUITES = ("sqlite", "hybrid", "schema", "faults", "browser")
# Takes its first word for what it is to do, and fails at one of these.
SCRIPT = '#!/bin/sh\n[ "${0##*/} ${1-}" != "%s" ]\n'


def write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)


def run_ci(folder: Path, *, failing: str) -> int:
    write(folder / ".ci/run", (settings.BASE_DIR / ".ci/run").read_text(encoding="utf-8"))
    for name in ("lint", "test"):
        write(folder / "script" / name, SCRIPT % failing)
    for tool in TOOLS:
        write(folder / "bin" / tool, "#!/bin/sh\n")
    environment = {**os.environ, "PATH": f"{folder / 'bin'}:{os.environ['PATH']}"}
    return subprocess.run([folder / ".ci/run"], env=environment, capture_output=True, check=False).returncode


@pytest.mark.parametrize("failing", ["lint ", *(f"test {suite}" for suite in SUITES)])
def test_what_fails_is_told(failing: str, tmp_path: Path) -> None:
    assert run_ci(tmp_path, failing=failing) == 1


def test_what_is_well_is_well(tmp_path: Path) -> None:
    assert run_ci(tmp_path, failing="nothing") == 0
