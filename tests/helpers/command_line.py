"""What a command answers, and how tests call one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Answered:
    """Exit code, both streams, and the windows that were asked for."""

    code: int
    out: str
    err: str
    windows: tuple[Path | None, ...]


Call = Callable[..., Answered]
