"""I6  Recovered from the acute toxicity of all earlier chemotherapy."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ucbnk_desktop.protocol.ctcae import VERSIONS, grade
from ucbnk_desktop.protocol.facts import Entry, LabResult
from ucbnk_desktop.protocol.findings import Conclusion, Finding, lacking, seen, stops, worst
from ucbnk_desktop.protocol.laboratory_limits import result_in
from ucbnk_desktop.protocol.laboratory_results import lab
from ucbnk_desktop.protocol.rule_context import RuleContext, code_in
from ucbnk_desktop.protocol.rules import judgement, rows
from ucbnk_desktop.protocol.verdicts import FieldRef, Reason

from .criterion import INCLUSION, Criterion

_TERM = FieldRef("toxicities", "toxicities.term")
_GRADED = (("anc", "ANC"), ("plt", "PLT"), ("wbc", "WBC"), ("hb", "Hb"))

_COUNTS = re.compile(
    r"(外周血)?(中性粒细胞|粒细胞|白细胞|淋巴细胞|血小板|血红蛋白)(绝对)?(计数|数|值)?(减少|减低|降低|下降|缺乏)(症)?"
    r"|粒缺|粒细胞缺乏症?|贫血|骨髓抑制"
    r"|(absolute )?(neutrophil|granulocyte|platelet|lymphocyte|leu[ck]ocyte|white (blood )?cell)s?( count)?"
    r" (decreased?|low)"
    r"|(neutro|granulocyto|thrombocyto|lympho|leu[ck]o)penia|ana?emia|ha?emoglobin (decreased?|low)"
    r"|(bone marrow |myelo)suppression"
)
"""Toxicities that are a blood count and nothing else: febrile neutropenia or a haemolytic anaemia is none."""


def toxicity_recovered(case: RuleContext) -> Finding:
    """I6: what is listed from chemotherapy at grade 2 or more, beside the investigator's answer.

    A judgement of recovery does not stand against a listed toxicity that the rulings do not exempt.
    """
    table = rows(case, "toxicities", "any_toxicity", "toxicities")
    if isinstance(table, Finding):
        return table
    listed = [_listed(row) for row in table]
    unknown = [finding for finding in listed if isinstance(finding, Finding)]
    if unknown:
        return worst(unknown)
    open_rows = [row for row, grave in zip(table, listed, strict=True) if grave]
    said = judgement(case, "I6")
    return worst((said, *(_beside(case, row, said) for row in open_rows), *_counts(case)))


def _counts(case: RuleContext) -> Iterator[Finding]:
    """Blood counts of grade 2 or more, shown beside the question; they decide nothing."""
    version = case.settings.text("ctcae_version")
    if version not in VERSIONS:
        return
    for key, name in _GRADED:
        samples = lab(key).deciding(case)
        for sample in () if isinstance(samples, Finding) else samples:
            result = result_in(sample.entry, sample.ref(key))
            found = None if isinstance(result, Finding) else grade(key, result, version=version)
            if isinstance(result, LabResult) and found is not None and (found.number or 0) >= 2:
                code = "why_count_listed_within" if found.within_reference else "why_count_listed"
                listed = Reason.of(code, name=name, value=str(result.quantity), grade=str(found.number))
                yield Finding(Conclusion.HOLDS, (listed,), seen(sample.entry, key, on=sample.on))


def _listed(row: Entry) -> bool | Finding:
    """Whether the row is a toxicity of chemotherapy of grade 2 or more."""
    number = code_in(row, FieldRef("toxicities", "toxicities.grade"), ("1", "2", "3", "4"))
    cause = code_in(row, FieldRef("toxicities", "toxicities.cause"))
    unknown = [part for part in (number, cause) if isinstance(part, Finding)]
    if row.value("term") is None:
        unknown.append(lacking(_TERM, row.answer("term")))
    if isinstance(number, Finding) or isinstance(cause, Finding) or unknown:
        return worst(unknown)
    return cause == "chemotherapy" and int(number) >= 2


def _beside(case: RuleContext, row: Entry, said: Finding) -> Finding:
    term, number = str(row.value("term")), str(row.value("grade"))
    evidence = (*seen(row, "term"), *seen(row, "grade"))
    if said.conclusion is Conclusion.HOLDS and not _exempt(case, term):
        return stops("why_toxicity", *evidence, term=term, grade=number)
    return Finding(Conclusion.HOLDS, (Reason.of("why_toxicity_listed", term=term, grade=number),), evidence)


def _exempt(case: RuleContext, term: str) -> bool:
    if case.ruling("R-RECOVERY") == "counts_by_I12" and _COUNTS.fullmatch(term.strip().casefold()):
        return True
    exempt = case.members("R-TOX-EXEMPT")
    return exempt is None or term in exempt


I6 = Criterion(
    "I6", INCLUSION, form="toxicities", rows="toxicities",
    rulings=("R-RECOVERY", "R-TOX-EXEMPT"),
    settings=("routine_results_before_consent", "screening_window_days", "validity_days_lab"),
    rule=toxicity_recovered,
)
