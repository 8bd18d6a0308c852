"""Says a reason in the user's words: the sentence of its code with labels, dates and numbers filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from ucbnk_desktop.protocol.facts import Missing
from ucbnk_desktop.protocol.verdicts import FieldRef, Named, Reason, ReasonArgument
from ucbnk_desktop.wording import Language, Text, say, text

from .definition import LAB_PARTS, Field, FormDefinition, Kind

_POSITION = re.compile(r"\[\d+\]")
_COMMA = {Language.ZH: "、", Language.EN: ", "}
_TESTED = (Kind.LAB,)


def explain(reason: Reason, forms: Mapping[str, FormDefinition], language: Language) -> str:
    """`reason` as one sentence in `language`; fields by their labels. KeyError for a code without wording."""
    shown = {name: _shown(argument, forms, language) for name, argument in reason.arguments.items()}
    return say(reason.code, language, **shown)


def label_of(ref: FieldRef, forms: Mapping[str, FormDefinition], language: Language) -> str:
    """The label of a field, of a column (`anc_uln`) or of a row's column (`chemotherapy[2].drug`).

    A question loses its mark, as it is quoted inside a sentence. What no form knows is shown by its key: an old
    history may name a field of a later version.
    """
    key = _POSITION.sub("", ref.field)
    try:
        field = forms[ref.form].field(key)
    except (KeyError, StopIteration):
        return key or ref.form
    label = field.label.in_(language).rstrip("？?")
    part = key.rpartition(".")[2].removeprefix(f"{field.key}_")
    if field.kind is Kind.LAB and part in LAB_PARTS:
        return say(f"field_label_{part}", language, label=label)
    return label


def absence(field: Field, missing: Missing) -> Text:
    """The word for an answer that is missing for a reason; a laboratory test is not tested, all else is not done."""
    suffix = "_test" if missing is Missing.NOT_DONE and field.kind in _TESTED else ""
    return text(f"field_absent_{missing}{suffix}")


def _shown(argument: ReasonArgument, forms: Mapping[str, FormDefinition], language: Language) -> str:
    if isinstance(argument, FieldRef):
        return label_of(argument, forms, language)
    if isinstance(argument, tuple):
        return _COMMA[language].join(dict.fromkeys(_listed(ref, forms, language) for ref in argument))
    if isinstance(argument, Named):
        return argument.zh if language is Language.ZH else argument.en
    return argument.isoformat() if isinstance(argument, date) else str(argument)


def _listed(ref: FieldRef, forms: Mapping[str, FormDefinition], language: Language) -> str:
    """In a list of several, a laboratory test goes by its abbreviation."""
    form = forms.get(ref.form)
    field = None if form is None else next((field for field in form.fields if field.key == ref.field), None)
    if field is not None and field.kind is Kind.LAB and field.short:
        return field.short
    return label_of(ref, forms, language)
