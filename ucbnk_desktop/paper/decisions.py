"""The rulings and settings that an assessment rests on, in words: the question, and what was decided."""

from __future__ import annotations

from collections.abc import Iterator

from ucbnk_desktop.forms.decision_display import setting_words
from ucbnk_desktop.protocol.verdicts import Assessment
from ucbnk_desktop.wording import Text

from .bilingual import PrintLanguage, moment
from .fields import INSET, section_heading
from .fonts import BOLD
from .print_context import PrintContext
from .print_data import Decided, Sheet
from .rows import WIDTH, Row, cell
from .styles import EMPTY, SMALL, Style
from .typeset import NEW_LINE, Span, Spans

_TEXT = Style(size=9)
_ANSWER = Style(size=9, face=BOLD)


def decision_rows(job: PrintContext, sheet: Sheet, assessment: Assessment) -> Iterator[Row]:
    """The rulings and settings that any verdict used, with what was decided."""
    used: dict[str, list[str]] = {}
    for verdict in assessment.verdicts:
        for name in (*verdict.rulings, *verdict.settings):
            if verdict.criterion in job.pack.lines:
                used.setdefault(name, []).append(verdict.criterion)
    if not used:
        return
    print_language = job.print_language
    yield from section_heading(print_language, print_language.said("paper_decisions"))
    for name, criteria in used.items():
        question, decided = _decision(job, sheet, name)
        answer = print_language.stacked(print_language.said("paper_open"), EMPTY)
        if decided is not None:
            answer = (*print_language.stacked(decided, _ANSWER), NEW_LINE, *signed(
                print_language, sheet.decisions[name], question
            ))
        names = Span("  ".join(print_language.criterion(criterion) for criterion in criteria), SMALL)
        ruling = (Span(name, _ANSWER), NEW_LINE) if name in job.pack.rulings else ()
        yield Row((
            cell(INSET, 110, (*ruling, names)), cell(124, 224, print_language.stacked(question, _TEXT)),
            cell(356, WIDTH - 356 - INSET, answer),
        ), above=4, below=4)


def named(job: PrintContext, sheet: Sheet, identity: str) -> str:
    """What a setting is called; a ruling keeps its short id, with the version used: `R-COAG v2`."""
    setting, decided = job.pack.settings.get(identity), sheet.decisions.get(identity)
    if setting is not None:
        return job.print_language.one(Text(setting.zh, setting.en))
    return identity if decided is None else f"{identity} v{decided.version}"


def signed(print_language: PrintLanguage, decided: Decided, where: Text) -> Spans:
    """In which version something was decided, by whom and when."""
    by = print_language.typed(decided.by, where)
    at = moment(decided.at) if decided.at is not None else ""
    return print_language.stacked(print_language.said("paper_decided_by", version=decided.version, by=by, at=at), SMALL)


def _decision(job: PrintContext, sheet: Sheet, identity: str) -> tuple[Text, Text | None]:
    """The question, and the answer in words; None while it is open."""
    decided = sheet.decisions.get(identity)
    value = decided.value if decided is not None else ""
    ruling, setting = job.pack.rulings.get(identity), job.pack.settings.get(identity)
    question, answer = Text(identity, identity), Text(value, value)
    if ruling is not None:
        question = Text(*ruling.question)
        answer = Text(*ruling.label(value)) if ruling.permits(value) else answer
    elif setting is not None:
        question, answer = Text(setting.zh, setting.en), setting_words(setting, value)
    where = question
    return question, Text(
        job.print_language.typed(answer.zh, where), job.print_language.typed(answer.en, where)
    ) if value else None
