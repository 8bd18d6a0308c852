"""The preferences of one workstation: a small JSON file that may be lost or damaged without harm."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from . import places
from .wording import Language

FILE = "workstation.json"
_WINDOW_LIMIT = 20_000


@dataclass(frozen=True, slots=True)
class Preferences:
    """What this workstation remembers between two starts; nothing clinical, nothing about a participant.

    `window` is left, top, width and height in pixels. `user_name` and `user_role` are those of the last user, so
    that they need not be typed again.
    """

    language: Language = Language.ZH
    dark: bool = False
    last_study: str = ""
    window: tuple[int, int, int, int] | None = None
    maximised: bool = False
    user_name: str = ""
    user_role: str = "coordinator"

    def with_study(self, path: Path) -> Preferences:
        """These preferences with `path` as the study opened last."""
        return replace(self, last_study=str(path))


def default_file() -> Path:
    """Where the preferences of this user are kept."""
    return places.user_config() / FILE


def load(file: Path) -> Preferences:
    """The preferences in `file`; what is missing or damaged is taken from the defaults, never an error."""
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Preferences()
    return _read(data) if isinstance(data, dict) else Preferences()


def save(preferences: Preferences, file: Path) -> bool:
    """Keep `preferences` in `file`; False where that is not possible, which is no reason to stop anybody."""
    part = file.with_suffix(".part")
    try:
        part.write_text(json.dumps(asdict(preferences), ensure_ascii=False, indent=1), encoding="utf-8")
        part.replace(file)
    except OSError:
        return False
    return True


def _read(data: Mapping[str, Any]) -> Preferences:
    rest = Preferences()
    return Preferences(
        language=Language.EN if data.get("language") == "en" else Language.ZH,
        dark=data.get("dark") is True,
        last_study=_text(data, "last_study", rest.last_study),
        window=_window(data.get("window")),
        maximised=data.get("maximised") is True,
        user_name=_text(data, "user_name", rest.user_name),
        user_role=_text(data, "user_role", rest.user_role),
    )


def _text(data: Mapping[str, Any], key: str, otherwise: str) -> str:
    value = data.get(key)
    return value if isinstance(value, str) else otherwise


def _window(value: object) -> tuple[int, int, int, int] | None:
    if not isinstance(value, list) or len(value) != len(("left", "top", "width", "height")):
        return None
    if any(type(part) is not int or abs(part) > _WINDOW_LIMIT for part in value) or min(value[2:]) <= 0:
        return None
    left, top, width, height = value
    return left, top, width, height
