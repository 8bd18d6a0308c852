"""Says what was decided, in words: a choice by its label, days as days, a table by its columns."""

from __future__ import annotations

import json
from collections.abc import Mapping

from ucbnk_desktop.protocol.rulings import RulingDefinition
from ucbnk_desktop.protocol.settings import SettingDefinition
from ucbnk_desktop.wording import Language, Text, catalogue, text

Decidable = SettingDefinition | RulingDefinition
"""What the principal investigator decides."""

_YES_NO = {"yes": Text("是", "Yes"), "no": Text("否", "No")}


def decision_question(definition: Decidable, language: Language) -> str:
    """What is asked, in `language`."""
    if isinstance(definition, RulingDefinition):
        return Text(*definition.question).in_(language)
    return Text(definition.zh, definition.en).in_(language)


def decision_answer(definition: Decidable, value: str, language: Language) -> str:
    """What `value` says, in `language`."""
    if isinstance(definition, RulingDefinition):
        return Text(*definition.label(value)).in_(language)
    return setting_words(definition, value).in_(language)


def setting_words(setting: SettingDefinition, value: str) -> Text:
    """What `value` says of `setting`; the value itself where there are no words for it."""
    for code, zh, en in setting.choices:
        if code == value:
            return Text(zh, en)
    if setting.kind == "yes_no" and value in _YES_NO:
        return _YES_NO[value]
    if setting.kind == "table":
        return _table(value)
    unit = _unit(setting.unit)
    return Text(f"{value} {unit.zh}".strip(), f"{value} {unit.en}".strip())


def setting_question(setting: SettingDefinition, language: Language) -> str:
    """What `setting` asks for, and in which unit its value is typed; a table says its units itself."""
    name = Text(setting.zh, setting.en).in_(language)
    if not setting.unit or setting.kind == "table":
        return name
    return text("setting_in_unit").in_(language).format(setting=name, unit=_unit(setting.unit).in_(language))


def _unit(unit: str) -> Text:
    """`unit` in words where there are any, else as it is."""
    code = f"setting_unit_{unit}"
    return text(code) if code in catalogue() else Text(unit, unit)


def _table(value: str) -> Text:
    """A JSON table as plain words: rows apart by semicolons, as it is where it cannot be read."""
    try:
        table = json.loads(value)
    except ValueError:
        return Text(value, value)
    rows = table if isinstance(table, list) else [{key: inside} for key, inside in table.items()] if isinstance(
        table, dict) else [value]
    words = [_cells(row) for row in rows]
    return Text("；".join(word.zh for word in words), "; ".join(word.en for word in words))


def _cells(row: object) -> Text:
    if not isinstance(row, Mapping):
        return Text(str(row), str(row))
    cells = [_cell(str(key), str(inside)) for key, inside in row.items()]
    return Text(" ".join(cell.zh for cell in cells), " ".join(cell.en for cell in cells))


def _cell(key: str, value: str) -> Text:
    """One cell: in the words for its column or its code where there are any, else as it is."""
    if f"paper_code_{value}" in catalogue():
        return text(f"paper_code_{value}")
    if f"paper_column_{key}" in catalogue():
        return _filled(f"paper_column_{key}", value=value)
    return Text(value, value)


def _filled(code: str, **arguments: str) -> Text:
    both = text(code)
    return Text(both.zh.format(**arguments), both.en.format(**arguments))
