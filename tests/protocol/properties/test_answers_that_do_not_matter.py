"""Every answer of two children blanked, and replaced by everything else its field offers: what may leave them ready."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.helpers.pack import FORMS
from tests.helpers.participants import Participant
from ucbnk_desktop.forms.definition import Field, Kind
from ucbnk_desktop.protocol.verdicts import Outcome

# Form, fields, the codes that leave the child READY_TO_SIGN (`-`: every reason for absence), and why they may.
LEAVES_BOTH_READY = (
    ("consent", "guardian_relation", "father grandparent other",
     "any guardian may sign; who she is, is kept for I13"),
    ("consent", "participant_signed_at", "-",
     "I1: the participant signs alone from 18"),
    ("consent", "own_earnings", "- yes",
     "I1: asked from 16 on"),
    ("consent", "sensitive_data_consent", "- yes no",
     "a consent of its own, no part of I1"),
    ("demographics", "sex", "female",
     "E2: the QTc is below both limits"),
    ("demographics", "ethnicity", "-",
     "no criterion asks"),
    ("diagnosis", "basis", "marrow_catecholamines other",
     "I4: the basis must be known; which one is the investigator's"),
    ("diagnosis", "histology relapses[0].site", "-",
     "no criterion asks"),
    ("diagnosis", "inss", "1 2A 2B 3 4S",
     "I4: one staging must be known; what it means is the investigator's"),
    ("diagnosis", "inrgss", "- L1 L2 M MS",
     "I4: one staging must be known; what it means is the investigator's"),
    ("diagnosis", "mycn", "not_done unknown not_applicable not_amplified",
     "I4: it may be untested for good, but not awaited"),
    ("diagnosis", "aberration_11q", "- yes no",
     "no criterion asks"),
    ("diagnosis", "risk_system", "COG CCCG other",
     "I4: the system must be named; any will do"),
    ("diagnosis", "disease_status", "refractory",
     "I4: recurrent or refractory"),
    ("diagnosis", "other_sites", "- bone lymph_node lung skin other",
     "no criterion asks"),
    ("prior_therapy", "chemotherapy[0].drug", "-",
     "I7: its classes are answered beside it"),
    ("prior_therapy", "chemotherapy[0].myelosuppressive", "no",
     "I7: 64 days are past, more than either clock"),
    ("prior_therapy", "chemotherapy[0].nitrosourea", "yes",
     "I7: 64 days are past, more than either clock"),
    ("prior_therapy", "chemotherapy[0].started_on", "-",
     "I7 counts from the last dose"),
    ("prior_therapy", "chemotherapy[0].protocol_combination", "- yes",
     "I7: a clock that is over needs no exemption"),
    ("prior_therapy", "radiotherapy[0].modality", "mibg",
     "I10: 109 days are past, more than either clock"),
    ("prior_therapy", "radiotherapy[0].extent", "substantial_marrow total_body craniospinal other",
     "I10: 109 days are past, more than either clock"),
    ("prior_therapy",
     "radiotherapy[0].site radiotherapy[0].dose_gy radiotherapy[0].fractions "
     "radiotherapy[0].activity_gbq",
     "-",
     "no criterion asks"),
    ("prior_therapy", "surgery[0].procedure", "-",
     "E8: a name; only a minor procedure is known by it"),
    ("medical_history", "bleeding_diagnosis", "-",
     "its question is answered with no: nothing is told here"),
    ("medical_history", "wound_detail absorption_detail infection_detail il2_detail other_condition_detail", "-",
     "a detail for the reader"),
    ("vital_signs",
     "measured_at weight_kg height_cm temperature_c pulse_per_min respiration_per_min "
     "spo2_percent systolic_mmhg diastolic_mmhg",
     "-",
     "R-CREA asks for no clearance, and no other criterion for these"),
    ("performance", "scale_version assessor", "-",
     "no criterion asks"),
    ("performance", "lansky_score", "100 90 70 60 50",
     "I3: 50 and more"),
    ("performance", "karnofsky_score", "-",
     "I3: no score on the other scale"),
    ("performance", "rated_by", "- observer participant",
     "no criterion asks"),
    ("laboratory", "sampled_at", "-",
     "one sample has no order"),
    ("laboratory",
     "laboratory report_number wbc hb lym neutrophil_segmented_percent neutrophil_band_percent "
     "ggt alp ldh urea ua k na ca mg phos alb glu fib ferritin nse vma hva",
     "-",
     "no criterion asks"),
    ("laboratory", "sample_condition", "- haemolysed lipaemic after_transfusion after_g_csf",
     "no criterion asks"),
    ("laboratory", "dbil", "-",
     "R-BILI: total bilirubin decides"),
    ("laboratory", "crea_method", "- enzymatic jaffe",
     "no criterion asks"),
    ("laboratory", "upcr", "-",
     "E11: R-UPCR asks for 24 h protein"),
    ("ecg_echo", "qtc_printed_ms ecg_finding echo_finding", "-",
     "R-QTC: computed from QT and heart rate"),
    ("ecg_echo", "qtc_formula", "- bazett fridericia framingham hodges unknown",
     "R-QTC: computed from QT and heart rate"),
    ("judgements", "judgement_i1", "-",
     "I1: asked for signatures in the minute of the first procedure, and where a child cannot assent"),
    ("judgements",
     "judgement_i1_reason judgement_i4_reason judgement_i5_reason judgement_i6_reason "
     "judgement_i8_reason judgement_i13_reason judgement_e1_reason judgement_e2_reason "
     "judgement_e3_reason judgement_e4_reason judgement_e6_reason judgement_e7_reason "
     "judgement_e9_reason judgement_e12_reason judgement_e13_reason judgement_e14_reason "
     "judgement_e17_reason judgement_e18_reason judgement_e21_reason judgement_e22_reason "
     "judgement_e25_reason",
     "-",
     "the grounds of an answer in favour"),
    ("judgements", "judgement_e4", "-",
     "E4: asked where R-COAG lets one limb through"),
)
LEAVES_THE_PLAIN_CHILD_READY = (
    ("consent", "second_guardian_signed", "- yes",
     "I1: one guardian is enough here, by setting"),
    ("consent", "second_guardian_relation", "- mother father grandparent other",
     "I1: one guardian is enough here, by setting"),
    ("consent", "second_guardian_signed_at", "-",
     "I1: one guardian is enough here, by setting"),
    ("consent", "witness_signed_at", "-",
     "I1: the guardian can read; a witness signs only where one is needed"),
    ("consent", "assent_outcome", "- agrees",
     "I13: the child is four and cannot say; only a refusal would count"),
    ("consent", "assent_form_version assent_signed_at", "-",
     "I13: the child is four and cannot say; only a refusal would count"),
    ("diagnosis", "marrow_involved", "- yes",
     "I12: the counts pass without the lower limit"),
    ("diagnosis", "marrow_evidence", "- marrow imaging none",
     "I12: the counts pass without the lower limit"),
    ("diagnosis", "marrow_examined_on", "-",
     "I12: the counts pass without the lower limit"),
    ("diagnosis", "liver_metastasis", "- yes",
     "I12.5: the enzymes pass without the wider limit"),
    ("diagnosis", "liver_evidence", "- ct_mri ultrasound biopsy mibg_pet none",
     "I12.5: the enzymes pass without the wider limit"),
    ("diagnosis", "liver_examined_on", "-",
     "I12.5: the enzymes pass without the wider limit"),
    ("diagnosis", "brain_symptomatic brain_treated brain_haemorrhage", "- no",
     "E1: there is no lesion, and nothing here tells of one"),
    ("diagnosis", "brain_stable_since brain_imaging_on", "-",
     "E1: there is no lesion, and nothing here tells of one"),
    ("diagnosis", "brain_imaging", "- mri ct venography none",
     "E1: there is no lesion, and nothing here tells of one"),
    ("medical_history", "ischaemia_grade", "1",
     "E2: below grade 2 the investigator judges, and has"),
    ("medical_history", "nyha_class", "I II",
     "E2: classes below III"),
    ("medical_history", "ross_class", "- none I II",
     "E2: NYHA is known; only Ross III and IV would count"),
    ("medical_history", "ild_cause anticoagulant_kind antimicrobial_kind", "-",
     "its question is answered with no: nothing is told here"),
    ("medical_history",
     "effusion_site effusion_result antimicrobial_purpose autoimmune_kind "
     "autoimmune_last_treated_on malignancy_type malignancy_cured",
     "-",
     "its question is answered with no: nothing is told here"),
    ("medical_history", "effusion_symptomatic effusion_treated effusion_anticancer_drug autoimmune_ongoing", "- no",
     "its question is answered with no: nothing is told here"),
    ("medical_history", "active_infection", "yes",
     "E13: not under treatment, the investigator judges, and has"),
    ("medical_history", "autoimmune_treatment", "- none",
     "its question is answered with no: nothing is told here"),
    ("medical_history", "il2_contraindication", "yes",
     "E18: where one is ticked the investigator judges, and has"),
    ("medical_history", "other_condition", "yes",
     "E22: the investigator weighs it, and has"),
    ("laboratory", "upro_dip", "trace",
     "E11: below 1+, or 24 h protein below 1.0 g"),
    ("laboratory", "upro_24h", "-",
     "E11: asked from 1+ on"),
    ("laboratory", "hbv_dna", "-",
     "E23.1: asked where HBsAg is positive"),
    ("laboratory", "hcv_rna", "- negative positive",
     "E23.2: asked where the antibody is positive; a query names a positive one"),
    ("laboratory", "hiv_confirmation hiv_nat", "not_done unknown not_applicable negative",
     "E23.3: neither positive nor awaited"),
    ("judgements", "judgement_i8", "-",
     "I8: asked where something was given"),
    ("judgements", "judgement_e1", "-",
     "E1: asked where there is a lesion"),
    ("judgements", "judgement_e2", "-",
     "E2: asked for ischaemia of grade 1"),
    ("judgements", "judgement_e12", "-",
     "E12: asked where an effusion was treated"),
    ("judgements", "judgement_e13", "-",
     "E13: asked where there is an infection"),
    ("judgements", "judgement_e17", "-",
     "E17: asked where there is a disease"),
    ("judgements", "judgement_e18", "-",
     "E18: asked where something is ticked"),
    ("judgements", "judgement_e21", "-",
     "E21: asked where there is a tumour"),
)
LEAVES_THE_SEVERE_CHILD_READY = (
    ("consent", "second_guardian_relation", "- mother grandparent other",
     "I1: the second guardian signed; who she is, no criterion asks"),
    ("consent", "witness_needed", "no",
     "I1: the guardian can read; a witness signs only where one is needed"),
    ("consent", "assent_capable", "no",
     "I1, I13: from 8 on the investigator answers for a child who cannot assent, and has"),
    ("diagnosis", "liver_evidence", "ultrasound biopsy mibg_pet",
     "I12.5: any examination opens the wider limit"),
    ("diagnosis", "brain_imaging", "ct venography",
     "E1: any of the three kinds; without a lesion none is needed"),
    ("diagnosis", "skull_or_dural", "- yes",
     "E1: asked only where there is no brain lesion"),
    ("prior_therapy", "anticancer[0].drug growth_factors[0].drug trials[0].trial vaccines[0].vaccine", "-",
     "a name for the reader"),
    ("prior_therapy", "anticancer[0].investigational", "yes",
     "I8: exempt by R-COMBO, and recovered"),
    ("prior_therapy", "trials[0].antitumour", "no",
     "E15: the trial ended a year ago"),
    ("prior_therapy", "trials[0].last_dose_on", "-",
     "E15 counts from the end by R-TRIAL-END; I8: the investigator has answered"),
    ("prior_therapy",
     "immunosuppression[0].drug immunosuppression[0].dose immunosuppression[0].indication "
     "immunosuppression[0].last_dose_on",
     "-",
     "E16: an inhaled drug is exempt by R-STEROID"),
    ("prior_therapy", "immunosuppression[0].route", "- topical other",
     "E16: exempt by its category, which only a systemic route contradicts"),
    ("prior_therapy", "immunosuppression[0].ongoing", "- no",
     "E16: an inhaled drug is exempt by R-STEROID"),
    ("prior_therapy", "vaccines[0].live", "no",
     "E20: it was given in December"),
    ("prior_therapy", "transplants[0].transplanted_on", "-",
     "E24 does not ask when; I11 does for stem cells only"),
    ("medical_history", "ischaemia_grade", "0",
     "E2: below grade 2 the investigator judges, and has"),
    ("medical_history", "nyha_class", "none I",
     "E2: classes below III"),
    ("medical_history", "ross_class", "- none II",
     "E2: NYHA is known; only Ross III and IV would count"),
    ("medical_history", "thromboembolic_events[0].event", "stroke tia cerebral_haemorrhage pe catheter other",
     "E5: it is of 2023, whatever it was"),
    ("medical_history", "abdominal_events[0].event", "fistula perforation",
     "E10: it is fourteen months past, whatever it was"),
    ("medical_history", "effusion_site", "- ascites pericardial",
     "E12: no site is worse than another"),
    ("medical_history", "effusion_symptomatic", "no",
     "E12: a symptom-free effusion is allowed"),
    ("medical_history", "effusion_result", "persisting",
     "E12: treated without anticancer drug the investigator judges, and has"),
    ("medical_history", "antimicrobial_purpose", "prophylaxis",
     "E13: prophylaxis is no treatment"),
    ("medical_history", "autoimmune_kind", "opsoclonus_myoclonus",
     "E17: both kinds count, and both are long past"),
    ("medical_history", "malignancy_type", "cervical_in_situ superficial_bladder",
     "E21: the three excepted kinds, cured"),
    ("toxicities", "toxicities[0].cause", "other_therapy disease other",
     "I6: of grade 1"),
    ("toxicities", "toxicities[0].since", "-",
     "no criterion asks"),
    ("laboratory", "upro_dip", "neg trace 1 3 4",
     "E11: below 1+, or 24 h protein below 1.0 g"),
    ("laboratory", "hbsag", "negative",
     "E23.1: negative, or positive with DNA within its limit"),
    ("laboratory", "hcv_ab", "negative",
     "E23.2: negative, or positive with RNA negative"),
    ("laboratory", "hiv_ab", "negative",
     "E23.3: negative, or reactive and not confirmed"),
    ("laboratory", "hiv_nat", "not_done unknown not_applicable",
     "E23.3: neither positive nor awaited"),
)
BLANK_LEAVES_BOTH_READY = (
    ("consent", "own_earnings",
     "I1: asked from 16 on"),
    ("diagnosis", "relapses[0].site",
     "no criterion asks"),
    ("prior_therapy", "chemotherapy[0].drug",
     "I7: its classes are answered beside it"),
    ("prior_therapy", "chemotherapy[0].protocol_combination",
     "I7: a clock that is over needs no exemption"),
    ("prior_therapy", "radiotherapy[0].site",
     "no criterion asks"),
    ("prior_therapy", "surgery[0].procedure",
     "E8: a name; only a minor procedure is known by it"),
    ("vital_signs", "measured_at weight_kg height_cm",
     "R-CREA asks for no clearance, and no other criterion for these"),
    ("performance", "rated_by",
     "no criterion asks"),
    ("laboratory", "sampled_at",
     "one sample has no order"),
    ("laboratory", "dbil dbil_unit dbil_uln",
     "R-BILI: total bilirubin decides"),
    ("laboratory", "inr_uln",
     "E4: INR has an absolute limit"),
    ("judgements", "judgement_i1",
     "I1: asked for signatures in the minute of the first procedure, and where a child cannot assent"),
    ("judgements", "judgement_e4",
     "E4: asked where R-COAG lets one limb through"),
)
BLANK_LEAVES_THE_PLAIN_CHILD_READY = (
    ("consent", "second_guardian_signed",
     "I1: one guardian is enough here, by setting"),
    ("diagnosis", "marrow_involved",
     "I12: the counts pass without the lower limit"),
    ("diagnosis", "liver_metastasis",
     "I12.5: the enzymes pass without the wider limit"),
    ("judgements", "judgement_i8",
     "I8: asked where something was given"),
    ("judgements", "judgement_e1",
     "E1: asked where there is a lesion"),
    ("judgements", "judgement_e2",
     "E2: asked for ischaemia of grade 1"),
    ("judgements", "judgement_e12",
     "E12: asked where an effusion was treated"),
    ("judgements", "judgement_e13",
     "E13: asked where there is an infection"),
    ("judgements", "judgement_e17",
     "E17: asked where there is a disease"),
    ("judgements", "judgement_e18",
     "E18: asked where something is ticked"),
    ("judgements", "judgement_e21",
     "E21: asked where there is a tumour"),
)
BLANK_LEAVES_THE_SEVERE_CHILD_READY = (
    ("consent", "second_guardian_relation",
     "I1: the second guardian signed; who she is, no criterion asks"),
    ("diagnosis", "skull_or_dural",
     "E1: asked only where there is no brain lesion"),
    ("prior_therapy", "anticancer[0].drug growth_factors[0].drug trials[0].trial vaccines[0].vaccine",
     "a name for the reader"),
    ("prior_therapy", "trials[0].last_dose_on",
     "E15 counts from the end by R-TRIAL-END; I8: the investigator has answered"),
    ("prior_therapy", "immunosuppression[0].drug immunosuppression[0].indication immunosuppression[0].ongoing",
     "E16: an inhaled drug is exempt by R-STEROID"),
    ("prior_therapy", "immunosuppression[0].route",
     "E16: exempt by its category, which only a systemic route contradicts"),
    ("prior_therapy", "transplants[0].transplanted_on",
     "E24 does not ask when; I11 does for stem cells only"),
    ("medical_history", "ross_class",
     "E2: NYHA is known; only Ross III and IV would count"),
    ("medical_history", "effusion_site",
     "E12: no site is worse than another"),
    ("medical_history", "infection_detail il2_detail other_condition_detail",
     "a detail for the reader"),
    ("laboratory", "hiv_nat",
     "E23.3: neither positive nor awaited"),
)


@dataclass(frozen=True)
class Place:
    """A field of the child's entry, or a column of one of its rows."""

    form: str
    key: str
    field: Field

    @property
    def column(self) -> tuple[str, int, str] | None:
        """Table, position and column, for a place in a row."""
        table, bracket, rest = self.key.partition("[")
        position, _, column = rest.partition("].")
        return (table, int(position), column) if bracket else None

    def text(self, child: Participant) -> str:
        """What stands there."""
        values, rows = child.entries[self.form][-1]
        if self.column is None:
            return str(values.get(self.key, ""))
        table, position, column = self.column
        return str(rows[table][position].get(column, ""))

    def put(self, child: Participant, text: str) -> Participant:
        """The child with `text` there instead."""
        if self.column is None:
            return child.but(self.form, **{self.key: text})
        table, position, column = self.column
        rows = list(child.entries[self.form][-1][1][table])
        rows[position] = {**rows[position], column: text}
        return child.having(self.form, table, *rows)


