"""Cross-checks between forms and criteria: questions to the coordinator, never verdicts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

from .dates import PartialDate, plus_days, plus_months
from .facts import Entry, LabResult
from .findings import given
from .fingerprint import SCREENING
from .laboratory_limits import quantity_in
from .laboratory_results import CELLS, neutrophils_computed
from .qtc import FORMULAS, qtc
from .quantity import Quantity
from .result_dates import RESULT_DATES
from .rule_context import GUARDIAN, PARTICIPANT, PLANNED, PROCEDURE, RuleContext, day_of, signed_last, span_of
from .rulings import NONE, members
from .verdicts import FieldRef, Reason, State, Verdict

Verdicts: TypeAlias = Mapping[str, Verdict]
_AHEAD = frozenset(((PLANNED.form, PLANNED.field),))


def cross_checks(case: RuleContext, verdicts: Verdicts, latest: date | None) -> list[Reason]:
    """Every question that the facts and verdicts of one participant raise between each other."""
    checks: tuple[Callable[[], Iterator[Reason]], ...] = (
        lambda: _dates(case),
        lambda: _order(case),
        lambda: _allogeneic(case),
        lambda: _irradiation(case),
        lambda: _trial_drugs(case),
        lambda: _caused(case),
        lambda: _recovered(case, verdicts),
        lambda: _judged_early(case),
        lambda: _virology(case),
        lambda: _between_criteria(verdicts),
        lambda: _plan(case, latest),
        lambda: _treatment_dates(case),
        lambda: _neutrophils(case),
        lambda: _printed_qtc(case),
        lambda: _medication(case, verdicts),
        lambda: _premedication(case),
        lambda: _consent_anew(case),
        lambda: _hiv_found_before(case, verdicts),
    )
    return [query for check in checks for query in check()]


def _dates(case: RuleContext) -> Iterator[Reason]:
    """No date before birth, none in the future."""
    dated = (
        (form, *stated) for form in SCREENING for entry in case.facts.all(form)
        if not _within(entry.cached(_extent), case.born, case.day) for stated in entry.cached(_spans)
    )
    for form, field, span in dated:
        if (form, field) in _AHEAD:
            continue
        if span.first > case.day:
            yield Reason.of("why_query_future", field=FieldRef(form, field), on=str(span))
        elif case.born is not None and span.last < case.born:
            yield Reason.of("why_query_before_birth", field=FieldRef(form, field), on=str(span))


def _within(extent: tuple[date, date] | None, born: date | None, day: date) -> bool:
    """Whether every date of an entry can be; then none of them has to be looked at by itself."""
    return extent is None or (extent[1] <= day and (born is None or born <= extent[0]))


def _extent(entry: Entry) -> tuple[date, date] | None:
    """The first end and the last beginning of the dates in an entry and its rows; None where it holds none."""
    spans = [span for _, span in entry.cached(_spans)]
    return (min(span.last for span in spans), max(span.first for span in spans)) if spans else None


def _spans(entry: Entry) -> tuple[tuple[str, PartialDate], ...]:
    """Every date in an entry and its rows, with the field it stands in."""
    stated = ((key, span_of(answer.value)) for key, answer in entry.answers.items())
    own = [(key, span) for key, span in stated if span is not None]
    rows = ((f"{table}.{key}", span) for table, rows in entry.rows.items() for row in rows for key, span in _spans(row))
    return (*own, *rows)


def _order(case: RuleContext) -> Iterator[Reason]:
    """No screening procedure before consent, by the minute on the day of consent."""
    moments = [case.facts.value(ref.form, ref.field) for ref in (PROCEDURE, GUARDIAN, PARTICIPANT)]
    procedure, *signed = (at if isinstance(at, datetime) else None for at in moments)
    consent = next((at for at in signed if at is not None), None)
    if procedure is not None and consent is not None and procedure < consent:
        yield Reason.of(
            "why_query_procedure", on=f"{procedure:%Y-%m-%d %H:%M}", consented=f"{consent:%Y-%m-%d %H:%M}"
        )


def _allogeneic(case: RuleContext) -> Iterator[Reason]:
    """An allogeneic transplant passes I11 and meets E24: both tables must know of it."""
    stem_cells, transplants = (case.facts.rows("prior_therapy", table) for table in ("stem_cells", "transplants"))
    donated = any(row.value("transplant_type") == "allogeneic" for row in stem_cells)
    listed = any(row.value("what") == "allogeneic_hsct" for row in transplants)
    if donated != listed:
        yield Reason.of("why_query_allogeneic")


def _trial_drugs(case: RuleContext) -> Iterator[Reason]:
    """An investigational drug (I8) beside the answer that no other trial was taken part in (E15)."""
    drugs = [row for row in case.facts.rows("prior_therapy", "anticancer") if row.value("investigational") == "yes"]
    if drugs and case.facts.value("prior_therapy", "trial_taken_part") == "no":
        named = (row.value("drug") for row in drugs)
        yield Reason.of("why_query_trial_drug", drug="、".join(str(name) for name in named if name))


def _caused(case: RuleContext) -> Iterator[Reason]:
    """A toxicity of chemotherapy (I6) beside the answer that none was given (I7)."""
    causes = {row.value("cause") for row in case.facts.rows("toxicities", "toxicities")}
    if "chemotherapy" in causes and case.facts.value("prior_therapy", "chemotherapy_given") == "no":
        yield Reason.of("why_query_toxicity_cause")


def _recovered(case: RuleContext, verdicts: Verdicts) -> Iterator[Reason]:
    """Counts of grade 2 and more while recovery was judged, and R-RECOVERY asks for grade 1 of all."""
    verdict = verdicts.get("I6")
    if verdict is None:
        return
    ruled = case.rulings.decided(case.pack.rulings["R-RECOVERY"]) == "grade1_all"
    counts = [reason for reason in verdict.reasons if reason.code == "why_count_listed"]
    if verdict.state is State.MET and ruled and counts:
        names = "、".join(f"{reason.arguments['name']} {reason.arguments['value']}" for reason in counts)
        yield Reason.of("why_query_recovery", counts=names)


def _irradiation(case: RuleContext) -> Iterator[Reason]:
    """Total body irradiation among the radiotherapy beside stem cells that are all said to be without it."""
    irradiated = any(row.value("extent") == "total_body" for row in case.facts.rows("prior_therapy", "radiotherapy"))
    answers = {row.value("total_body_irradiation") for row in case.facts.rows("prior_therapy", "stem_cells")}
    if irradiated and answers and "yes" not in answers:
        yield Reason.of("why_query_irradiation")


def _virology(case: RuleContext) -> Iterator[Reason]:
    """A virus found although its screening test is negative: E23 asks for both, the investigator should know."""
    for entry in case.facts.all("laboratory"):
        if entry.value("hcv_ab") == "negative" and entry.value("hcv_rna") == "positive":
            yield Reason.of("why_query_virus", field=FieldRef("laboratory", "hcv_rna"))
        dna = entry.value("hbv_dna")
        if entry.value("hbsag") != "negative" or not isinstance(dna, LabResult) or dna.uln is None:
            continue
        if dna.quantity.above(dna.uln):
            yield Reason.of("why_query_virus", field=FieldRef("laboratory", "hbv_dna"))


_JUDGED_WITH = ("laboratory", "ecg_echo", "performance")


def _judged_early(case: RuleContext) -> Iterator[Reason]:
    """Results that came after the investigator had judged."""
    judged = day_of(case.facts.value("judgements", "judged_on"))
    dates = ((entry, key) for form in _JUDGED_WITH for key in RESULT_DATES[form] for entry in case.facts.all(form))
    days = (day_of(entry.value(key)) for entry, key in dates)
    last = max((day for day in days if day is not None), default=None)
    if judged is not None and last is not None and judged < last <= case.day:
        yield Reason.of("why_query_judged_early", on=judged, latest=last)


_PAIRS = (
    ("E19", State.PRESENT, "E13", State.ABSENT, "why_query_infection"),
    ("I13", State.MET, "E25", State.PRESENT, "why_query_compliance"),
    ("E25", State.ABSENT, "I13", State.NOT_MET, "why_query_compliance"),
    ("I12.2", State.MET, "E6", State.PRESENT, "why_query_platelets"),
    ("I13", State.MET, "I1", State.NOT_MET, "why_query_consent"),
)


def _between_criteria(verdicts: Verdicts) -> Iterator[Reason]:
    for criterion, state, other, against, code in _PAIRS:
        if _is(verdicts, criterion, state) and _is(verdicts, other, against):
            yield Reason.of(code)


def _is(verdicts: Verdicts, criterion: str, state: State) -> bool:
    """Whether `criterion` has that state; one that the version of the protocol does not have has none."""
    return criterion in verdicts and verdicts[criterion].state is state


def _plan(case: RuleContext, latest: date | None) -> Iterator[Reason]:
    if case.planned is None or case.started is not None:
        return
    if case.planned < case.day:
        yield Reason.of("why_query_plan_past", planned=case.planned)
    if case.consented is not None and case.planned < case.consented:
        yield Reason.of("why_query_plan_before_consent", planned=case.planned, consented=case.consented)
    if latest is not None and case.planned > latest:
        yield Reason.of("why_query_plan_late", planned=case.planned, latest=latest)


def _treatment_dates(case: RuleContext) -> Iterator[Reason]:
    """A first dose does not follow the last one, nor diagnosis a treatment."""
    diagnosed = span_of(case.facts.value("diagnosis", "diagnosed_on"))
    for row in case.facts.rows("prior_therapy", "chemotherapy"):
        first, last = span_of(row.value("started_on")), span_of(row.value("last_dose_on"))
        if last is None:
            continue
        if first is not None and first.first > last.last:
            yield Reason.of("why_query_dose_order", first=str(first), last=str(last))
        if diagnosed is not None and last.last < diagnosed.first:
            yield Reason.of("why_query_before_diagnosis", on=str(last), diagnosed=str(diagnosed))


def _neutrophils(case: RuleContext) -> Iterator[Reason]:
    """A printed count and the differential should agree within 0.1, and it is a part of the white cells."""
    for entry in case.facts.all("laboratory"):
        yield from entry.cached(_disagreeing)
        yield from entry.cached(_more_than_all)


def _disagreeing(entry: Entry) -> tuple[Reason, ...]:
    printed = given(quantity_in(entry, FieldRef("laboratory", "anc"), CELLS)).if_known(lambda printed: printed)
    computed = neutrophils_computed(entry)
    if printed is None or computed is None or not _apart(printed, computed, Decimal("0.1")):
        return ()
    return (Reason.of("why_query_anc", printed=str(printed), computed=str(computed)),)


def _more_than_all(entry: Entry) -> tuple[Reason, ...]:
    part, white = (quantity_in(entry, FieldRef("laboratory", key), CELLS) for key in ("anc", "wbc"))
    return given(part, white).if_known(_part_above_all) or ()


def _part_above_all(part: Quantity, white: Quantity) -> tuple[Reason, ...]:
    if white.qualifier or not part.above(white.magnitude):
        return ()
    return (Reason.of("why_query_anc_above_wbc", printed=str(part), white=str(white)),)


def _apart(printed: Quantity, computed: Quantity, tolerated: Decimal) -> bool:
    first, second = printed.exact, computed.exact
    return first is not None and second is not None and abs(first - second) > tolerated


def _printed_qtc(case: RuleContext) -> Iterator[Reason]:
    """The printed QTc and ours by the same formula should agree within 10 ms."""
    for entry in case.facts.all("ecg_echo"):
        formula = entry.value("qtc_formula")
        values = [entry.value(key) for key in ("qt_ms", "heart_rate_per_min", "qtc_printed_ms")]
        qt, rate, printed = (value if isinstance(value, Decimal) and value > 0 else None for value in values)
        if qt is None or rate is None or printed is None or not isinstance(formula, str) or formula not in FORMULAS:
            continue
        computed = qtc(formula, qt, rate)
        if abs(computed - printed) > 10:
            yield Reason.of("why_query_qtc", printed=str(printed), computed=format(computed, ".1f"))


_CLASSES = {
    "steroid": ("E16", "why_query_medication_steroid"),
    "immunosuppressant": ("E16", "why_query_medication_steroid"),
    "anticoagulant": ("E4", "why_query_medication_anticoagulant"),
    "antimicrobial": ("E13", "why_query_medication_antimicrobial"),
}


def _medication(case: RuleContext, verdicts: Verdicts) -> Iterator[Reason]:
    """A drug of the medication list whose class (setting `drug_classes`) the criteria know nothing of."""
    classes = case.settings.table("drug_classes")
    if not isinstance(classes, Mapping):
        return
    for entry in case.facts.all("concomitant_medication"):
        drug = entry.value("drug")
        known = _CLASSES.get(str(classes.get(drug)))
        if known and _is(verdicts, known[0], State.ABSENT) and _before_start(case, entry):
            yield Reason.of(known[1], drug=str(drug))


def _before_start(case: RuleContext, entry: Entry) -> bool:
    """Whether the drug may have been taken in the two weeks before the first infusion."""
    start = case.started or case.planned
    if start is None:
        return False
    first, last = span_of(entry.value("started_on")), span_of(entry.value("ended_on"))
    window = plus_days(start, -(case.limits.steroid_days or 0))
    return (first is None or first.first <= start) and (last is None or last.last >= window)


def _hiv_found_before(case: RuleContext, verdicts: Verdicts) -> Iterator[Reason]:
    """An older proof of HIV that later negative tests took out of E23.3: the infection does not heal."""
    if _is(verdicts, "E23.3", State.ABSENT):
        for key in ("hiv_confirmation", "hiv_nat"):
            if any(entry.value(key) == "positive" for entry in case.facts.all("laboratory")):
                yield Reason.of("why_query_hiv_before", field=FieldRef("laboratory", key))


def _consent_anew(case: RuleContext) -> Iterator[Reason]:
    """A birthday between consent and infusion from which others have to sign (setting `reconsent_ages`)."""
    born, last, ages = case.born, signed_last(case.facts), case.settings.table("reconsent_ages")
    if born is None or last is None or not isinstance(ages, list):
        return
    for age in (age for age in ages if type(age) is int and age > 0):
        birthday = plus_months(born, 12 * age)
        if last < birthday <= max(case.day, case.planned or case.day):
            yield Reason.of("why_query_consent_anew", years=age, on=birthday, consented=last)


def _premedication(case: RuleContext) -> Iterator[Reason]:
    """A steroid in the study's own premedication (setting `premedication_plan`) stands against E16 unless exempt."""
    plan = case.settings.table("premedication_plan")
    drugs = plan if isinstance(plan, list) else []
    steroids = [drug for drug in drugs if isinstance(drug, Mapping) and drug.get("steroid") is True]
    definition = case.pack.rulings["R-STEROID"]
    exempt = members(case.rulings.decided(definition) or NONE, definition) or frozenset()
    if steroids and "premedication" not in exempt:
        yield Reason.of("why_query_premedication", drug="、".join(str(drug.get("drug", "?")) for drug in steroids))
