"""A small disk in the folder given, until it is let go: python -m tests.faults.mounting FOLDER SIZE"""

import subprocess
import sys
from pathlib import Path

from tests.faults.holding import until_let_go


def main(folder: str, size: str) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},mode=777", "arena-faults", folder], check=True)
    try:
        until_let_go()
    finally:
        # With the folder, and lazily: what still holds a file there may end later.
        subprocess.run(["umount", "-l", folder], check=True)
        Path(folder).rmdir()


if __name__ == "__main__":
    main(*sys.argv[1:])
