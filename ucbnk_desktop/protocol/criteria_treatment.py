"""Wash-out of earlier treatment, looked-back events of the treatment form: I7 to I11, E8, E15, E16, E20 and E24."""

from __future__ import annotations

import re
from datetime import date

from .dates import PartialDate, plus_days, plus_months
from .facts import Entry, Missing, Value
from .findings import NOTHING, Conclusion, Finding, contradiction, holds, lacking, lacks, seen, stops, worst
from .rule_context import Anchor, RuleContext, code_in, field_ref, span_of, yes_in
from .rules import (
    Clear,
    Event,
    clear_days,
    clear_months,
    days_since,
    each_row,
    event_in,
    judgement,
    looked_back,
    not_within_days,
    rows,
    said_no,
)
from .verdicts import FieldRef, Named, Reason

FORM = "prior_therapy"

_PROCEDURES = (
    (
        "marrow_puncture",
        ("骨髓穿刺", "骨穿", "骨髓活检", "骨髓检查", "marrow punct", "marrow aspir", "marrow biops", "marrow exam"),
    ),
    ("lumbar_puncture", ("腰椎穿刺", "腰穿", "lumbar punct", "lumbar tap")),
    ("picc", ("picc", "外周静脉置入中心静脉导管", "经外周静脉")),
)
"""Words by which a typed procedure is known; any other minor procedure is `other_minor`."""
_ALWAYS = (
    r"诊断性|复查|床旁|(?:局部?麻醉?|全身?麻醉?|镇静|麻醉|超声引导|b超引导)下|左侧?|右侧?|双侧|两侧|穿刺|术|行"
    r"|\b(?:left|right|bilateral|diagnostic|under|sedation)\b|[\s\d().,（）·-]"
)
_DESCRIBES = {
    "marrow_puncture": re.compile(
        rf"{_ALWAYS}|髂[前后]?上?棘?骨?|胸骨|胫骨|活检|检查|涂片"
        r"|\b(?:bone|iliac|crest|posterior|anterior|sternal|biops\w*|aspirat\w*|examination)\b"
    ),
    "lumbar_puncture": re.compile(rf"{_ALWAYS}|鞘内注射|鞘内给药|鞘注|检查|涂片"),
    "picc": re.compile(
        rf"{_ALWAYS}|上肢|肘|贵要静脉|置管|置入|植入|中心静脉|导管|拔除|拔管|更换|维护"
        r"|\b(?:line|catheter|insertion|placement|removal|exchange)\b"
    ),
}
"""What may stand beside the name of each procedure and makes no other of it; anything else does."""
_AND = re.compile(r"[+＋、，,;；/&及与和]|\band\b|\bwith\b")
_GOES_ALONG = {
    "marrow_puncture": ("活检", "活检术", "涂片", "biopsy", "biopsies", "aspirate", "aspirates", "aspiration"),
    "lumbar_puncture": ("涂片", "鞘注", "鞘内注射", "鞘内给药", "intrathecal injection"),
}
"""What is done in the course of such a puncture and has no place of its own."""


def column(table: str, key: str) -> FieldRef:
    """A column of one of the form's tables."""
    return field_ref(FORM, f"{table}.{key}")


def after(value: Value | None, other: PartialDate) -> bool:
    """Whether `value` is a date that surely lies after `other`."""
    span = span_of(value)
    return span is not None and span.first > other.last


# I7


def chemotherapy_over(case: RuleContext) -> Finding:
    """I7: 21 days since myelosuppressive chemotherapy, 42 where a nitrosourea is in play as R-NITRO reads it."""
    table = rows(case, FORM, "chemotherapy_given", "chemotherapy")
    if isinstance(table, Finding):
        return table
    if not table:
        return said_no(case.entry(FORM), FieldRef(FORM, "chemotherapy_given"))
    ever = any(row.value("nitrosourea") == "yes" for row in table)
    return worst(_chemotherapy(case, row, ever) for row in table)


