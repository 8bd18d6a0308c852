"""Puts what is kept in a field into the words the user knows: labels of choices, words for missing answers."""

from __future__ import annotations

import re
from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from ucbnk_desktop.forms.definition import LAB_PARTS, Field, FormDefinition, Kind
from ucbnk_desktop.wording import Language, Text

_MISSING = re.compile(r"\[(not_done|unknown|not_applicable|pending)\](?: (.*))?", re.DOTALL)
_PATH = re.compile(r"(\w+)\[(\d+)\]\.(\w+)")


def missing_word(code: str) -> str:
    """The word of a reason for absence."""
    return {
        "not_done": QCoreApplication.translate("Words", "not done"),
        "unknown": QCoreApplication.translate("Words", "unknown"),
        "not_applicable": QCoreApplication.translate("Words", "not applicable"),
        "pending": QCoreApplication.translate("Words", "result pending"),
    }[code]


def value(definition: FormDefinition | None, key: str, text: str, language: Language) -> str:
    """What `text` in the column `key` says; the text itself where the definition does not know the column."""
    absent = _MISSING.fullmatch(text)
    if absent:
        return " · ".join(part for part in (missing_word(absent[1]), absent[2] or "") if part)
    field = _field(definition, key)
    if field is None:
        return text
    if key.endswith("_significance"):
        return _significance(text)
    if field.kind in (Kind.CHOICE, Kind.CHOICES, Kind.YES_NO):
        sign = "、" if language is Language.ZH else ", "
        return sign.join(_choice(field, code, language) for code in text.split())
    return text


def label(definition: FormDefinition | None, key: str, language: Language) -> str:
    """The label of the column `key` (`anc`, `anc_uln`, `chemotherapy.drug`); the key itself where it is unknown."""
    field = _field(definition, key)
    if field is None:
        return key
    outer, _, inner = key.partition(".")
    words = field.label.in_(language)
    if inner and definition is not None:
        words = f"{definition.field(outer).label.in_(language)} · {words}"
    part = (inner or outer).removeprefix(f"{field.key}_") if field.kind is Kind.LAB else ""
    return f"{words} · {_part(part)}" if part in LAB_PARTS else words


def path_label(definition: FormDefinition | None, path: str, language: Language) -> str:
    """The label of a path as `changed_answers` gives it: `anc`, `chemotherapy[3].drug`."""
    match = _PATH.fullmatch(path)
    if match is None:
        return label(definition, path, language)
    words = label(definition, f"{match[1]}.{match[3]}", language)
    return f"{words} ({match[2]})"


def changes(definition: FormDefinition, saved: Mapping[str, str], typed: Mapping[str, str], keys: tuple[str, ...],
            language: Language) -> list[str]:
    """One line for each changed column: what it is, from what, to what."""
    lines = []
    for key in keys:
        name = path_label(definition, key, language)
        if "[" in key:
            lines.append(name)
            continue
        old = value(definition, key, saved.get(key, ""), language)
        new = value(definition, key, typed.get(key, ""), language) or "—"
        lines.append(f"{name}:  {old} → {new}")
    return lines


def _field(definition: FormDefinition | None, key: str) -> Field | None:
    if definition is None or not key:
        return None
    try:
        return definition.field(key)
    except (KeyError, StopIteration):
        return None


def _choice(field: Field, code: str, language: Language) -> str:
    choice = field.choice(code)
    text: Text | None = choice.label if choice else None
    return text.in_(language) if text else code


def _part(part: str) -> str:
    return {
        "unit": QCoreApplication.translate("Words", "unit"),
        "lln": QCoreApplication.translate("Words", "lower limit"),
        "uln": QCoreApplication.translate("Words", "upper limit"),
        "significance": QCoreApplication.translate("Words", "clinical significance"),
    }[part]


def _significance(text: str) -> str:
    return {
        "yes": QCoreApplication.translate("Words", "clinically significant"),
        "no": QCoreApplication.translate("Words", "not clinically significant"),
    }.get(text, text)
