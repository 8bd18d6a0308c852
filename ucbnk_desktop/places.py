"""Where things are: definitions and resources of the program, and the user's own folders."""

from __future__ import annotations

import sys
from pathlib import Path

from platformdirs import PlatformDirs

_DIRS = PlatformDirs("ucbnk_desktop", appauthor=False)


def _shipped(name: str) -> Path:
    """A folder that travels with the program: frozen beside the executable, in the wheel, or in the source tree."""
    package = Path(__file__).resolve().parent
    frozen = getattr(sys, "_MEIPASS", None)
    candidates = [Path(frozen) / name] if frozen else [package / "shipped" / name, package.parent / name]
    for candidate in candidates:
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"{name}: not found beside the program; install it again")


def forms() -> Path:
    """The folder of the form definitions."""
    return _shipped("forms")


def resources(*parts: str) -> Path:
    """A file or folder under the shipped resources."""
    return _shipped("resources").joinpath(*parts)


def user_data() -> Path:
    """The user's own folder for drafts and the demonstration study; made if it is not there."""
    return _made(Path(_DIRS.user_data_dir))


def user_config() -> Path:
    """The user's own folder for the preferences of this workstation; made if it is not there."""
    return _made(Path(_DIRS.user_config_dir))


def documents() -> Path:
    """Where study files and printed forms go unless the user says otherwise."""
    return Path(_DIRS.user_documents_dir)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