def _chemotherapy(case: RuleContext, row: Entry, ever: bool) -> Finding:
    known = [yes_in(row, column("chemotherapy", key)) for key in ("myelosuppressive", "nitrosourea")]
    unknown = [answer for answer in known if isinstance(answer, Finding)]
    event = event_in(case, row, "chemotherapy", dated="last_dose_on", named="drug")
    if isinstance(event, Finding) or unknown:
        return worst([*unknown, *([event] if isinstance(event, Finding) else [])])
    if after(row.value("started_on"), event.on):
        return contradiction(column("chemotherapy", "started_on"), column("chemotherapy", "last_dose_on"))
    myelosuppressive, nitrosourea = known
    if not myelosuppressive and not nitrosourea:
        return holds("why_not_myelosuppressive", *event.evidence, what=event.what)
    if _combined(case, row, "chemo"):
        return holds("why_combination", *event.evidence, what=event.what)
    if after_first_infusion(case, row, event):
        return _begun_after(case, row, event)
    anchor = _wash_out(case)
    if isinstance(anchor, Finding):
        return anchor
    slow = nitrosourea or (ever and case.ruling("R-NITRO") == "any_myelosuppressive")
    days = case.limits.nitrosourea_days if slow else case.limits.chemotherapy_days
    return days_since(event, days, anchor)


def _combined(case: RuleContext, row: Entry, part: str) -> bool:
    """Whether `row` is the protocol's own combination and R-COMBO exempts that part of it."""
    return row.value("protocol_combination") == "yes" and case.ruling("R-COMBO") in (part, "both")


def after_first_infusion(case: RuleContext, row: Entry, event: Event) -> bool:
    """Whether `row` is study treatment after the first infusion, which is no fact of eligibility."""
    return row.value("protocol_combination") == "yes" and _past_start(case, event.on)


def _past_start(case: RuleContext, span: PartialDate) -> bool:
    return case.started is not None and span.first > case.started


def _begun_after(case: RuleContext, row: Entry, event: Event) -> Finding:
    """The course must have begun after the first infusion too; else its doses before that are not known."""
    ref, began = column("chemotherapy", "started_on"), span_of(row.value("started_on"))
    if began is None:
        return lacking(ref, row.answer("started_on"))
    if not _past_start(case, began):
        return lacks("why_course_begun_before", ref, evidence=event.evidence, what=event.what, event=event.shown)
    return holds("why_combination", *event.evidence, what=event.what)


def _wash_out(case: RuleContext) -> Anchor | Finding:
    return case.start() if case.ruling("R-WASH-ANCHOR") == "planned_start" else case.enrolment()


# I8


def no_other_anticancer(case: RuleContext) -> Finding:
    """I8: nothing that counts in the 28 days before the planned start, and its toxicity recovered.

    A drug of another trial may be an investigational one: the investigator says, where it is that recent.
    """
    trials = (_trial_drug(case, row) for row in case.facts.rows(FORM, "trials"))
    return worst((each_row(FORM, "anticancer_given", "anticancer", _anticancer)(case), *trials))


def _anticancer(case: RuleContext, row: Entry) -> Finding:
    kind = code_in(row, column("anticancer", "drug_class"))
    trial = yes_in(row, column("anticancer", "investigational"))
    event = event_in(case, row, "anticancer", dated="last_dose_on", named="drug")
    if isinstance(kind, Finding) or isinstance(trial, Finding) or isinstance(event, Finding):
        return worst([part for part in (kind, trial, event) if isinstance(part, Finding)])
    if after_first_infusion(case, row, event):
        return holds("why_combination", *event.evidence, what=event.what)
    if kind == "anti_gd2" and _combined(case, row, "anti_gd2"):
        return worst((holds("why_combination", *event.evidence, what=event.what), _recovered(case, row, event)))
    if not trial and not _counts(case, kind):
        return holds("why_not_counted", *event.evidence, what=event.what)
    anchor = case.start()
    if isinstance(anchor, Finding):
        return anchor
    return worst((not_within_days(case, event, case.limits.anticancer_days, anchor), _recovered(case, row, event)))


def _trial_drug(case: RuleContext, row: Entry) -> Finding:
    answer = row.answer("last_dose_on")
    if answer is not None and answer.missing in (Missing.NOT_APPLICABLE, Missing.NOT_DONE):
        return NOTHING
    event, anchor = event_in(case, row, "trials", dated="last_dose_on"), case.start()
    if isinstance(event, Finding) or isinstance(anchor, Finding):
        return judgement(case, "I8")
    recent = not_within_days(case, event, case.limits.anticancer_days, anchor)
    return NOTHING if recent.conclusion is Conclusion.HOLDS else judgement(case, "I8")


def _counts(case: RuleContext, kind: str) -> bool:
    return kind not in case.pack.rulings["R-ANTICANCER"].allowed or _among(case, "R-ANTICANCER", kind)


def _among(case: RuleContext, ruling: str, code: str) -> bool:
    """Whether `code` is in the set that `ruling` decides."""
    members = case.members(ruling)
    return members is None or code in members


