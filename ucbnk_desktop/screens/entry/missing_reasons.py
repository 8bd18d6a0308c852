"""The answers that say why a value is absent: those a field offers, and whether a text is one."""

from __future__ import annotations

from datetime import date

from ucbnk_desktop.forms.definition import Field, Kind
from ucbnk_desktop.forms.field_kinds import read
from ucbnk_desktop.protocol.facts import Missing
from ucbnk_desktop.wording import Text

_PROBE = Field("probe", Kind.NOTE, Text("缺失原因", "Reason for absence"))


def offered(field: Field) -> tuple[Missing, ...]:
    """The reasons for absence `field` offers, in the order of the keys Ctrl+1 to Ctrl+4."""
    return tuple(missing for missing in Missing if missing in field.missing)


def split(text: str) -> tuple[Missing, str] | None:
    """The reason for absence kept in `text` and its explanation; None where `text` is not such an answer."""
    reading = read(_PROBE, text, today=date.min)
    return None if reading.missing is None else (reading.missing, reading.reason)