def places_of(child: Participant) -> Iterator[Place]:
    for form, entries in child.entries.items():
        _, rows = entries[-1]
        for field in FORMS[form].fields:
            if field.kind is not Kind.ROWS:
                yield from (Place(form, key, field) for key in field.stored_keys)
            for position, _ in enumerate(rows.get(field.key, ())):
                yield from (Place(form, f"{field.key}[{position}].{one.key}", one) for one in field.columns)


def offered(place: Place) -> list[str]:
    """Every code that may be put there."""
    missing = [f"[{code}]" for code in place.field.missing]
    return missing + [choice.code for choice in place.field.choices]


def outcome(child: Participant) -> Outcome:
    return child.assessment().outcome


def replaced(child: Participant) -> dict[tuple[str, str], str]:
    """The codes that leave `child` ready, as the tables write them."""
    found = {}
    for place in places_of(child):
        if place.key != place.field.key and place.column is None:
            continue  # the parts of a laboratory result take any text
        kept = [code for code in offered(place) if code != place.text(child)
                if outcome(place.put(child, code)) is Outcome.READY_TO_SIGN]
        absent = [f"[{code}]" for code in place.field.missing]
        if absent and set(absent) <= set(kept):
            kept = ["-", *(code for code in kept if code not in absent)]
        if kept:
            found[place.form, place.key] = " ".join(code.strip("[]") for code in kept)
    return found