def _recovered(case: RuleContext, row: Entry, event: Event) -> Finding:
    """The toxicity must have recovered, and the investigator must have said so."""
    recovered = yes_in(row, column("anticancer", "toxicity_recovered"))
    if isinstance(recovered, Finding):
        return recovered
    if not recovered:
        return stops("why_not_recovered", *seen(row, "toxicity_recovered"), what=event.what)
    return judgement(case, "I8")


# I9


def growth_factors_over(case: RuleContext) -> Finding:
    """I9: 14 days after a long-acting, 3 after a short-acting growth factor; all that were given."""
    return each_row(FORM, "growth_factor_given", "growth_factors", _growth_factor)(case)


def _growth_factor(case: RuleContext, row: Entry) -> Finding:
    kind = code_in(row, column("growth_factors", "duration_class"))
    event = event_in(case, row, "growth_factors", dated="last_dose_on", named="drug")
    if isinstance(kind, Finding) or isinstance(event, Finding):
        return worst([part for part in (kind, event) if isinstance(part, Finding)])
    days = _growth_factor_days(case, kind)
    if days is None:
        return holds("why_not_counted", *event.evidence, what=event.what)
    anchor = _wash_out(case)
    return anchor if isinstance(anchor, Finding) else days_since(event, days, anchor)


def _growth_factor_days(case: RuleContext, kind: str) -> int | None:
    long, short = case.limits.growth_factor_long_days, case.limits.growth_factor_short_days
    if kind == "short_acting":
        return short
    if kind == "long_acting":
        return long
    return {"3_days": short, "not_counted": None}.get(case.ruling("R-GF-OTHER"), long)


# I10


def radiotherapy_over(case: RuleContext) -> Finding:
    """I10: 14 days after small palliative fields, 42 after much marrow, 131I-MIBG, TBI or craniospinal fields."""
    return each_row(FORM, "radiotherapy_given", "radiotherapy", _radiotherapy)(case)


def _radiotherapy(case: RuleContext, row: Entry) -> Finding:
    modality = code_in(row, column("radiotherapy", "modality"))
    extent = modality if modality == "mibg" else code_in(row, column("radiotherapy", "extent"))
    event = event_in(case, row, "radiotherapy", dated="ended_on")
    if isinstance(modality, Finding) or isinstance(extent, Finding) or isinstance(event, Finding):
        return worst([part for part in (modality, extent, event) if isinstance(part, Finding)])
    if modality == "external" and row.value("activity_gbq") is not None:
        return contradiction(column("radiotherapy", "modality"), column("radiotherapy", "activity_gbq"))
    anchor = _wash_out(case)
    if isinstance(anchor, Finding):
        return anchor
    return days_since(event, _radiotherapy_days(case, extent), anchor)


def _radiotherapy_days(case: RuleContext, extent: str) -> int:
    small, much = case.limits.radiotherapy_palliative_days, case.limits.radiotherapy_marrow_days
    if extent == "local_palliative_small":
        return small
    if extent == "other" and case.ruling("R-RT-OTHER") == "14_days":
        return small
    return much


# I11


def stem_cells_over(case: RuleContext) -> Finding:
    """I11: 56 days since the last stem cells, none with TBI unless R-TBI allows it, no active GVHD."""
    table = rows(case, FORM, "stem_cells_given", "stem_cells")
    if isinstance(table, Finding):
        return table
    grafts = [row for row in case.facts.rows(FORM, "transplants") if row.value("what") == "allogeneic_hsct"]
    if grafts and all(row.value("transplant_type") != "allogeneic" for row in table):
        return contradiction(column("stem_cells", "transplant_type"), column("transplants", "what"))
    if not table:
        gate = FieldRef(FORM, "stem_cells_given")
        reason = Reason.of("why_no", field=gate)
        return Finding(Conclusion.NOT_APPLICABLE, (reason,), seen(case.entry(FORM), gate.field))
    return worst((*(_stem_cells(case, row) for row in table), *(_graft(case, row) for row in grafts)))


def _graft(case: RuleContext, row: Entry) -> Finding:
    """An allogeneic transplant that stands in E24's table: where it is dated there, the same 56 days count."""
    event, anchor = event_in(case, row, "transplants", dated="transplanted_on"), _wash_out(case)
    if isinstance(event, Finding) or isinstance(anchor, Finding):
        return NOTHING
    return days_since(event, case.limits.stem_cells_days, anchor)


