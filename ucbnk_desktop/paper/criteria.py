"""The criteria of a participant on paper: the outcome, one line a criterion with what it rests on, decisions used."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from ucbnk_desktop.forms.definition import Field
from ucbnk_desktop.forms.explaining import data_of, explain_together, label_of, together, value_of
from ucbnk_desktop.protocol.pack import CriterionText, ProtocolPack
from ucbnk_desktop.protocol.verdicts import Assessment, Evidence, FieldRef, Outcome, Reason, State, Verdict
from ucbnk_desktop.wording import Language, Text

from .block import WIDTH, Cell, Row, cell
from .decisions import decision_rows, named
from .fonts import BOLD
from .inks import COLOURS, SHAPES, VerdictMark
from .job import Job
from .lines import INSET, section_heading
from .sheet import Sheet
from .styles import BODY, EMPTY, HEAD, SMALL, SMALL_ACCENT, Style
from .typeset import NEW_LINE, Line, Span, Spans, broken
from .voice import Voice

_ID, _STATEMENT, _EVIDENCE, _LIMIT, _DATE, _VERDICT = (
    (5.0, 40.0), (46.0, 104.0), (156.0, 158.0), (320.0, 58.0), (382.0, 54.0), (442.0, WIDTH - 442.0),
)
_FULL_STATEMENT, _ANSWER = (46.0, 290.0), (346.0, WIDTH - 346.0)
_RELATION = (156.0, 280.0)
_INDENT = 7.0
_TEXT = Style(size=9)
_DATUM = Style(size=9, face=BOLD)
_WORD = Style(size=9, face=BOLD)
_OUTCOME = Style(size=14, face=BOLD)
_OUTCOME_MARKS = {
    Outcome.NOT_ELIGIBLE: State.NOT_MET, Outcome.INCOMPLETE: State.INCOMPLETE, Outcome.NEEDS_PI: State.NEEDS_PI,
    Outcome.PENDING_DATE: State.PENDING_DATE, Outcome.READY_TO_SIGN: State.NEEDS_PI, Outcome.ELIGIBLE: State.MET,
}
_BRACKETS = str.maketrans("（）", "()")
_IN_DAYS = re.compile(r"(\d+) d$")
_ANSWERS = ("why_yes", "why_no", "why_test_negative", "why_test_positive")
_COMPARISONS = ("why_at_least", "why_at_most")
_COUNTED = (State.MET, State.ABSENT, State.NOT_MET, State.PRESENT, State.INCOMPLETE, State.NEEDS_PI,
            State.PENDING_DATE, State.NOT_APPLICABLE)


def assessment_rows(job: Job, sheet: Sheet) -> Iterator[Row]:
    """The outcome, both lists, and the study's decisions they rest on; a check list where the sheet is blank."""
    if sheet.assessment is not None and not sheet.blank:
        yield _summary(job, sheet.assessment)
    for kind in ("inclusion", "exclusion"):
        yield from section_heading(job.voice, job.voice.said(f"paper_{kind}"))
        head = _head(job.voice, blank=sheet.blank)
        yield head
        for criterion in in_order(job.pack, kind):
            yield replace(_line(job, sheet, criterion), head=(head,))
    if sheet.assessment is not None and not sheet.blank:
        yield from _queries(job, sheet.assessment)
        yield from decision_rows(job, sheet, sheet.assessment)


def relation_rows(job: Job, sheet: Sheet) -> Iterator[Row]:
    """What the assessment draws from this entry: each criterion that rests on it, with the data, and its verdict."""
    if sheet.assessment is None or sheet.blank or sheet.number is None or sheet.struck is not None:
        return
    voice, number = job.voice, sheet.number
    resting = [(verdict, own) for verdict in sheet.assessment.verdicts if verdict.criterion in job.pack.lines
               for own in [_own(verdict, sheet.definition.key, number)] if own]
    if not resting:
        return
    yield from section_heading(voice, voice.said("paper_relation"))
    titles = (("id", _ID), ("statement", _STATEMENT), ("evidence", _RELATION), ("verdict", _VERDICT))
    head = Row(tuple(cell(*place, voice.stacked(voice.said(f"paper_head_{code}"), HEAD)) for code, place in titles),
               above=4, below=3.5, rule="strong", keep=True)
    yield head
    for verdict, own in resting:
        yield _relation(job, verdict, own, head)
    day = voice.said("paper_relation_day", day=sheet.assessment.as_of.isoformat())
    yield Row((cell(INSET, WIDTH - 2 * INSET, voice.stacked(day, SMALL)),), above=4, below=2, rule="none")


