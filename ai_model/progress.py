"""How long work shows that it goes on: a bar on a terminal, plain lines elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress


@contextmanager
def shown(
    what: str, *, steps: int, on_terminal: bool, write: Callable[[str], object]
) -> Iterator[Callable[[str], None]]:
    """Gives what is called after every step, with a line about it or an empty one."""
    with Progress(console=Console(), disable=not on_terminal) as bar:
        task = bar.add_task(what, total=steps)

        def step(line: str) -> None:
            if line and on_terminal:
                bar.console.print(line, markup=False, highlight=False, soft_wrap=True)
            elif line:
                write(line)
            bar.advance(task)

        yield step
