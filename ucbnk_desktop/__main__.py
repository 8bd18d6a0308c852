"""Where the program begins: without arguments the window opens, a sub-command works without one and without Qt."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from pathlib import Path

from . import settings

SUFFIX = ".ucbnk"


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks; the answer is the exit code (see `commands`)."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    named = [Path(each) for each in given if each.endswith(SUFFIX)]
    if len(given) == len(named) <= 1 and all(path.is_file() for path in named):
        return _window(next(iter(named), None))
    if len(given) == len(named) == 1:
        given = ["window", *given]
    from .commands import main as command  # noqa: PLC0415 - the window needs none of it to be shown

    return command(given, show_window=_show_window)


def _window(study: Path | None) -> int:
    """Open the window at once; what keeps it from opening is told as for any other command."""
    try:
        return _show_window(study)
    except (Exception, KeyboardInterrupt) as error:
        from .commands import answer  # noqa: PLC0415 - nothing went wrong as a rule

        return answer(error)


def _show_window(study: Path | None) -> int:
    gc.disable()  # what is loaded stays; the window lets the collector in again when all is there
    try:
        from .app import run  # noqa: PLC0415 - Qt is loaded only for the window

        return run(study, preferences=settings.default_file())
    finally:
        gc.enable()


if __name__ == "__main__":
    raise SystemExit(main())