def told(*tables: tuple[tuple[str, str, str, str], ...]) -> dict[tuple[str, str], str]:
    return {(form, key): codes for table in tables for form, keys, codes, _ in table for key in keys.split()}


def blanks(*tables: tuple[tuple[str, str, str], ...]) -> set[tuple[str, str]]:
    return {(form, key) for table in tables for form, keys, _ in table for key in keys.split()}


def test_that_both_children_are_ready_to_sign(eligible: Participant, severe: Participant) -> None:
    assert (outcome(eligible), outcome(severe)) == (Outcome.READY_TO_SIGN, Outcome.READY_TO_SIGN)


def test_that_only_these_answers_may_be_replaced_in_the_plain_child(eligible: Participant) -> None:
    assert replaced(eligible) == told(LEAVES_BOTH_READY, LEAVES_THE_PLAIN_CHILD_READY)


def test_that_only_these_answers_may_be_replaced_in_the_severe_child(severe: Participant) -> None:
    assert replaced(severe) == told(LEAVES_BOTH_READY, LEAVES_THE_SEVERE_CHILD_READY)


def _blanked(child: Participant) -> set[tuple[str, str]]:
    asked = (place for place in places_of(child) if place.text(child))
    return {(place.form, place.key) for place in asked
            if outcome(place.put(child, "")) is Outcome.READY_TO_SIGN}


