"""The criteria of a participant on paper: the outcome, one line a criterion with what it rests on, decisions used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from ucbnk_desktop.forms.definition import Field
from ucbnk_desktop.forms.display import (
    data_of,
    explain_together,
    label_of,
    outcome_word,
    state_word,
    together,
    value_of,
)
from ucbnk_desktop.protocol.pack import CriterionText, ProtocolPack
from ucbnk_desktop.protocol.verdicts import Assessment, Evidence, FieldRef, Limit, Outcome, Reason, State, Verdict
from ucbnk_desktop.wording import Language, Text

from .bilingual import PrintLanguage
from .decisions import decision_rows, named
from .fields import INSET, section_heading
from .fonts import BOLD
from .inline_shapes import COLOURS, SHAPES, VerdictMark
from .print_context import PrintContext
from .print_data import Sheet
from .rows import WIDTH, Cell, Row, cell
from .styles import BODY, EMPTY, HEAD, SMALL, SMALL_ACCENT, Style
from .typeset import NEW_LINE, Line, Span, Spans, broken

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
_ANSWERS = ("why_yes", "why_no", "why_test_negative", "why_test_positive")
_COMPARISONS = ("why_at_least", "why_at_most")
_HELD = {
    "why_at_least": "paper_held_at_least", "why_at_least_marrow": "paper_held_at_least_marrow",
    "why_at_most": "paper_held_at_most", "why_at_most_uln": "paper_held_at_most_uln",
    "why_at_most_plus": "paper_held_at_most_plus",
}
"""What stands behind the value itself where a reason says that it keeps to its limit."""
_COUNTED = (State.MET, State.ABSENT, State.NOT_MET, State.PRESENT, State.INCOMPLETE, State.NEEDS_PI,
            State.PENDING_DATE, State.NOT_APPLICABLE)


def assessment_rows(job: PrintContext, sheet: Sheet) -> Iterator[Row]:
    """The outcome, both lists, and the study's decisions they rest on; a check list where the sheet is blank."""
    if sheet.assessment is not None and not sheet.blank:
        yield _summary(job, sheet.assessment)
    for kind in ("inclusion", "exclusion"):
        yield from section_heading(job.print_language, job.print_language.said(f"paper_{kind}"))
        head = _head(job.print_language, blank=sheet.blank)
        yield head
        for criterion in job.pack.listed:
            if criterion.kind == kind:
                yield replace(_line(job, sheet, criterion), head=(head,))
    if sheet.assessment is not None and not sheet.blank:
        yield from _queries(job, sheet.assessment)
        yield from decision_rows(job, sheet, sheet.assessment)


def relation_rows(job: PrintContext, sheet: Sheet) -> Iterator[Row]:
    """What the assessment draws from this entry: each criterion that rests on it, with the data, and its verdict."""
    if sheet.assessment is None or sheet.blank or sheet.number is None or sheet.struck is not None:
        return
    print_language, number = job.print_language, sheet.number
    resting = [(verdict, own) for verdict in sheet.assessment.verdicts if verdict.criterion in job.pack.lines
               for own in [_own(verdict, sheet.definition.key, number)] if own]
    if not resting:
        return
    yield from section_heading(print_language, print_language.said("paper_relation"))
    titles = (("id", _ID), ("statement", _STATEMENT), ("evidence", _RELATION), ("verdict", _VERDICT))
    heads = ((place, print_language.said(f"paper_head_{code}")) for code, place in titles)
    cells = tuple(cell(*place, print_language.stacked(text, HEAD)) for place, text in heads)
    head = Row(cells, above=4, below=3.5, rule="strong", keep=True)
    yield head
    for verdict, own in resting:
        yield _relation(job, verdict, own, head)
    day = print_language.said("paper_relation_day", day=sheet.assessment.as_of.isoformat())
    yield Row((cell(INSET, WIDTH - 2 * INSET, print_language.stacked(day, SMALL)),), above=4, below=2, rule="none")


def _own(verdict: Verdict, form: str, entry: int) -> tuple[Evidence, ...]:
    return tuple(
        evidence for evidence in verdict.evidence
        if (evidence.source.form, evidence.source.entry) == (form, entry)
    )


