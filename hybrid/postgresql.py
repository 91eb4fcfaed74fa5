"""A PostgreSQL that is thrown away: it would outlive a killed parent, so a keeper of its own ends it."""

import os
import subprocess
import sys
from pathlib import Path

KEEPER = Path(__file__).with_name("keeper.py")


class PostgreSQL:
    def __init__(self, folder: Path, *options: str) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        self.keeper = subprocess.Popen(
            [sys.executable, KEEPER, folder, *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"TMPDIR": str(folder), "XDG_RUNTIME_DIR": str(folder)},
            text=True,
            start_new_session=True,  # Ctrl-C is for its parent; the keeper hears of that one's end
        )
        assert self.keeper.stdout
        try:
            self.address = self.keeper.stdout.readline().strip()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        self.keeper.communicate()
