"""The note beside an open study file that says who has it open; it only informs, the lock on the file guards."""

from __future__ import annotations

import json
import platform
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class OpenMarker:
    """Who has the study open, at which computer, since when (local time, ISO)."""

    who: str
    where: str
    since: str


def note_path(study: Path) -> Path:
    """Where the note of `study` lies."""
    return study.with_name(f"{study.name}.open")


def leave(study: Path, who: str, since: datetime) -> None:
    """Write the note; a folder that refuses it is no reason to refuse the study."""
    note = OpenMarker(who, platform.node() or "?", since.isoformat(" ", timespec="minutes"))
    with suppress(OSError):
        note_path(study).write_text(json.dumps(asdict(note), ensure_ascii=False), encoding="utf-8")


def read(study: Path) -> OpenMarker | None:
    """The note of `study`; None where there is none or where it cannot be understood."""
    try:
        return OpenMarker(**json.loads(note_path(study).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def remove(study: Path) -> None:
    """Take the note away."""
    with suppress(OSError):
        note_path(study).unlink(missing_ok=True)