def test_that_only_these_answers_may_be_taken_away_from_the_plain_child(eligible: Participant) -> None:
    assert _blanked(eligible) == blanks(BLANK_LEAVES_BOTH_READY, BLANK_LEAVES_THE_PLAIN_CHILD_READY)


def test_that_only_these_answers_may_be_taken_away_from_the_severe_child(severe: Participant) -> None:
    assert _blanked(severe) == blanks(BLANK_LEAVES_BOTH_READY, BLANK_LEAVES_THE_SEVERE_CHILD_READY)


@pytest.mark.parametrize("form", [
    "consent", "demographics", "screening", "diagnosis", "prior_therapy", "medical_history", "performance",
    "toxicities", "laboratory", "ecg_echo", "judgements",
])
def test_that_nobody_is_ready_without_a_whole_form(eligible: Participant, severe: Participant, form: str) -> None:
    assert outcome(eligible.without(form)) is not Outcome.READY_TO_SIGN
    assert outcome(severe.without(form)) is not Outcome.READY_TO_SIGN


# Together

Change = tuple[str, str, str]
EXCUSED: Mapping[Change, Change] = {
    # E12: a symptom-free effusion is allowed, treated or not
    ("medical_history", "effusion_treated", "no"): ("medical_history", "effusion_symptomatic", "no"),
    ("medical_history", "effusion_anticancer_drug", "yes"): ("medical_history", "effusion_symptomatic", "no"),
    # E23.2: both must be positive; a query tells of the other
    ("laboratory", "hcv_rna", "positive"): ("laboratory", "hcv_ab", "negative"),
}
"""Changes that exclude alone and no longer do beside another one."""

