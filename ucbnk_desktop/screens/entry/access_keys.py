"""Access keys of fields: one letter each, unique in a form, shown while Alt is held."""

from __future__ import annotations

from collections.abc import Mapping

from ucbnk_desktop.forms.definition import FormDefinition, Kind


def access_keys(definition: FormDefinition) -> Mapping[str, str]:
    """A letter for each field that can have one: a letter of its English label that no field before it took."""
    taken: dict[str, str] = {}
    for field in definition.fields:
        if field.kind in (Kind.LAB, Kind.ROWS):
            continue
        letter = next((c for c in field.label.en.upper() if "A" <= c <= "Z" and c not in taken.values()), None)
        if letter is not None:
            taken[field.key] = letter
    return taken
