"""The settings and rulings that a case states: taken over as a whole, one by one, or left undecided."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from ucbnk_desktop.protocol.pack import ProtocolPack
from ucbnk_desktop.protocol.rulings import RulingDefinition
from ucbnk_desktop.protocol.settings import SettingDefinition, Settings
from ucbnk_desktop.toml_positions import Path as Where

from .document import Digits, Document

Defined = TypeVar("Defined")

UNSET = "unset"
"""Written in place of a value: the study has not confirmed this setting, the ruling is undecided."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """What is decided; `afresh`: in place of everything decided before, not beside it. An empty text is undecided."""

    values: Mapping[str, str]
    afresh: bool = False

    def laid_over(self, before: Mapping[str, str] | None) -> Mapping[str, str]:
        """These decisions over earlier ones; what is undecided is left out."""
        values = {**({} if self.afresh or before is None else before), **self.values}
        return {key: value for key, value in values.items() if value}


def settings_in(document: Document, where: Where, raw: Any, pack: ProtocolPack) -> Decisions:
    """The settings in `raw`: `"demonstration"`, `"unset"`, or a table of them."""
    sources = {UNSET: {}, "demonstration": {setting.id: setting.demonstration for setting in pack.settings.values()}}
    return _decisions(document, where, raw, sources=sources, known=pack.settings, read=_setting)


def rulings_in(document: Document, where: Where, raw: Any, pack: ProtocolPack) -> Decisions:
    """The rulings in `raw`: `"proposed"`, `"demonstration"`, `"unset"`, or a table of them."""
    sources = {
        UNSET: {}, "demonstration": {ruling.id: ruling.demonstration for ruling in pack.rulings.values()},
        "proposed": {ruling.id: ruling.proposed for ruling in pack.rulings.values()},
    }
    return _decisions(document, where, raw, sources=sources, known=pack.rulings, read=_ruling)


def _decisions(
    document: Document, where: Where, raw: Any, *, sources: Mapping[str, Mapping[str, str]],
    known: Mapping[str, Defined], read: Callable[[Document, Where, Any, Defined], str],
) -> Decisions:
    if isinstance(raw, str):
        return Decisions(_source(document, where, raw, sources), afresh=True)
    table = document.table(where, raw, ("from", *known))
    afresh = "from" in table
    values = dict(_source(document, (*where, "from"), table["from"], sources)) if afresh else {}
    for key, value in table.items():
        if key in known:
            values[key] = "" if value == UNSET else read(document, (*where, key), value, known[key])
    return Decisions(values, afresh)


def _source(document: Document, where: Where, raw: Any, sources: Mapping[str, Mapping[str, str]]) -> Mapping[str, str]:
    name = document.text(where, raw)
    if name and name not in sources:
        document.fault(where, "case_unknown_source", name=name, known=", ".join(sources))
    return sources.get(name, {})


def _ruling(document: Document, where: Where, raw: Any, definition: RulingDefinition) -> str:
    parts = document.texts(where, raw)
    value = ("; " if definition.free else " ").join(parts)
    if isinstance(raw, list) and not parts:
        value = "none"
    if value and not definition.permits(value):
        allowed = [UNSET, *definition.allowed, *(("all", "none") if definition.kind == "set" else ())]
        document.fault(where, "case_unknown_ruling", value=value, known=", ".join(allowed))
        return ""
    return value


def _setting(document: Document, where: Where, raw: Any, definition: SettingDefinition) -> str:
    value = written_out(raw) if definition.kind == "table" and isinstance(raw, dict | list) else _plain(raw)
    if value is None:
        document.fault(where, "case_not_text")
        return ""
    if not is_setting(definition, value):
        codes = ", ".join(code for code, _, _ in definition.choices)
        document.fault(where, f"case_setting_{definition.kind}", value=value, known=codes)
        return ""
    return value


def _plain(raw: Any) -> str | None:
    if isinstance(raw, bool) or not isinstance(raw, int | str):
        return None
    return str(raw).strip()


def is_setting(definition: SettingDefinition, value: str) -> bool:
    """Whether `value` can be read as `definition` asks; one that cannot decides nothing."""
    settings = Settings({definition.id: value})
    match definition.kind:
        case "integer":
            return settings.integer(definition.id) is not None
        case "decimal":
            return settings.decimal(definition.id) is not None
        case "yes_no":
            return settings.yes(definition.id) is not None
        case "choice":
            return value in {code for code, _, _ in definition.choices}
        case "table":
            return settings.table(definition.id) is not None
        case _:
            return bool(value.strip())


def written_out(raw: Any) -> str:
    """A TOML value as the JSON in which a study keeps its tables; every digit as it was written."""
    match raw:
        case bool():
            return "true" if raw else "false"
        case Digits() | int():
            return str(raw)
        case Mapping():
            return "{" + ", ".join(f"{_quoted(key)}: {written_out(value)}" for key, value in raw.items()) + "}"
        case str():
            return _quoted(raw)
        case Sequence():
            return "[" + ", ".join(map(written_out, raw)) + "]"
        case date():
            return _quoted(raw.isoformat())
        case _:
            return _quoted(str(raw))


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