def _relation(job: PrintContext, verdict: Verdict, own: Sequence[Evidence], head: Row) -> Row:
    print_language, criterion = job.print_language, job.pack.criteria[verdict.criterion]
    spans: list[Span] = []
    for evidence in own:
        datum, limit = _datum(job, evidence)
        held = _held(job, verdict, evidence)
        limit = (Span(held, _TEXT),) if held else () if evidence.limit is not None and evidence.limit.of else limit
        spans += [Span("；" if print_language.first is Language.ZH else ";  ", _TEXT)] if spans else []
        spans += [*datum, *((Span(" ", _TEXT), *limit) if limit else ())]
    for reason in verdict.reasons:
        if reason.code.startswith("why_qtc"):
            spans += [NEW_LINE, *print_language.stacked(explained(job, reason), SMALL)]
    if not {_ref(evidence) for evidence in own}.issuperset(verdict.missing):
        spans += [NEW_LINE, *print_language.stacked(print_language.said("paper_more_missing"), SMALL)]
    return Row((cell(*_ID, _id_spans(print_language, verdict.criterion)),
                cell(*_STATEMENT, print_language.stacked(Text(criterion.short_zh, criterion.short_en), _TEXT)),
                cell(*_RELATION, tuple(spans)), cell(*_VERDICT, _verdict_spans(print_language, verdict))),
               above=4, below=4, head=(head,))


def _held(job: PrintContext, verdict: Verdict, evidence: Evidence) -> str:
    """What the reason about `evidence` says after the value itself: `≤ 1.5×21.0 = 31.5`; empty where there is none."""
    for reason in _told_of(evidence):
        if reason.code in _HELD and reason in verdict.reasons:
            return job.print_language.one(job.print_language.said(_HELD[reason.code], **reason.arguments))
    return ""


def _told_of(evidence: Evidence) -> Iterator[Reason]:
    """The sentences that hold the very number of `evidence` against a limit, where the rules made any."""
    return (comparison.reason for comparison in evidence.comparisons if comparison.reason is not None)


def _is_part(criterion: str) -> bool:
    return "." in criterion


def _summary(job: PrintContext, assessment: Assessment) -> Row:
    print_language, mark = job.print_language, _OUTCOME_MARKS[assessment.outcome]
    counts = Counter(verdict.state for verdict in assessment.verdicts if not _is_part(verdict.criterion))
    outcome = outcome_word(assessment.outcome)
    words = [Span("", BODY, VerdictMark(mark)), *print_language.stacked(outcome, _OUTCOME)]
    in_all = print_language.said("paper_in_all", count=counts.total())
    words += [NEW_LINE, *print_language.inline(in_all, SMALL), NEW_LINE, *_counted(print_language, counts)]
    facts: list[Span] = []
    for code, day, limited_by in (
        ("paper_as_of", assessment.as_of, ()), ("paper_planned_start", assessment.planned_start, ()),
        ("paper_earliest", assessment.earliest, assessment.earliest_by),
        ("paper_latest", assessment.latest, assessment.latest_by),
    ):
        facts += [NEW_LINE] if facts else []
        facts += _fact(print_language, code, day, limited_by)
    colour, fill = COLOURS[SHAPES[mark]]
    digest = print_language.said("paper_assessed_on", pack=assessment.pack_version, digest=assessment.digest[:16])
    facts += [NEW_LINE, Span(print_language.one(digest), SMALL)]
    return Row((cell(12, 232, tuple(words)), cell(256, WIDTH - 266, tuple(facts))), above=9, below=9, rule="none",
               frame=colour, fill=fill)


def _counted(print_language: PrintLanguage, counts: Counter[State]) -> Spans:
    spans: list[Span] = []
    for state in _COUNTED:
        if counts[state]:
            number = Span(f"{counts[state]} ", Style(size=8, face=BOLD), whole=True)
            words = [replace(span, whole=True, glued=True)
                     for span in print_language.inline(state_word(state), SMALL)]
            spans += [number, *words, Span("   ", SMALL)]
    return tuple(spans[:-1])


def _fact(print_language: PrintLanguage, code: str, day: date | None, limited_by: Sequence[str]) -> Spans:
    shown = Span(day.isoformat(), _DATUM) if day else Span("—", EMPTY)
    by = f"  {', '.join(print_language.criterion(criterion) for criterion in limited_by)}" if limited_by else ""
    return (*print_language.inline(print_language.said(code), SMALL), Span("  ", SMALL), shown, Span(by, SMALL))