def _stem_cells(case: RuleContext, row: Entry) -> Finding:
    parts: list[Finding] = []
    for key, judge in (("active_gvhd", _gvhd), ("total_body_irradiation", _irradiated)):
        answer = yes_in(row, column("stem_cells", key))
        parts.append(answer if isinstance(answer, Finding) else judge(case, row, answer))
    kind = code_in(row, column("stem_cells", "transplant_type"))
    if isinstance(kind, Finding):
        parts.append(kind)
    event = event_in(case, row, "stem_cells", dated="infused_on")
    anchor = _wash_out(case)
    if isinstance(event, Finding):
        return worst([*parts, event])
    since = anchor if isinstance(anchor, Finding) else days_since(event, case.limits.stem_cells_days, anchor)
    return worst([since, *parts])


def _gvhd(_: RuleContext, row: Entry, active: bool) -> Finding:
    ref = column("stem_cells", "active_gvhd")
    return stops("why_yes", *seen(row, "active_gvhd"), field=ref) if active else NOTHING


def _irradiated(case: RuleContext, row: Entry, irradiated: bool) -> Finding:
    if not irradiated or case.ruling("R-TBI") == "56_days_as_without":
        return NOTHING
    ref = column("stem_cells", "total_body_irradiation")
    return stops("why_yes", *seen(row, "total_body_irradiation"), field=ref)


# E8


def no_recent_surgery(case: RuleContext) -> Finding:
    """E8: no major surgery, injury, fracture or ulcer in the 28 days before enrolment."""
    return each_row(FORM, "surgery_done", "surgery", _surgery)(case)


def _surgery(case: RuleContext, row: Entry) -> Finding:
    category = code_in(row, column("surgery", "category"))
    event = event_in(case, row, "surgery", dated="performed_on", named="procedure")
    if isinstance(category, Finding) or isinstance(event, Finding):
        return worst([part for part in (category, event) if isinstance(part, Finding)])
    if category == "minor_procedure" and _minor(case, row):
        return holds("why_not_counted", *event.evidence, what=event.what)
    anchor = case.enrolment()
    return anchor if isinstance(anchor, Finding) else not_within_days(case, event, case.limits.surgery_days, anchor)


def _minor(case: RuleContext, row: Entry) -> bool:
    done = procedure_codes(str(row.value("procedure") or ""))
    return all(_among(case, "R-MINOR-OPS", code) for code in done)


def procedure_codes(typed: str) -> frozenset[str]:
    """Which of R-MINOR-OPS's procedures were typed; `other_minor` for a part in which none is recognised."""
    named = {part: _procedure_code(part) for part in map(str.strip, _AND.split(typed.casefold())) if part}
    along = [word for code in named.values() for word in _GOES_ALONG.get(code, ())]
    return frozenset(code for part, code in named.items() if part not in along) or frozenset(("other_minor",))


def _procedure_code(words: str) -> str:
    """The procedure that `words` name and do no more than describe: 骨髓穿刺术, not 骨髓穿刺术后切口清创."""
    for code, names in _PROCEDURES:
        for name in names:
            beside = re.sub(rf"{name}[a-z]*", " ", words, count=1)
            if beside != words and not _DESCRIBES[code].sub("", beside):
                return code
    return "other_minor"


# E15


def no_other_trial(case: RuleContext) -> Finding:
    """E15: no other antitumour trial in the 28 days before enrolment."""
    return each_row(FORM, "trial_taken_part", "trials", _trial)(case)


def _trial(case: RuleContext, row: Entry) -> Finding:
    antitumour = yes_in(row, column("trials", "antitumour"))
    if isinstance(antitumour, Finding):
        return antitumour
    if not antitumour:
        return holds("why_not_antitumour", *seen(row, "antitumour"), what=_named(row, "trials", "trial"))
    ended = span_of(row.value("ended_on"))
    if ended is not None and after(row.value("last_dose_on"), ended):
        return contradiction(column("trials", "last_dose_on"), column("trials", "ended_on"))
    dated = "ended_on" if case.ruling("R-TRIAL-END") == "end_of_participation" else "last_dose_on"
    event = event_in(case, row, "trials", dated=dated, named="trial")
    anchor = case.enrolment()
    if isinstance(event, Finding) or isinstance(anchor, Finding):
        return worst([part for part in (event, anchor) if isinstance(part, Finding)])
    return not_within_days(case, event, case.limits.trial_days, anchor)


def _named(row: Entry, table: str, key: str) -> str | FieldRef:
    name = row.value(key)
    return name if isinstance(name, str) else FieldRef(FORM, table)


# E16


