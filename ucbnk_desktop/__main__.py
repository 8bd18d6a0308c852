"""Where the program begins: without arguments the window opens, a sub-command works without one and without Qt."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks; the answer is the exit code (see `commands`)."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given:
        given = ["window"]
    elif len(given) == 1 and given[0].endswith(".ucbnk"):
        given = ["window", given[0]]
    from .commands import main as command  # noqa: PLC0415 - nothing is loaded before it is known what is asked

    return command(given, show_window=_show_window)


def _show_window(study: Path | None) -> int:
    from .app import run  # noqa: PLC0415 - Qt is loaded only for the window

    return run(study)


if __name__ == "__main__":
    raise SystemExit(main())
