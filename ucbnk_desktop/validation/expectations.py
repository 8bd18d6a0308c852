"""The verdicts that a case expects: read from its file, and said in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.forms.display import label_of, outcome_word, state_word
from ucbnk_desktop.protocol.criteria.table import CRITERIA
from ucbnk_desktop.protocol.infusion_check import GATE
from ucbnk_desktop.protocol.pack import ProtocolPack
from ucbnk_desktop.protocol.verdicts import Assessment, FieldRef, Outcome, Reason, State, Verdict
from ucbnk_desktop.toml_positions import Path as Where
from ucbnk_desktop.wording import Language, Text, catalogue, say, text

from .document import Document

NOTHING = "none"
"""Written in place of a day: none is expected."""

INFUSION_DAY = "infusion_day"
"""The table of what is expected of the criteria asked anew on the day of an infusion."""


def open_questions(verdict: Verdict) -> tuple[str, ...]:
    """What a verdict waits for: ids of rulings and settings, `judgement` for the investigator's answer."""
    return tuple(dict.fromkeys(_waits_for(verdict.reasons))) if verdict.state is State.NEEDS_PI else ()


def _waits_for(reasons: tuple[Reason, ...]) -> Iterator[str]:
    for reason in reasons:
        match reason.code:
            case "why_ruling":
                yield str(reason.arguments["ruling"]).removeprefix("ruling:")
            case "why_number_open":
                yield str(reason.arguments["ruling"])
            case "why_setting":
                yield str(reason.arguments["setting"]).removeprefix("setting:")
            case "why_judgement" | "why_judged_void":
                yield "judgement"


OUTCOME_DAYS: Mapping[str, Callable[[Assessment], date | None]] = {
    "earliest": lambda found: found.earliest, "latest": lambda found: found.latest,
}
OUTCOME_LISTS: Mapping[str, Callable[[Assessment], tuple[str, ...]]] = {
    "earliest_by": lambda found: found.earliest_by, "latest_by": lambda found: found.latest_by,
}
VERDICT_DAYS: Mapping[str, Callable[[Verdict], date | None]] = {
    "first_ok": lambda verdict: verdict.first_ok, "clears_on": lambda verdict: verdict.clears_on,
    "valid_until": lambda verdict: verdict.valid_until,
}
VERDICT_LISTS: Mapping[str, Callable[[Verdict], tuple[str, ...]]] = {
    "open": open_questions,
    "missing": lambda verdict: tuple(f"{ref.form}.{ref.field}" for ref in verdict.missing),
    "rulings": lambda verdict: verdict.rulings,
    "settings": lambda verdict: verdict.settings,
}
ASPECTS = ("state", *VERDICT_DAYS, *VERDICT_LISTS)
"""What can be expected of one criterion."""