def _own(verdict: Verdict, form: str, entry: int) -> tuple[Evidence, ...]:
    return tuple(one for one in verdict.evidence if (one.source.form, one.source.entry) == (form, entry))


def _relation(job: Job, verdict: Verdict, own: Sequence[Evidence], head: Row) -> Row:
    voice, criterion = job.voice, job.pack.criteria[verdict.criterion]
    spans: list[Span] = []
    for one in own:
        datum, limit = _datum(job, one)
        held = _held(job, verdict, one)
        limit = (Span(held, _TEXT),) if held else () if one.limit.startswith("QTc") else limit
        spans += [Span("；" if voice.first is Language.ZH else ";  ", _TEXT)] if spans else []
        spans += [*datum, *((Span(" ", _TEXT), *limit) if limit else ())]
    for reason in verdict.reasons:
        if reason.code.startswith("why_qtc"):
            spans += [NEW_LINE, *voice.stacked(explained(job, reason), SMALL)]
    if not {_ref(one) for one in own}.issuperset(verdict.missing):
        spans += [NEW_LINE, *voice.stacked(voice.said("paper_more_missing"), SMALL)]
    return Row((cell(*_ID, _id_spans(voice, verdict.criterion)),
                cell(*_STATEMENT, voice.stacked(Text(criterion.short_zh, criterion.short_en), _TEXT)),
                cell(*_RELATION, tuple(spans)), cell(*_VERDICT, _verdict_spans(voice, verdict))),
               above=4, below=4, head=(head,))


def _held(job: Job, verdict: Verdict, evidence: Evidence) -> str:
    """What the reason about `evidence` says after the value itself: `≤ 1.5×21.0 = 31.5`; empty where there is none."""
    for reason in verdict.reasons:
        value = str(reason.arguments.get("value", ""))
        if reason.code.startswith("why_at_") and value and value in evidence.shown:
            told = job.voice.one(explained(job, reason))
            if told.startswith(str(reason.arguments.get("name", ""))) and f" {value} " in told:
                return told.partition(f" {value} ")[2]
    return ""


def in_order(pack: ProtocolPack, kind: str) -> Iterator[CriterionText]:
    """The criteria of `kind`, each before its own parts."""
    for criterion in pack.criteria.values():
        if criterion.kind == kind and not _is_part(criterion.id):
            yield criterion
            yield from (part for part in pack.criteria.values() if part.id.startswith(f"{criterion.id}."))


def _is_part(criterion: str) -> bool:
    return "." in criterion


def _summary(job: Job, assessment: Assessment) -> Row:
    voice, mark = job.voice, _OUTCOME_MARKS[assessment.outcome]
    counts = Counter(verdict.state for verdict in assessment.verdicts if not _is_part(verdict.criterion))
    outcome = voice.said(f"paper_outcome_{assessment.outcome}")
    words = [Span("", BODY, VerdictMark(mark)), *voice.stacked(outcome, _OUTCOME)]
    words += [NEW_LINE, *voice.inline(voice.said("paper_in_all", count=counts.total()), SMALL), NEW_LINE,
              *_counted(voice, counts)]
    facts: list[Span] = []
    for code, day, limited_by in (
        ("paper_as_of", assessment.as_of, ()), ("paper_planned_start", assessment.planned_start, ()),
        ("paper_earliest", assessment.earliest, assessment.earliest_by),
        ("paper_latest", assessment.latest, assessment.latest_by),
    ):
        facts += [NEW_LINE] if facts else []
        facts += _fact(voice, code, day, limited_by)
    colour, fill = COLOURS[SHAPES[mark]]
    digest = voice.said("paper_assessed_on", pack=assessment.pack_version, digest=assessment.digest[:16])
    facts += [NEW_LINE, Span(voice.one(digest), SMALL)]
    return Row((cell(12, 232, tuple(words)), cell(256, WIDTH - 266, tuple(facts))), above=9, below=9, rule="none",
               frame=colour, fill=fill)


def _counted(voice: Voice, counts: Counter[State]) -> Spans:
    spans: list[Span] = []
    for state in _COUNTED:
        if counts[state]:
            number = Span(f"{counts[state]} ", Style(size=8, face=BOLD), whole=True)
            words = [replace(span, whole=True, glued=True)
                     for span in voice.inline(voice.said(f"paper_state_{state}"), SMALL)]
            spans += [number, *words, Span("   ", SMALL)]
    return tuple(spans[:-1])