_EXCLUDES: dict[tuple[int, Change], bool] = {}


def _excludes(child: Participant, place: Place, code: str) -> bool:
    key = id(child), (place.form, place.key, code)
    if key not in _EXCLUDES:
        _EXCLUDES[key] = outcome(place.put(child, code)) is Outcome.NOT_ELIGIBLE
    return _EXCLUDES[key]


@given(which=st.sampled_from(["plain", "severe"]), data=st.data())
@settings(max_examples=150, deadline=None)
def test_that_no_other_change_makes_up_for_one_that_excludes(
    eligible: Participant, severe: Participant, which: str, data: st.DataObject
) -> None:
    child = severe if which == "severe" else eligible
    open_places = [place for place in places_of(child) if offered(place)]
    several = st.lists(st.sampled_from(open_places), min_size=2, max_size=5, unique_by=lambda one: (one.form, one.key))
    drawn = data.draw(several)
    codes = [data.draw(st.sampled_from(offered(place))) for place in drawn]
    made = {(place.form, place.key, code) for place, code in zip(drawn, codes, strict=True)}
    changed = child
    for place, code in zip(drawn, codes, strict=True):
        changed = place.put(changed, code)
    if outcome(changed) is Outcome.READY_TO_SIGN:
        alone = [(place.form, place.key, code) for place, code in zip(drawn, codes, strict=True)
                 if _excludes(child, place, code)]
        assert [one for one in alone if EXCUSED.get(one) not in made] == []


@pytest.mark.parametrize("which", ["plain", "severe"])
def test_that_no_closed_question_makes_up_for_an_answer_that_excludes(
    eligible: Participant, severe: Participant, which: str
) -> None:
    """Every excluding code beside every `no`, within one form: where a slip hides an answer, somebody must ask."""
    child = severe if which == "severe" else eligible
    offers = [(place, code) for place in places_of(child) for code in offered(place) if not code.startswith("[")]
    bad = [(place, code) for place, code in offers if _excludes(child, place, code)]
    noes = [(place, code) for place, code in offers if code in ("no", "none", "negative") and place.text(child) != code]
    for place, code in bad:
        for other, no in noes:
            if other.form != place.form or other.key == place.key:
                continue
            if outcome(other.put(place.put(child, code), no)) is Outcome.READY_TO_SIGN:
                assert EXCUSED.get((place.form, place.key, code)) == (other.form, other.key, no)