def _head(print_language: PrintLanguage, *, blank: bool) -> Row:
    titles = [("id", _ID), ("statement", _STATEMENT), ("evidence", _EVIDENCE), ("limit", _LIMIT), ("dates", _DATE),
              ("verdict", _VERDICT)]
    if blank:
        titles = [("id", _ID), ("statement", _FULL_STATEMENT), ("answer", _ANSWER)]
    cells = tuple(
        cell(*place, print_language.stacked(print_language.said(f"paper_head_{code}"), HEAD)) for code, place in titles
    )
    return Row(cells, above=4, below=3.5, rule="strong", keep=True)


def _line(job: PrintContext, sheet: Sheet, criterion: CriterionText) -> Row:
    if sheet.blank or sheet.assessment is None:
        return _blank_line(job.print_language, job.pack, criterion)
    return _judged_line(job, sheet, sheet.assessment, criterion)


def _id_spans(print_language: PrintLanguage, criterion: str, style: Style = _WORD) -> Spans:
    own: Spans = (Span(print_language.criterion(criterion), style),)
    return (*own, NEW_LINE, Span(criterion, SMALL)) if print_language.second else own


def _blank_line(print_language: PrintLanguage, pack: ProtocolPack, criterion: CriterionText) -> Row:
    answers = (State.MET, State.NOT_MET) if criterion.kind == "inclusion" else (State.ABSENT, State.PRESENT)
    boxes = [span for state in answers for span in (
        *print_language.box(state_word(state)), Span("   ", BODY)
    )]
    statement = print_language.stacked(Text(criterion.zh, criterion.en), _TEXT)
    has_parts = any(_is_part(other) and other.startswith(f"{criterion.id}.") for other in pack.criteria)
    named = _named_cells(print_language, criterion, statement, _FULL_STATEMENT)
    return Row((*named, cell(*_ANSWER, tuple(boxes[:-1]))), keep=has_parts, indent=_part_indent(criterion))


def _named_cells(
    print_language: PrintLanguage, criterion: CriterionText, statement: Spans, place: tuple[float, float]
) -> tuple[Cell, Cell]:
    """Id and statement; those of a part stand further in."""
    indent = _part_indent(criterion)
    return (cell(_ID[0] + indent, _ID[1] - indent, _id_spans(print_language, criterion.id, _TEXT if indent else _WORD)),
            cell(place[0] + indent, place[1] - indent, statement))


def _part_indent(criterion: CriterionText) -> float:
    return _INDENT if _is_part(criterion.id) else 0


def _judged_line(job: PrintContext, sheet: Sheet, assessment: Assessment, criterion: CriterionText) -> Row:
    print_language = job.print_language
    verdict = next((judged for judged in assessment.verdicts if judged.criterion == criterion.id), None)
    has_parts = f"{criterion.id}.1" in job.pack.criteria
    statement = print_language.stacked(Text(criterion.short_zh, criterion.short_en), _WORD if has_parts else _TEXT)
    cells = list(_named_cells(print_language, criterion, statement, _STATEMENT))
    if verdict is not None:
        cells += () if has_parts else _rests_on(job, sheet, verdict)
        cells.append(cell(*_VERDICT, _verdict_spans(print_language, verdict)))
    return Row(tuple(cells), above=4, below=4, keep=has_parts, indent=_part_indent(criterion))


def _rests_on(job: PrintContext, sheet: Sheet, verdict: Verdict) -> tuple[Cell, Cell, Cell]:
    """Evidence, limit and date, each datum at one height in all three; reasons and decisions under them."""
    columns: tuple[list[Line], list[Line], list[Line]] = ([], [], [])
    for datum, days in data_of(verdict.evidence):
        tall = max(map(len, columns))
        for column in columns:
            column.extend([Line((), 0, _TEXT.leading, _TEXT.size)] * (tall - len(column)))
        for column, spans, place in zip(
                columns, (*_datum(job, datum), _days(days)), (_EVIDENCE, _LIMIT, _DATE), strict=True):
            column.extend(broken(spans, place[1]))
    columns[0].extend(broken(_reasons(job, sheet, verdict), _EVIDENCE[1]))
    columns[2].extend(broken(_until(job.print_language, verdict), _DATE[1]))
    evidence, limit, dates = (Cell(*place, tuple(lines)) for place, lines in zip(
        (_EVIDENCE, _LIMIT, _DATE), columns, strict=True))
    return evidence, limit, dates


