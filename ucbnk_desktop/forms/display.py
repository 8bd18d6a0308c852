"""Says a reason in the user's words: the sentence of its code with labels, dates and numbers filled in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from ucbnk_desktop.protocol.facts import Missing
from ucbnk_desktop.protocol.verdicts import Evidence, FieldRef, Named, Outcome, Reason, ReasonArgument, State
from ucbnk_desktop.wording import Language, Text, say, text

from .definition import CHOSEN, LAB_PARTS, Field, FormDefinition, Kind, row_path
from .field_kinds import stated_absence

_POSITION = re.compile(r"\[\d+\]")
_COMMA = {Language.ZH: "、", Language.EN: ", "}
_DAYS = frozenset({"on", "anchor"})
_WHOLE_MINUTE = re.compile(r"(\d{2}:\d{2}):00\b")


def explain(reason: Reason, forms: Mapping[str, FormDefinition], language: Language) -> str:
    """`reason` as one sentence in `language`; fields by their labels. KeyError for a code without wording."""
    shown = {name: _shown(argument, forms, language) for name, argument in reason.arguments.items()}
    return say(reason.code, language, **shown)


def together(reasons: Iterable[Reason]) -> tuple[tuple[Reason, ...], ...]:
    """`reasons` in groups that say the same of several days: all alike but for the day and what is done on it."""
    groups: dict[object, list[Reason]] = {}
    for position, reason in enumerate(reasons):
        same = frozenset((name, given) for name, given in reason.arguments.items() if name not in _DAYS)
        groups.setdefault((reason.code, same) if "on" in reason.arguments else position, []).append(reason)
    return tuple(map(tuple, groups.values()))


def explain_together(
    group: Sequence[Reason], forms: Mapping[str, FormDefinition], language: Language
) -> str:
    """One group of `together` as one sentence, its days side by side. KeyError for a code without wording."""
    shown = {name: _shown(argument, forms, language) for name, argument in group[0].arguments.items()}
    for name in _DAYS & shown.keys():
        shown[name] = _COMMA[language].join(dict.fromkeys(
            _shown(reason.arguments[name], forms, language) for reason in group if name in reason.arguments))
    return say(group[0].code, language, **shown)


def data_of(evidence: Iterable[Evidence]) -> tuple[tuple[Evidence, tuple[date, ...]], ...]:
    """Each datum once, with every day it was held against its limit; in the order of the first of them."""
    days: dict[Evidence, list[date]] = {}
    for held in evidence:
        of_datum = days.setdefault(replace(held, on=None), [])
        if held.on is not None and held.on not in of_datum:
            of_datum.append(held.on)
    return tuple((datum, tuple(on)) for datum, on in days.items())


def value_of(ref: FieldRef, text: str, forms: Mapping[str, FormDefinition], language: Language) -> str:
    """A datum as evidence shows it, in words: labels of choices, the word of an absent answer, times to the minute."""
    field, stated = _field_of(ref, forms), stated_absence(text)
    if field is None:
        return text
    if stated is not None:
        return absence(field, stated[0]).in_(language)
    labels = [choice.label.in_(language) for code in text.split() if (choice := field.choice(code))]
    return _COMMA[language].join(labels) if labels else _WHOLE_MINUTE.sub(r"\1", text)


def _field_of(ref: FieldRef, forms: Mapping[str, FormDefinition]) -> Field | None:
    try:
        return forms[ref.form].field(_POSITION.sub("", ref.field))
    except (KeyError, StopIteration):
        return None


def label_of(ref: FieldRef, forms: Mapping[str, FormDefinition], language: Language) -> str:
    """The label of a field, of a column (`anc_uln`) or of a row's column (`chemotherapy[2].drug`).

    A question loses its mark, as it is quoted inside a sentence. What no form knows is shown by its key: an old
    history may name a field of a later version.
    """
    key, field = _POSITION.sub("", ref.field), _field_of(ref, forms)
    if field is None:
        return key or ref.form
    label = field.label.in_(language).rstrip("？?")
    part = key.rpartition(".")[2].removeprefix(f"{field.key}_")
    if field.kind is Kind.LAB and part in LAB_PARTS:
        return say(f"field_label_{part}", language, label=label)
    return label


def absence(field: Field | None, missing: Missing) -> Text:
    """The word for an answer that is missing for a reason; a laboratory test is not tested, all else is not done."""
    tested = field is not None and field.kind is Kind.LAB
    return text(f"field_absent_{missing}{'_test' if tested and missing is Missing.NOT_DONE else ''}")


def absent_answer(field: Field | None, kept: str) -> Text | None:
    """The word for an answer kept as `kept`, with what was written beside it; None where it has a value or is none."""
    stated = stated_absence(kept)
    if stated is None:
        return None
    missing, reason = stated
    word = absence(field, missing)
    return Text(f"{word.zh} · {reason}", f"{word.en} · {reason}") if reason else word


def answer(definition: FormDefinition | None, key: str, kept: str, language: Language) -> str:
    """What was kept in the column `key`, in words; the text itself where the form does not know the column."""
    field = _column(definition, key)
    if field is not None and key.endswith("_significance") and kept in ("yes", "no"):
        return say(f"field_significance_{kept}", language)
    return answer_in(field, kept, language)


def answer_in(field: Field | None, kept: str, language: Language) -> str:
    """What was kept as the answer to `field`, in words; the text itself where the form does not know the field."""
    absent = absent_answer(field, kept)
    if absent is not None:
        return absent.in_(language)
    if field is None or field.kind not in CHOSEN:
        return kept
    chosen = ((field.choice(code), code) for code in kept.split())
    return _COMMA[language].join(choice.label.in_(language) if choice else code for choice, code in chosen)


def column_label(definition: FormDefinition | None, key: str, language: Language) -> str:
    """The label of the column `key` (`anc`, `anc_uln`, `chemotherapy.drug`); the key itself where it is unknown."""
    field = _column(definition, key)
    if field is None:
        return key
    outer, _, inner = key.partition(".")
    words = field.label.in_(language)
    if inner and definition is not None:
        words = f"{definition.field(outer).label.in_(language)} · {words}"
    part = (inner or outer).removeprefix(f"{field.key}_") if field.kind is Kind.LAB else ""
    return f"{words} · {say(f'field_part_{part}', language)}" if part in LAB_PARTS else words


def path_label(definition: FormDefinition | None, path: str, language: Language) -> str:
    """The label of a value as drafts and corrections name it: `anc`, `chemotherapy[3].drug`."""
    place = row_path(path)
    if place is None:
        return column_label(definition, path, language)
    return f"{column_label(definition, f'{place.table}.{place.column}', language)} ({place.number})"


def changes(definition: FormDefinition, saved: Mapping[str, str], typed: Mapping[str, str], keys: Iterable[str],
            language: Language) -> list[str]:
    """One line for each changed column: what it is, from what, to what; a value in a row is only named."""
    lines = []
    for key in keys:
        name = path_label(definition, key, language)
        if row_path(key) is not None:
            lines.append(name)
            continue
        old, new = (answer(definition, key, values.get(key, ""), language) for values in (saved, typed))
        lines.append(f"{name}:  {old} → {new or '—'}")
    return lines


def _column(definition: FormDefinition | None, key: str) -> Field | None:
    if definition is None or not key:
        return None
    try:
        return definition.field(key)
    except (KeyError, StopIteration):
        return None


def criterion_name(criterion: str) -> Text:
    """The short name of a criterion, before its title: 入 12.5 and 排 4, in English I12.5 and E4."""
    return _of_its_list("criterion_name", criterion)


def criterion_named(criterion: str) -> Text:
    """The name of a criterion inside a sentence: 入选12.5 and 排除4, in English I12.5 and E4."""
    return _of_its_list("criterion_named", criterion)


def _of_its_list(code: str, criterion: str) -> Text:
    words = text(f"{code}_{'inclusion' if criterion.startswith('I') else 'exclusion'}")
    return Text(*(words.in_(language).format(number=criterion[1:]) for language in Language))


def state_word(state: State) -> Text:
    """The word for the state of a criterion."""
    return text(f"state_{state}")


def outcome_word(outcome: Outcome) -> Text:
    """The word for the outcome of all criteria together."""
    return text(f"outcome_{outcome}")


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
