"""The rulings and settings that an assessment rests on, in words: the question, and what was decided."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from ucbnk_desktop.protocol.settings import SettingDefinition
from ucbnk_desktop.protocol.verdicts import Assessment
from ucbnk_desktop.wording import Text, catalogue

from .block import WIDTH, Row, cell
from .fonts import BOLD
from .job import Job
from .lines import INSET, section_heading
from .sheet import Sheet
from .styles import EMPTY, SMALL, Style
from .typeset import NEW_LINE, Span
from .voice import Voice

_TEXT = Style(size=9)
_ANSWER = Style(size=9, face=BOLD)


def decision_rows(job: Job, sheet: Sheet, assessment: Assessment) -> Iterator[Row]:
    """The rulings and settings that any verdict used, with what was decided."""
    used: dict[str, list[str]] = {}
    for verdict in assessment.verdicts:
        for one in (*verdict.rulings, *verdict.settings):
            if verdict.criterion in job.pack.lines:
                used.setdefault(one, []).append(verdict.criterion)
    if not used:
        return
    voice = job.voice
    yield from section_heading(voice, voice.said("paper_decisions"))
    for one, criteria in used.items():
        question, decided = _decision(job, sheet, one)
        answer = voice.stacked(decided, _ANSWER) if decided else voice.stacked(voice.said("paper_open"), EMPTY)
        names = Span("  ".join(voice.criterion(criterion) for criterion in criteria), SMALL)
        ruling = (Span(one, _ANSWER), NEW_LINE) if one in job.pack.rulings else ()
        yield Row((
            cell(INSET, 110, (*ruling, names)), cell(124, 224, voice.stacked(question, _TEXT)),
            cell(356, WIDTH - 356 - INSET, answer),
        ), above=4, below=4)


def named(job: Job, identity: str) -> str:
    """What a setting is called; a ruling keeps its short id."""
    setting = job.pack.settings.get(identity)
    return identity if setting is None else job.voice.one(Text(setting.zh, setting.en))


def _decision(job: Job, sheet: Sheet, identity: str) -> tuple[Text, Text | None]:
    """The question, and the answer in words; None while it is open."""
    value = sheet.decisions.get(identity, "")
    ruling, setting = job.pack.rulings.get(identity), job.pack.settings.get(identity)
    question, answer = Text(identity, identity), Text(value, value)
    if ruling is not None:
        question = Text(*ruling.question)
        answer = Text(*ruling.label(value)) if ruling.permits(value) else answer
    elif setting is not None:
        question, answer = Text(setting.zh, setting.en), _setting(job.voice, setting, value)
    where = question
    return question, Text(job.voice.typed(answer.zh, where), job.voice.typed(answer.en, where)) if value else None


def _setting(voice: Voice, setting: SettingDefinition, value: str) -> Text:
    """A setting's value: the label of a choice, a number with its unit, the cells of a table."""
    for code, zh, en in setting.choices:
        if code == value:
            return Text(zh, en)
    if setting.unit == "d":
        return voice.said("paper_days", days=value)
    if setting.kind == "table":
        return _table(voice, value)
    shown = f"{value} {setting.unit}".strip()
    return Text(shown, shown)


def _table(voice: Voice, value: str) -> Text:
    """A JSON table as plain words: rows apart by semicolons, as it is where it cannot be read."""
    try:
        table = json.loads(value)
    except ValueError:
        return Text(value, value)
    rows = table if isinstance(table, list) else [{key: inside} for key, inside in table.items()] if isinstance(
        table, dict) else [value]
    words = [_cells(voice, row) for row in rows]
    return Text("；".join(one.zh for one in words), "; ".join(one.en for one in words))


def _cells(voice: Voice, row: object) -> Text:
    if not isinstance(row, Mapping):
        return Text(str(row), str(row))
    cells = [_cell(voice, str(key), str(inside)) for key, inside in row.items()]
    return Text(" ".join(one.zh for one in cells), " ".join(one.en for one in cells))


def _cell(voice: Voice, key: str, value: str) -> Text:
    """One cell: in the words for its column or its code where there are any, else as it is."""
    if f"paper_code_{value}" in catalogue():
        return voice.said(f"paper_code_{value}")
    if f"paper_column_{key}" in catalogue():
        return voice.said(f"paper_column_{key}", value=value)
    return Text(value, value)
