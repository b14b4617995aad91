"""What the command line shows: Dutch sentences, progress bars, and errors that name the place."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from models.errors import VertelpuntError

console = Console(stderr=True, highlight=False, soft_wrap=True)


def say(sentence: str) -> None:
    """Tell the user something."""
    console.print(sentence, markup=False)


@contextmanager
def steps() -> Iterator[Callable[[str, int, int], None]]:
    """Progress bars by name: call the yielded function with (step, done, total)."""
    columns = (
        TextColumn("{task.description:<32}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress:
        bars: dict[str, object] = {}

        def show(step: str, done: int, total: int) -> None:
            if step not in bars:
                bars[step] = progress.add_task(step, total=max(total, 1))
            progress.update(bars[step], completed=done, total=max(total, 1))  # type: ignore[arg-type]

        yield show


@contextmanager
def dutch_errors() -> Iterator[None]:
    """Turn an expected error into its Dutch sentence and exit status 1."""
    try:
        yield
    except VertelpuntError as error:
        say(error.message)
        for problem in getattr(error, "problems", ())[:20]:
            if problem.place not in error.message:
                say(f"  {problem.place}: {problem.message}")
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        say("Gestopt.")
        raise typer.Exit(130) from None
