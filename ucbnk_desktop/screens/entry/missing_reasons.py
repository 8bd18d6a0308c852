"""The answers that say why a value is absent: their words, their keys, and how they are shown in a field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import QCoreApplication

from ucbnk_desktop.forms.definition import Field, Kind
from ucbnk_desktop.forms.field_kinds import read
from ucbnk_desktop.protocol.facts import Missing
from ucbnk_desktop.wording import Text

_PROBE = Field("probe", Kind.NOTE, Text("缺失原因", "Reason for absence"))


def words(kind: Kind) -> Mapping[Missing, str]:
    """The word for each reason of absence; a laboratory test is not tested, everything else is not done."""
    lab = kind is Kind.LAB
    return {
        Missing.NOT_DONE: QCoreApplication.translate("Missing", "Not tested") if lab
        else QCoreApplication.translate("Missing", "Not done"),
        Missing.UNKNOWN: QCoreApplication.translate("Missing", "Unknown"),
        Missing.NOT_APPLICABLE: QCoreApplication.translate("Missing", "Not applicable"),
        Missing.PENDING: QCoreApplication.translate("Missing", "Result pending"),
    }


def offered(field: Field) -> tuple[Missing, ...]:
    """The reasons for absence `field` offers, in the order of the keys Ctrl+1 to Ctrl+4."""
    return tuple(missing for missing in Missing if missing in field.missing)


def split(text: str) -> tuple[Missing, str] | None:
    """The reason for absence kept in `text` and its explanation; None where `text` is not such an answer."""
    reading = read(_PROBE, text, today=date.min)
    return None if reading.missing is None else (reading.missing, reading.reason)


def shown(field: Field, text: str) -> str:
    """The soft words a field shows for an absent answer kept as `text`; "" where it is none."""
    parts = split(text)
    if parts is None:
        return ""
    missing, reason = parts
    word = words(field.kind)[missing]
    return f"{word} · {reason}" if reason else word