def _datum(job: PrintContext, evidence: Evidence) -> tuple[Spans, Spans]:
    """What was entered, and the limit it was held against."""
    print_language, field = job.print_language, _field(job, evidence)
    label = (field and field.short) or label_of(_ref(evidence), job.forms, print_language.first)
    where = Text(label, label)
    shown = print_language.typed(value_of(_ref(evidence), evidence.shown, job.forms, print_language.first), where)
    limit = (
        Span(print_language.typed(_limit(print_language, evidence.limit), where), _TEXT),
    ) if evidence.limit is not None else ()
    return (Span(f"{label} ", _TEXT), Span(shown, _DATUM)), limit


def _days(days: Sequence[date]) -> Spans:
    """The days below each other."""
    return tuple(span for day in days for span in (NEW_LINE, Span(day.isoformat(), _TEXT)))[1:]


def _limit(print_language: PrintLanguage, limit: Limit) -> str:
    """The limit as it is, its days in words."""
    if limit.unit != "d":
        return str(limit)
    return f"{limit.sign} {print_language.one(print_language.said('paper_days', days=limit.number))}"


def _ref(evidence: Evidence) -> FieldRef:
    return FieldRef(evidence.source.form, evidence.source.field)


def _field(job: PrintContext, evidence: Evidence) -> Field | None:
    try:
        return job.forms[evidence.source.form].field(evidence.source.field)
    except (KeyError, StopIteration):
        return None


def _reasons(job: PrintContext, sheet: Sheet, verdict: Verdict) -> Spans:
    """What the columns do not say already, and the rulings used; open settings are named, others stand at the end."""
    print_language = job.print_language
    spans: list[Span] = []
    for group in together(reason for reason in verdict.reasons if not _restated(reason, verdict)):
        spans += [NEW_LINE] if spans else []
        spans += print_language.stacked(explained(job, *group), SMALL)
    undecided = [setting for setting in verdict.settings if setting not in sheet.decisions]
    used = (*verdict.rulings, *(undecided if verdict.state is State.NEEDS_PI else ()))
    if used:
        spans += [NEW_LINE] if spans else []
        spans.append(Span("  ".join(named(job, sheet, name) for name in used), SMALL_ACCENT))
    return tuple(spans)


def _restated(reason: Reason, verdict: Verdict) -> bool:
    """Whether the columns of evidence, limit and date already say all that `reason` says."""
    if reason.code == "why_sampled":
        return verdict.valid_until is not None and any(evidence.on for evidence in verdict.evidence)
    if reason.code in _ANSWERS:
        return reason.arguments.get("field") in {_ref(evidence) for evidence in verdict.evidence}
    return reason.code in _COMPARISONS and any(reason in _told_of(evidence) for evidence in verdict.evidence)


def explained(job: PrintContext, *reasons: Reason) -> Text:
    """A reason, or several that say the same of several days, as a sentence in both languages, drawable."""
    code = reasons[0].code
    zh, en = (job.print_language.typed(explain_together(reasons, job.forms, language), Text(code, code))
              for language in (Language.ZH, Language.EN))
    return Text(zh, zh) if zh.translate(_BRACKETS).replace(" ", "") == en.replace(" ", "") else Text(zh, en)


def _until(print_language: PrintLanguage, verdict: Verdict) -> Spans:
    spans: list[Span] = []
    for code, day in (("paper_valid_until", verdict.valid_until), ("paper_clears_on", verdict.clears_on)):
        if day:
            spans += [NEW_LINE] if spans else []
            spans += [*print_language.stacked(print_language.said(code), SMALL), NEW_LINE, Span(day.isoformat(), SMALL)]
    return tuple(spans)


def _verdict_spans(print_language: PrintLanguage, verdict: Verdict) -> Spans:
    colour = COLOURS[SHAPES[verdict.state]][0]
    word = state_word(verdict.state)
    spans: list[Span] = [
        Span(print_language.one(word), replace(_WORD, colour=colour), VerdictMark(verdict.state), whole=True)
    ]
    if print_language.second:
        spans += [NEW_LINE, Span(word.en, SMALL)]
    if verdict.first_ok:
        spans += [NEW_LINE, *print_language.stacked(
            print_language.said("paper_first_ok", day=verdict.first_ok.isoformat()), SMALL
        )]
    return tuple(spans)


def _queries(job: PrintContext, assessment: Assessment) -> Iterator[Row]:
    """What should be looked at again although it decides nothing."""
    if assessment.queries:
        yield from section_heading(job.print_language, job.print_language.said("paper_queries"))
        for query in assessment.queries:
            yield Row((cell(INSET, WIDTH - 2 * INSET, job.print_language.stacked(explained(job, query), _TEXT)),))