_WHOLE = ("outcome", *OUTCOME_DAYS, *OUTCOME_LISTS, "notes")
_ALONE = ("state", "outcome")
"""One code, never a list of them."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """One thing that is expected: `subject` is a criterion or a part of the outcome, `aspect` what of a criterion.

    `wanted` are codes or days as text. Of a list, everything named must be there, more may be; where nothing is named,
    nothing may be there. `at_infusion`: of the criterion as it is asked anew on the day of the case's infusion.
    """

    subject: str
    aspect: str
    wanted: tuple[str, ...]
    at_infusion: bool = False

    @property
    def is_list(self) -> bool:
        """Whether it is enough that everything wanted is among what is found, if anything is wanted."""
        return self.aspect in VERDICT_LISTS or self.subject in (*OUTCOME_LISTS, "notes")


# Reading


def expectations_in(document: Document, where: Where, raw: Any, pack: ProtocolPack) -> tuple[Expectation, ...]:
    """The expectations that a table states; what is wrong in it is noted in the document."""
    absent = tuple(key for key in raw if _is_absent(key, pack)) if isinstance(raw, dict) else ()
    table = document.table(where, raw, (*_WHOLE, *pack.criteria, INFUSION_DAY, *absent))
    expectations: list[Expectation] = []
    for subject, wanted in table.items():
        at = (*where, subject)
        if subject in absent:
            _refuse_absent(document, at, subject, pack)
        elif subject in pack.criteria:
            expectations += _of_criterion(document, at, wanted, pack)
        elif subject == INFUSION_DAY:
            for key, again in _filled(document, at, wanted, tuple(GATE)).items():
                if key in GATE and key not in pack.criteria:
                    _refuse_absent(document, (*at, key), key, pack)
                elif key in GATE:
                    verdict = _of_criterion(document, (*at, key), again, pack)
                    expectations += [replace(expectation, at_infusion=True) for expectation in verdict]
        elif subject in _WHOLE:
            expectations.append(Expectation(subject, "", _wanted(document, at, subject, wanted, pack)))
    return tuple(expectations)


def _is_absent(identity: str, pack: ProtocolPack) -> bool:
    """Whether the program knows a criterion of this id, alone or in parts, and `pack` does not have it."""
    known = identity in CRITERIA or any(part.startswith(f"{identity}.") for part in CRITERIA)
    return known and identity not in pack.criteria


def _refuse_absent(document: Document, where: Where, criterion: str, pack: ProtocolPack) -> None:
    document.fault(where, "case_no_such_criterion", criterion=criterion, version=pack.version)


def _of_criterion(document: Document, where: Where, wanted: Any, pack: ProtocolPack) -> Iterator[Expectation]:
    """What is expected of the criterion that ends `where`: its state alone, or a table of aspects."""
    aspects = wanted if isinstance(wanted, dict) else {"state": wanted}
    for aspect, value in _filled(document, where, aspects, ASPECTS).items():
        here = (*where, aspect) if isinstance(wanted, dict) else where
        if aspect in ASPECTS:
            yield Expectation(str(where[-1]), aspect, _wanted(document, here, aspect, value, pack))


def _filled(document: Document, where: Where, raw: Any, known: tuple[str, ...]) -> Mapping[str, Any]:
    """`raw` as a table with something in it: an empty one would look like an expectation and be none."""
    if raw == {}:
        document.fault(where, "case_expectation_empty")
    return document.table(where, raw, known)


def _wanted(document: Document, where: Where, what: str, raw: Any, pack: ProtocolPack) -> tuple[str, ...]:
    if what in OUTCOME_DAYS or what in VERDICT_DAYS:
        if raw == NOTHING:
            return (NOTHING,)
        day = document.day(where, raw)
        return () if day is None else (day.isoformat(),)
    if what in _ALONE and isinstance(raw, list):
        document.fault(where, "case_not_text")
        return ()
    known: Mapping[str, tuple[str, ...]] = {
        "state": tuple(State), "outcome": tuple(Outcome),
        **dict.fromkeys(OUTCOME_LISTS, tuple(pack.criteria)),
        "open": ("judgement", *pack.rulings, *pack.settings), "rulings": tuple(pack.rulings),
        "settings": tuple(pack.settings),
        "notes": tuple(code for code in catalogue() if code.startswith(("why_query_", "field_", "case_not_asked"))),
    }
    wanted = document.texts(where, raw)
    for code, written in zip(wanted, raw if isinstance(raw, list) else (raw,), strict=True):
        is_known = "." in code if what == "missing" else code in known[what]
        if what in OUTCOME_LISTS and _is_absent(code, pack):
            _refuse_absent(document, where, code, pack)
        elif not is_known and (code or written == ""):  # a text that was no text is a fault already
            shown = "form.field" if what == "missing" else ", ".join(known[what]) if what in _ALONE else "…"
            document.fault(where, "case_unknown_code", value=code, known=shown)
    return wanted


# In words


def subject_words(expectation: Expectation) -> Text:
    """What is expected: `I7`, `I7 最早`, `结论`, `E13（回输当日）`."""
    if not expectation.aspect:
        return _aspect_words(expectation.subject)
    subject = Text(expectation.subject, expectation.subject)
    if expectation.at_infusion:
        subject = Text(*(say("case_at_infusion", language, criterion=expectation.subject) for language in Language))
    if expectation.aspect == "state":
        return subject
    aspect = _aspect_words(expectation.aspect)
    return Text(f"{subject.zh} {aspect.zh}", f"{subject.en} {aspect.en}")


def value_words(
    expectation: Expectation, values: tuple[str, ...], forms: Mapping[str, FormDefinition], pack: ProtocolPack
) -> Text:
    """Codes, settings and fields in words; days and ids as they are, the same in both languages."""
    words = [_value_words(expectation, value, forms, pack) for value in values] or [text("case_value_none")]
    comma = "、" if any(word.zh != word.en for word in words) else ", "
    return Text(comma.join(word.zh for word in words), ", ".join(word.en for word in words))


def _value_words(
    expectation: Expectation, value: str, forms: Mapping[str, FormDefinition], pack: ProtocolPack
) -> Text:
    if expectation.subject == "outcome":
        return outcome_word(Outcome(value))
    if expectation.aspect == "state":
        return state_word(State(value))
    if value in (NOTHING, "judgement"):
        return text(f"case_value_{value}")
    if expectation.aspect == "missing":
        ref = FieldRef(*value.split(".", 1))
        return Text(label_of(ref, forms, Language.ZH), label_of(ref, forms, Language.EN))
    if value in pack.settings:
        return Text(pack.settings[value].zh, pack.settings[value].en)
    return Text(value, value)


def _aspect_words(aspect: str) -> Text:
    return text(f"case_expected_{aspect}")
