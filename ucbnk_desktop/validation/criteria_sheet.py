"""The sheet of criteria for the monitor: what each counts with, what the study decided, which cases test its limits."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain

from ucbnk_desktop.forms.decision_display import setting_words
from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.paper.criteria_sheet_data import (
    SIDES,
    CriteriaSheet,
    CriterionLine,
    DecisionLine,
    LimitLine,
)
from ucbnk_desktop.paper.print_data import Decided
from ucbnk_desktop.protocol.criteria.criterion import Criterion
from ucbnk_desktop.protocol.criteria.table import CRITERIA
from ucbnk_desktop.protocol.pack import CriterionText, ProtocolPack
from ucbnk_desktop.protocol.verdicts import Side, State
from ucbnk_desktop.wording import Language, Text, say, text

from .case import JudgedCase, judge
from .case_files import Library
from .comparison import compared
from .decisions import is_setting
from .faults import CaseFaults
from .run import validate

Tested = Mapping[str, Mapping[str, Counter[Side]]]
"""By criterion and by the name of a limit: how many cases hold a datum below, at and above it."""

_FIELD_INDENT = "    "


@dataclass(frozen=True, slots=True)
class StudyDecisions:
    """What one study decided, by the id of the ruling or setting; `title` is what the study is called."""

    title: str
    decided: Mapping[str, Decided]


NO_STUDY = StudyDecisions("", {})


def criteria_sheet(
    pack: ProtocolPack, library: Library, study: StudyDecisions = NO_STUDY, *, program: str
) -> CriteriaSheet:
    """Every criterion of `pack`, with the decisions of `study` and what the cases of `library` test of it.

    The cases are read as those of the pack that they were written for, and judged by `pack`. CaseFaults where one of
    their files cannot be used: the numbers would be short of its cases.
    """
    cases = validate(library.folder, library)
    if cases.refused:
        raise CaseFaults(cases.refused)
    judged = [result.judged if pack is library.pack else judge(result.case, pack) for result in cases.tried]
    tested, expected = limits_tested(judged), _expected(judged)
    lines: list[CriterionLine] = []
    for criterion in pack.listed:
        line = replace(_said(criterion, pack), states=expected.get(criterion.id, Counter()))
        declared = CRITERIA.get(criterion.id)
        lines.append(line if declared is None else replace(
            line, reads=_reads(declared, library.forms), counts_to=_counts_to(declared),
            limits=_limits(declared, pack, tested.get(criterion.id, {})),
            decisions=tuple(_decision(identity, pack, study) for identity in (*declared.rulings, *declared.settings)),
        ))
    return CriteriaSheet(
        pack.version, pack.dated, study.title, len(judged), cases.digest, program, tuple(lines),
        sum(_differs(case, pack) for case in judged),
    )


def limits_tested(cases: Iterable[JudgedCase]) -> Tested:
    """How many of `cases` test each limit from below, on it and from above.

    A case tests the limits of the criteria of which it expects anything; it counts once for each of the three sides.
    """
    tested: dict[str, dict[str, Counter[Side]]] = defaultdict(lambda: defaultdict(Counter))
    for case in cases:
        for criterion, limit, side in dict.fromkeys(_held(case)):
            tested[criterion][limit][side] += 1
    return tested


def _held(case: JudgedCase) -> Iterator[tuple[str, str, Side]]:
    expected = {expectation.subject for expectation in case.case.expected}
    verdicts = chain(case.assessment.verdicts, case.at_infusion)
    for verdict in (verdict for verdict in verdicts if verdict.criterion in expected):
        for datum in verdict.evidence:
            for comparison in datum.comparisons:
                if comparison.name and comparison.side is not None:
                    yield verdict.criterion, comparison.name, comparison.side


def _expected(cases: Iterable[JudgedCase]) -> Mapping[str, Counter[State]]:
    """By criterion how many cases expect which state of it."""
    expected: dict[str, Counter[State]] = defaultdict(Counter)
    for case in cases:
        for expectation in case.case.expected:
            if expectation.aspect == "state":
                expected[expectation.subject][State(expectation.wanted[0])] += 1
    return expected


def _differs(judged: JudgedCase, pack: ProtocolPack) -> bool:
    """Whether the case finds anything else than it expects of the criteria that `pack` has."""
    expected = tuple(expectation for expectation in judged.case.expected if expectation.subject in pack.criteria)
    there = replace(judged, case=replace(judged.case, expected=expected))
    return not all(comparison.agrees for comparison in compared(there))


def _said(said: CriterionText, pack: ProtocolPack) -> CriterionLine:
    """What the protocol says of a criterion, without what its rule declares."""
    return CriterionLine(
        said.id, said.kind, Text(said.short_zh, said.short_en), Text(said.zh, said.en), said.registry_en,
        said.approved_zh, said.decided_by, is_sum=said.id not in pack.lines,
    )


def _limits(declared: Criterion, pack: ProtocolPack, tested: Mapping[str, Counter[Side]]) -> tuple[LimitLine, ...]:
    return tuple(
        LimitLine(text(f"limit_{name}"), str(getattr(pack.limits, name)), tested.get(name, Counter()))
        for name in declared.limits
    )


def _reads(declared: Criterion, forms: Mapping[str, FormDefinition]) -> Text:
    """The form that it reads, with the table that it goes through row by row."""
    form = forms[declared.form]
    if not declared.rows:
        return form.title
    rows = form.field(declared.rows).label
    return Text(f"{form.title.zh}：{rows.zh}", f"{form.title.en}: {rows.en}")


def _counts_to(declared: Criterion) -> Text:
    """The day it counts to, in words; empty where it counts no days."""
    if not declared.anchor:
        return Text("", "")
    if declared.anchor.startswith("R-"):
        by_ruling = text("criteria_counts_as_ruled")
        return Text(by_ruling.zh.format(ruling=declared.anchor), by_ruling.en.format(ruling=declared.anchor))
    return text(f"criteria_counts_to_{declared.anchor}")


def _decision(identity: str, pack: ProtocolPack, study: StudyDecisions) -> DecisionLine:
    decided = study.decided.get(identity)
    ruling = pack.rulings.get(identity)
    if ruling is not None:
        in_force = decided is not None and ruling.permits(decided.value)
        answer = Text(*ruling.label(decided.value)) if decided is not None and in_force else None
        return DecisionLine(identity, Text(*ruling.question), answer, decided if in_force else None)
    setting = pack.settings[identity]
    in_force = decided is not None and is_setting(setting, decided.value)
    answer = setting_words(setting, decided.value) if decided is not None and in_force else None
    return DecisionLine("", Text(setting.zh, setting.en), answer, decided if in_force else None)


# As text


def sheet_lines(sheet: CriteriaSheet, language: Language) -> Iterator[str]:
    """The sheet as text: every criterion, then what no case tests."""
    head = "criteria_head_study" if sheet.study else "criteria_head"
    yield say(
        head, language, version=sheet.version, dated=sheet.dated.isoformat(), study=sheet.study, cases=sheet.cases,
    )
    for criterion in sheet.criteria:
        yield ""
        yield from _criterion_lines(criterion, language)
    yield ""
    yield sheet.summary.in_(language)
    yield from (finding.in_(language) for finding in sheet.findings)


def _criterion_lines(criterion: CriterionLine, language: Language) -> Iterator[str]:
    yield f"{criterion.id}  {criterion.short.in_(language)}"
    for code, words in (
        ("criteria_statement", criterion.statement.in_(language)), ("criteria_registry", criterion.registry),
        ("criteria_approved", criterion.approved), ("criteria_reads", criterion.reads.in_(language)),
        ("criteria_counts_to", criterion.counts_to.in_(language)),
        ("criteria_decided", criterion.decided_by_words.in_(language)),
    ):
        if words:
            yield _FIELD_INDENT + say(code, language, words=words)
    for limit in criterion.limits:
        code = "criteria_limit_untested" if limit.untested else "criteria_limit"
        counts = {side: limit.cases[side] for side in SIDES}
        yield _FIELD_INDENT + say(code, language, name=limit.name.in_(language), number=limit.number, **counts)
    for line in criterion.decisions:
        yield _FIELD_INDENT + _decision_words(line, language)
    if not criterion.is_sum:
        yield _FIELD_INDENT + say("criteria_expected", language, words=criterion.expected.in_(language))


def _decision_words(line: DecisionLine, language: Language) -> str:
    question = " ".join(part for part in (line.id, line.question.in_(language)) if part)
    if line.answer is None:
        return say("criteria_unset", language, question=question)
    return say("criteria_set", language, question=question, answer=line.answer.in_(language))
