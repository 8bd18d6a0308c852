"""The protocol's criteria, one entry each, in the order and the words of the registry record.

Every rule answers for the participant: it holds, stops, waits, asks or lacks. Whether that is called met or absent
depends on the list the criterion stands in.
"""

from __future__ import annotations

from collections.abc import Mapping

from .criteria_heart import heart_sound
from .criteria_history import (
    brain_quiet,
    disease_in_scope,
    effusion_harmless,
    interleukin_tolerated,
    lungs_clear,
    no_abdominal_event,
    no_autoimmune_disease,
    no_bleeding_disorder,
    no_infection,
    no_intravenous_infection,
    no_other_malignancy,
    no_thromboembolism,
    other_conditions_known,
    survival_long_enough,
)
from .criteria_laboratory import (
    bilirubin_within,
    clotting_safe,
    creatinine_within,
    neutrophils_sufficient,
    platelets_sufficient,
    transaminases_within,
    urine_protein_low,
)
from .criteria_person import age_within, consent_signed, consent_understood, score_at_least
from .criteria_recovery import toxicity_recovered
from .criteria_treatment import (
    chemotherapy_over,
    growth_factors_over,
    no_immunosuppression,
    no_live_vaccine,
    no_other_anticancer,
    no_other_trial,
    no_recent_surgery,
    no_transplant,
    radiotherapy_over,
    stem_cells_over,
)
from .criteria_virology import HCV_AB, HCV_RNA, hepatitis_b_clear, hiv_clear
from .rules import BothPositive, Rule, absent, all_of, judged, unless_judged_against

INCLUSION: Mapping[str, Rule] = {
    "I1": unless_judged_against("I1", consent_signed),
    "I2": age_within,
    "I3": score_at_least,
    "I4": all_of(disease_in_scope, judged("I4")),
    "I5": all_of(survival_long_enough, judged("I5")),
    "I6": toxicity_recovered,
    "I7": chemotherapy_over,
    "I8": unless_judged_against("I8", no_other_anticancer),
    "I9": growth_factors_over,
    "I10": radiotherapy_over,
    "I11": stem_cells_over,
    "I12.1": neutrophils_sufficient,
    "I12.2": platelets_sufficient,
    "I12.3": bilirubin_within,
    "I12.4": creatinine_within,
    "I12.5": transaminases_within,
    "I13": all_of(consent_understood, judged("I13")),
}

EXCLUSION: Mapping[str, Rule] = {
    "E1": unless_judged_against("E1", brain_quiet),
    "E2": unless_judged_against("E2", heart_sound),
    "E3": lungs_clear,
    "E4": unless_judged_against("E4", clotting_safe),
    "E5": no_thromboembolism,
    "E6": no_bleeding_disorder,
    "E7": all_of(absent("medical_history", "unhealed_wound", "wound_detail"), judged("E7")),
    "E8": no_recent_surgery,
    "E9": all_of(absent("medical_history", "absorption_impaired", "absorption_detail"), judged("E9")),
    "E10": no_abdominal_event,
    "E11": urine_protein_low,
    "E12": unless_judged_against("E12", effusion_harmless),
    "E13": unless_judged_against("E13", no_infection),
    "E14": all_of(absent("medical_history", "substance_abuse_or_mental"), judged("E14")),
    "E15": no_other_trial,
    "E16": no_immunosuppression,
    "E17": unless_judged_against("E17", no_autoimmune_disease),
    "E18": unless_judged_against("E18", interleukin_tolerated),
    "E19": no_intravenous_infection,
    "E20": no_live_vaccine,
    "E21": unless_judged_against("E21", no_other_malignancy),
    "E22": all_of(other_conditions_known, judged("E22")),
    "E23.1": hepatitis_b_clear,
    "E23.2": BothPositive(HCV_AB, HCV_RNA),
    "E23.3": hiv_clear,
    "E24": no_transplant,
    "E25": judged("E25"),
}

CRITERIA: Mapping[str, Rule] = {**INCLUSION, **EXCLUSION}
"""The rule of every criterion that is judged by itself; I12 and E23 are the sums of their parts."""