def _fact(voice: Voice, code: str, day: date | None, limited_by: Sequence[str]) -> Spans:
    shown = Span(day.isoformat(), _DATUM) if day else Span("—", EMPTY)
    by = f"  {', '.join(voice.criterion(one) for one in limited_by)}" if limited_by else ""
    return (*voice.inline(voice.said(code), SMALL), Span("  ", SMALL), shown, Span(by, SMALL))


def _head(voice: Voice, *, blank: bool) -> Row:
    titles = [("id", _ID), ("statement", _STATEMENT), ("evidence", _EVIDENCE), ("limit", _LIMIT), ("dates", _DATE),
              ("verdict", _VERDICT)]
    if blank:
        titles = [("id", _ID), ("statement", _FULL_STATEMENT), ("answer", _ANSWER)]
    cells = tuple(cell(*place, voice.stacked(voice.said(f"paper_head_{code}"), HEAD)) for code, place in titles)
    return Row(cells, above=4, below=3.5, rule="strong", keep=True)


def _line(job: Job, sheet: Sheet, criterion: CriterionText) -> Row:
    if sheet.blank or sheet.assessment is None:
        return _blank_line(job.voice, job.pack, criterion)
    return _judged_line(job, sheet, sheet.assessment, criterion)


def _id_spans(voice: Voice, criterion: str, style: Style = _WORD) -> Spans:
    own: Spans = (Span(voice.criterion(criterion), style),)
    return (*own, NEW_LINE, Span(criterion, SMALL)) if voice.second else own


def _blank_line(voice: Voice, pack: ProtocolPack, criterion: CriterionText) -> Row:
    answers = ("met", "not_met") if criterion.kind == "inclusion" else ("absent", "present")
    boxes = [span for code in answers for span in (*voice.box(voice.said(f"paper_state_{code}")), Span("   ", BODY))]
    statement = voice.stacked(Text(criterion.zh, criterion.en), _TEXT)
    whole = f"{criterion.id}.1" in pack.criteria
    return Row((*_named_cells(voice, criterion, statement, _FULL_STATEMENT), cell(*_ANSWER, tuple(boxes[:-1]))),
               keep=whole, indent=_part_indent(criterion))


def _named_cells(
    voice: Voice, criterion: CriterionText, statement: Spans, place: tuple[float, float]
) -> tuple[Cell, Cell]:
    """Id and statement; those of a part stand further in."""
    indent = _part_indent(criterion)
    return (cell(_ID[0] + indent, _ID[1] - indent, _id_spans(voice, criterion.id, _TEXT if indent else _WORD)),
            cell(place[0] + indent, place[1] - indent, statement))


def _part_indent(criterion: CriterionText) -> float:
    return _INDENT if _is_part(criterion.id) else 0


def _judged_line(job: Job, sheet: Sheet, assessment: Assessment, criterion: CriterionText) -> Row:
    voice = job.voice
    verdict = next((one for one in assessment.verdicts if one.criterion == criterion.id), None)
    whole = f"{criterion.id}.1" in job.pack.criteria
    statement = voice.stacked(Text(criterion.short_zh, criterion.short_en), _WORD if whole else _TEXT)
    cells = list(_named_cells(voice, criterion, statement, _STATEMENT))
    if verdict is not None:
        cells += () if whole else _rests_on(job, sheet, verdict)
        cells.append(cell(*_VERDICT, _verdict_spans(voice, verdict)))
    return Row(tuple(cells), above=4, below=4, keep=whole, indent=_part_indent(criterion))


def _rests_on(job: Job, sheet: Sheet, verdict: Verdict) -> tuple[Cell, Cell, Cell]:
    """Evidence, limit and date, each datum at one height in all three; reasons and decisions under them."""
    columns: tuple[list[Line], list[Line], list[Line]] = ([], [], [])
    for one, days in data_of(verdict.evidence):
        tall = max(map(len, columns))
        for column in columns:
            column.extend([Line((), 0, _TEXT.leading, _TEXT.size)] * (tall - len(column)))
        for column, spans, place in zip(
                columns, (*_datum(job, one), _days(days)), (_EVIDENCE, _LIMIT, _DATE), strict=True):
            column.extend(broken(spans, place[1]))
    columns[0].extend(broken(_reasons(job, sheet, verdict), _EVIDENCE[1]))
    columns[2].extend(broken(_until(job.voice, verdict), _DATE[1]))
    evidence, limit, dates = (Cell(*place, tuple(lines)) for place, lines in zip(
        (_EVIDENCE, _LIMIT, _DATE), columns, strict=True))
    return evidence, limit, dates


