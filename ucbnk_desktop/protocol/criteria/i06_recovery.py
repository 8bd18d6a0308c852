"""I6  Recovered from the acute toxicity of all earlier chemotherapy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import compress

from ucbnk_desktop.protocol.ctcae import VERSIONS, Grade, grade
from ucbnk_desktop.protocol.facts import Entry, LabResult
from ucbnk_desktop.protocol.findings import NOTHING, Conclusion, Finding, all_known, given, lacking, seen, stops, worst
from ucbnk_desktop.protocol.laboratory_limits import result_in
from ucbnk_desktop.protocol.laboratory_results import lab
from ucbnk_desktop.protocol.rule_context import RuleContext, answered, code_in
from ucbnk_desktop.protocol.rules import judgement, rows
from ucbnk_desktop.protocol.samples import Sample
from ucbnk_desktop.protocol.verdicts import FieldRef, Reason

from .criterion import INCLUSION, Criterion

_TERM = FieldRef("toxicities", "toxicities.term")
_GRADED = (("anc", "ANC"), ("plt", "PLT"), ("wbc", "WBC"), ("hb", "Hb"))


def toxicity_recovered(case: RuleContext) -> Finding:
    """I6: what is listed from chemotherapy at grade 2 or more, beside the investigator's answer.

    A judgement of recovery does not stand against a listed toxicity that the rulings do not exempt.
    """
    return given(rows(case, "toxicities", "any_toxicity", "toxicities")).then(
        lambda toxicities: given(all_known(_grave(row) for row in toxicities)).then(
            lambda grave: _recovered(case, compress(toxicities, grave))
        )
    )


def _recovered(case: RuleContext, grave: Iterable[Entry]) -> Finding:
    recovered = judgement(case, "I6")
    return worst((recovered, *(_beside(case, row, recovered) for row in grave), *_counts(case)))


def _counts(case: RuleContext) -> Iterator[Finding]:
    """Blood counts of grade 2 or more, shown beside the question; they decide nothing."""
    version = case.settings.text("ctcae_version")
    if version not in VERSIONS:
        return
    for key, name in _GRADED:
        for sample in given(lab(key).deciding(case)).if_known(tuple) or ():
            yield _count(sample, key, name, version)


def _count(sample: Sample, key: str, name: str, version: str) -> Finding:
    return given(result_in(sample.entry, sample.ref(key))).if_known(
        lambda result: _count_listed(sample, key, name, result, grade(key, result, version=version))
    ) or NOTHING


def _count_listed(sample: Sample, key: str, name: str, result: LabResult, graded: Grade | None) -> Finding:
    if graded is None or (graded.number or 0) < 2:
        return NOTHING
    code = "why_count_listed_within" if graded.within_reference else "why_count_listed"
    listed = Reason.of(code, name=name, value=str(result.quantity), grade=str(graded.number))
    return Finding(Conclusion.HOLDS, (listed,), seen(sample.entry, key, on=sample.on))


def _grave(row: Entry) -> bool | Finding:
    """Whether the row is a toxicity of chemotherapy of grade 2 or more."""
    return given(
        code_in(row, FieldRef("toxicities", "toxicities.grade"), ("1", "2", "3", "4")),
        code_in(row, FieldRef("toxicities", "toxicities.cause")),
        answered(row, "term") or lacking(_TERM, row.answer("term")),
    ).then(lambda number, cause, _: cause == "chemotherapy" and int(number) >= 2)


def _beside(case: RuleContext, row: Entry, recovered: Finding) -> Finding:
    term, number = str(row.value("term")), str(row.value("grade"))
    evidence = (*seen(row, "term"), *seen(row, "grade"))
    if recovered.conclusion is Conclusion.HOLDS and not _exempt(case, term):
        return stops("why_toxicity", *evidence, term=term, grade=number)
    return Finding(Conclusion.HOLDS, (Reason.of("why_toxicity_listed", term=term, grade=number),), evidence)


def _exempt(case: RuleContext, term: str) -> bool:
    if case.ruling("R-RECOVERY") == "counts_by_I12" and _is_a_count(case, term):
        return True
    exempt = case.members("R-TOX-EXEMPT")
    return exempt is None or term in exempt


def _is_a_count(case: RuleContext, term: str) -> bool:
    """Whether the toxicity is a blood count and nothing else: febrile neutropenia is more than that."""
    return case.pack.blood_counts.fullmatch(term.strip().casefold()) is not None


I6 = Criterion(
    "I6", INCLUSION, form="toxicities", rows="toxicities",
    rulings=("R-RECOVERY", "R-TOX-EXEMPT"),
    settings=("routine_results_before_consent", "screening_window_days", "validity_days_lab"),
    rule=toxicity_recovered,
)