def no_immunosuppression(case: RuleContext) -> Finding:
    """E16: no systemic steroid or immunosuppressant in the 14 days before the first infusion."""
    return each_row(FORM, "immunosuppression_given", "immunosuppression", _immunosuppression)(case)


def _immunosuppression(case: RuleContext, row: Entry) -> Finding:
    category = code_in(row, column("immunosuppression", "category"))
    if isinstance(category, Finding):
        return category
    what = _named(row, "immunosuppression", "drug")
    if category == "inhaled_topical" and row.value("route") in ("oral", "intravenous"):
        return contradiction(column("immunosuppression", "category"), column("immunosuppression", "route"))
    if _exempt(case, category):
        return holds("why_not_counted", *seen(row, "category"), what=what)
    ongoing = yes_in(row, column("immunosuppression", "ongoing"))
    if isinstance(ongoing, Finding):
        return ongoing
    if ongoing:
        return stops("why_ongoing", *seen(row, "ongoing"), what=what)
    event = event_in(case, row, "immunosuppression", dated="last_dose_on", named="drug")
    return event if isinstance(event, Finding) else steroid_over(case, event)


def steroid_over(case: RuleContext, event: Event) -> Finding:
    """The last dose must lie more than 14 days before the first infusion."""
    anchor = case.start()
    return anchor if isinstance(anchor, Finding) else not_within_days(case, event, case.limits.steroid_days, anchor)


def _exempt(case: RuleContext, category: str) -> bool:
    return category in case.pack.rulings["R-STEROID"].allowed and _among(case, "R-STEROID", category)


# E20


def no_live_vaccine(case: RuleContext) -> Finding:
    """E20: no live vaccine in the month before the first infusion."""
    return each_row(FORM, "live_vaccine_given", "vaccines", _vaccine)(case)


def _vaccine(case: RuleContext, row: Entry) -> Finding:
    live = yes_in(row, column("vaccines", "live"))
    if isinstance(live, Finding):
        return live
    if not live:
        return holds("why_not_live", *seen(row, "live"), what=_named(row, "vaccines", "vaccine"))
    event = event_in(case, row, "vaccines", dated="given_on", named="vaccine")
    return event if isinstance(event, Finding) else vaccine_over(case, event)


def vaccine_over(case: RuleContext, event: Event) -> Finding:
    """The vaccine must lie more than a month before the first infusion, as R-ONE-MONTH counts it."""
    anchor = case.start()
    if isinstance(anchor, Finding):
        return anchor
    since = plus_months(event.on.last, case.limits.live_vaccine_months)
    since = min(since, plus_days(event.on.last, case.limits.live_vaccine_days))
    span = Named("1 个月", "1 month")
    return looked_back(event, anchor, _one_month(case), since=since, waits=True, span=span)


def _one_month(case: RuleContext) -> Clear:
    month = clear_months(case, case.limits.live_vaccine_months)
    days = clear_days(case, case.limits.live_vaccine_days)

    def clear(on: date, at: date) -> bool:
        if month(on, at) == days(on, at):
            return month(on, at)
        return {"calendar_month": month, "30_days": days}.get(case.ruling("R-ONE-MONTH"), _neither)(on, at)

    return clear


def _neither(_: date, __: date) -> bool:
    return False


# E24


def no_transplant(case: RuleContext) -> Finding:
    """E24: no organ, and nothing else that R-ALLO counts; allogeneic stem cells of I11's table are heard too."""
    table = rows(case, FORM, "allogeneic_transplant", "transplants")
    stem_cells = worst(_donated(case, row) for row in case.facts.rows(FORM, "stem_cells"))
    if isinstance(table, Finding):
        return worst((table, stem_cells))
    own = [_transplant(case, row) for row in table]
    gate = FieldRef(FORM, "allogeneic_transplant")
    return worst([*(own or [said_no(case.entry(FORM), gate)]), stem_cells])


def _transplant(case: RuleContext, row: Entry) -> Finding:
    what = code_in(row, column("transplants", "what"))
    if isinstance(what, Finding):
        return what
    ref = column("transplants", "what")
    if what == "organ" or _among(case, "R-ALLO", what):
        return stops("why_transplant", *seen(row, "what"), field=ref)
    return holds("why_not_counted", *seen(row, "what"), what=ref)


def _donated(case: RuleContext, row: Entry) -> Finding:
    if row.value("transplant_type") != "allogeneic" or not _among(case, "R-ALLO", "allogeneic_hsct"):
        return NOTHING
    ref = column("stem_cells", "transplant_type")
    return stops("why_transplant", *seen(row, "transplant_type"), field=ref)