def _datum(job: Job, evidence: Evidence) -> tuple[Spans, Spans]:
    """What was entered, and the limit it was held against."""
    voice, field = job.voice, _field(job, evidence)
    label = (field and field.short) or label_of(_ref(evidence), job.forms, voice.first)
    where = Text(label, label)
    shown = voice.typed(value_of(_ref(evidence), evidence.shown, job.forms, voice.first), where)
    limit = (Span(voice.typed(_limit(voice, evidence.limit), where), _TEXT),) if evidence.limit else ()
    return (Span(f"{label} ", _TEXT), Span(shown, _DATUM)), limit


def _days(days: Sequence[date]) -> Spans:
    """The days below each other."""
    return tuple(span for day in days for span in (NEW_LINE, Span(day.isoformat(), _TEXT)))[1:]


def _limit(voice: Voice, limit: str) -> str:
    """The limit as it is, its days in words."""
    return _IN_DAYS.sub(lambda found: voice.one(voice.said("paper_days", days=found[1])), limit)


def _ref(evidence: Evidence) -> FieldRef:
    return FieldRef(evidence.source.form, evidence.source.field)


def _field(job: Job, evidence: Evidence) -> Field | None:
    try:
        return job.forms[evidence.source.form].field(evidence.source.field)
    except (KeyError, StopIteration):
        return None


def _reasons(job: Job, sheet: Sheet, verdict: Verdict) -> Spans:
    """What the columns do not say already, and the rulings used; open settings are named, others stand at the end."""
    voice = job.voice
    spans: list[Span] = []
    for group in together(reason for reason in verdict.reasons if not _restated(reason, verdict)):
        spans += [NEW_LINE] if spans else []
        spans += voice.stacked(explained(job, *group), SMALL)
    undecided = [one for one in verdict.settings if one not in sheet.decisions]
    used = (*verdict.rulings, *(undecided if verdict.state is State.NEEDS_PI else ()))
    if used:
        spans += [NEW_LINE] if spans else []
        spans.append(Span("  ".join(named(job, sheet, one) for one in used), SMALL_ACCENT))
    return tuple(spans)


def _restated(reason: Reason, verdict: Verdict) -> bool:
    """Whether the columns of evidence, limit and date already say all that `reason` says."""
    if reason.code == "why_sampled":
        return verdict.valid_until is not None and any(one.on for one in verdict.evidence)
    if reason.code in _ANSWERS:
        return reason.arguments.get("field") in {_ref(one) for one in verdict.evidence}
    value, limit = (str(reason.arguments.get(name, "")) for name in ("value", "limit"))
    return reason.code in _COMPARISONS and any(
        value in one.shown and one.limit.endswith(limit) for one in verdict.evidence)


def explained(job: Job, *reasons: Reason) -> Text:
    """A reason, or several that say the same of several days, as a sentence in both languages, drawable."""
    code = reasons[0].code
    zh, en = (job.voice.typed(explain_together(reasons, job.forms, language), Text(code, code))
              for language in (Language.ZH, Language.EN))
    return Text(zh, zh) if zh.translate(_BRACKETS).replace(" ", "") == en.replace(" ", "") else Text(zh, en)


def _until(voice: Voice, verdict: Verdict) -> Spans:
    spans: list[Span] = []
    for code, day in (("paper_valid_until", verdict.valid_until), ("paper_clears_on", verdict.clears_on)):
        if day:
            spans += [NEW_LINE] if spans else []
            spans += [*voice.stacked(voice.said(code), SMALL), NEW_LINE, Span(day.isoformat(), SMALL)]
    return tuple(spans)


def _verdict_spans(voice: Voice, verdict: Verdict) -> Spans:
    colour = COLOURS[SHAPES[verdict.state]][0]
    word = voice.said(f"paper_state_{verdict.state}")
    spans: list[Span] = [Span(voice.one(word), replace(_WORD, colour=colour), VerdictMark(verdict.state), whole=True)]
    if voice.second:
        spans += [NEW_LINE, Span(word.en, SMALL)]
    if verdict.first_ok:
        spans += [NEW_LINE, *voice.stacked(voice.said("paper_first_ok", day=verdict.first_ok.isoformat()), SMALL)]
    return tuple(spans)


def _queries(job: Job, assessment: Assessment) -> Iterator[Row]:
    """What should be looked at again although it decides nothing."""
    if assessment.queries:
        yield from section_heading(job.voice, job.voice.said("paper_queries"))
        for query in assessment.queries:
            yield Row((cell(INSET, WIDTH - 2 * INSET, job.voice.stacked(explained(job, query), _TEXT)),))
