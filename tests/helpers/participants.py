"""Invented participants put to the protocol: a complete eligible one, and what is different about each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from tests.helpers.pack import FORMS, PACK
from ucbnk_desktop.forms.answers import entry_of
from ucbnk_desktop.protocol.eligibility import assess, infusion_day
from ucbnk_desktop.protocol.facts import Entry, Facts
from ucbnk_desktop.protocol.rulings import Rulings
from ucbnk_desktop.protocol.settings import Settings
from ucbnk_desktop.protocol.verdicts import Assessment, State, Verdict

DAY = date(2025, 3, 20)
TABLES = {form: {one.key for one in FORMS[form].rows_fields} for form in FORMS}

Values = Mapping[str, str]
Rows = Mapping[str, tuple[Values, ...]]

DEMONSTRATION = {one.id: one.demonstration for one in PACK.settings.values() if one.demonstration}
DECIDED = {one.id: one.proposed for one in PACK.rulings.values()}

_HISTORY_NO = (
    "arrhythmia_uncontrolled", "interstitial_lung_disease", "bleeding_tendency", "anticoagulant_therapy",
    "hereditary_bleeding", "splenomegaly", "hypersplenism", "thromboembolism", "unhealed_wound",
    "absorption_impaired", "abdominal_event", "effusion", "active_infection", "antimicrobial_treatment",
    "intravenous_treatment", "substance_abuse_or_mental", "autoimmune_disease", "il2_contraindication",
    "other_malignancy", "other_condition",
)
_THERAPY_NO = (
    "growth_factor_given", "stem_cells_given", "trial_taken_part", "immunosuppression_given", "live_vaccine_given",
    "allogeneic_transplant",
)
_MET = ("i1", "i4", "i5", "i6", "i8", "i13")
_ABSENT = (
    "e1", "e2", "e3", "e4", "e6", "e7", "e9", "e12", "e13", "e14", "e17", "e18", "e21", "e22", "e25",
)

LABORATORY = {
    "sampled_on": "2025-03-18", "sampled_at": "08:10",
    "anc": "2.31", "anc_unit": "10⁹/L", "plt": "214", "plt_unit": "10⁹/L",
    "tbil": "9.8", "tbil_unit": "µmol/L", "tbil_uln": "21", "dbil": "2.6", "dbil_unit": "µmol/L", "dbil_uln": "6.8",
    "alt": "24", "alt_unit": "U/L", "alt_uln": "30", "ast": "31", "ast_unit": "U/L", "ast_uln": "44",
    "crea": "29", "crea_unit": "µmol/L", "crea_uln": "44",
    "inr": "1.04", "inr_uln": "1.2", "pt": "12.1", "pt_unit": "s", "pt_uln": "13.5",
    "aptt": "29.5", "aptt_unit": "s", "aptt_uln": "38",
    "upro_dip": "neg", "hbsag": "negative", "hcv_ab": "negative", "hiv_ab": "negative",
}

ELIGIBLE: Mapping[str, Values] = {
    "consent": {
        "form_version": "ICF DEMO 1.0", "obtained_by": "虚构研究者", "guardian_relation": "mother",
        "guardian_proof": "户口簿", "guardian_signed_at": "2025-03-10 09:10", "second_guardian_signed": "no",
        "witness_needed": "no", "guardian_understood": "yes", "own_earnings": "no", "assent_capable": "no",
        "copy_given": "yes",
    },
    "demographics": {"birth_date": "2020-06-01", "sex": "male"},
    "screening": {"first_procedure_at": "2025-03-10 10:00", "planned_first_infusion_on": "2025-03-22"},
    "diagnosis": {
        "diagnosed_on": "2023-04", "basis": "histology", "inss": "4", "mycn": "amplified", "risk_group": "high",
        "risk_system": "INRG", "disease_status": "relapsed", "marrow_involved": "no", "liver_metastasis": "no",
        "brain_metastasis": "no", "skull_or_dural": "no",
    },
    "prior_therapy": {
        "chemotherapy_given": "yes", "anticancer_given": "no", "radiotherapy_given": "yes", "surgery_done": "yes",
        **dict.fromkeys(_THERAPY_NO, "no"),
    },
    "medical_history": {"ischaemia_grade": "0", "nyha_class": "none", **dict.fromkeys(_HISTORY_NO, "no")},
    "vital_signs": {"measured_at": "2025-03-18 09:00", "weight_kg": "16.0", "height_cm": "102"},
    "performance": {"assessed_on": "2025-03-18", "scale": "lansky", "lansky_score": "80", "rated_by": "parent"},
    "toxicities": {"any_toxicity": "no"},
    "laboratory": LABORATORY,
    "ecg_echo": {
        "ecg_on": "2025-03-17", "heart_rate_per_min": "100", "qt_ms": "320", "echo_on": "2025-03-17",
        "lvef_percent": "66",
    },
    "judgements": {
        "judged_by": "虚构研究者", "judged_on": "2025-03-19", "survival_weeks": "52",
        **{f"judgement_{key}": "met" for key in _MET}, **{f"judgement_{key}": "absent" for key in _ABSENT},
    },
}
ELIGIBLE_ROWS: Mapping[str, Rows] = {
    "diagnosis": {"relapses": ({"relapsed_on": "2024-10", "site": "左股骨"},)},
    "prior_therapy": {
        "chemotherapy": (
            {
                "drug": "环磷酰胺", "myelosuppressive": "yes", "nitrosourea": "no", "last_dose_on": "2025-01-15",
                "protocol_combination": "no",
            },
        ),
        "radiotherapy": (
            {"modality": "external", "extent": "local_palliative_small", "site": "左股骨", "ended_on": "2024-12-01"},
        ),
        "surgery": (
            {"procedure": "肿瘤切除术", "category": "major_surgery", "performed_on": "2023-08-01"},
        ),
    },
}


SEVERE: Mapping[str, Values] = {
    "consent": {
        "second_guardian_signed": "yes", "second_guardian_relation": "father",
        "second_guardian_signed_at": "2025-03-10 09:12", "witness_needed": "yes",
        "witness_signed_at": "2025-03-10 09:15", "assent_capable": "yes", "assent_outcome": "agrees",
        "assent_form_version": "ASSENT DEMO 1.0", "assent_signed_at": "2025-03-10 09:30",
    },
    "demographics": {"birth_date": "2015-06-01"},
    "diagnosis": {
        "marrow_involved": "yes", "marrow_evidence": "marrow", "marrow_examined_on": "2025-03-12",
        "liver_metastasis": "yes", "liver_evidence": "ct_mri", "liver_examined_on": "2025-03-12",
        "brain_metastasis": "yes", "brain_symptomatic": "no", "brain_treated": "yes",
        "brain_stable_since": "2024-12-01", "brain_imaging": "mri", "brain_imaging_on": "2025-03-12",
        "brain_haemorrhage": "no",
    },
    "prior_therapy": dict.fromkeys(("anticancer_given", *_THERAPY_NO), "yes"),
    "medical_history": {
        "ischaemia_grade": "1", "nyha_class": "II", "ross_class": "I",
        "interstitial_lung_disease": "yes", "ild_cause": "radiation_or_infection",
        "anticoagulant_therapy": "yes", "anticoagulant_kind": "line_lock", "thromboembolism": "yes",
        "abdominal_event": "yes", "effusion": "yes", "effusion_site": "pleural", "effusion_symptomatic": "yes",
        "effusion_treated": "yes", "effusion_anticancer_drug": "no", "effusion_result": "settled",
        "active_infection": "yes", "infection_detail": "乙型肝炎病毒携带", "antimicrobial_treatment": "yes",
        "antimicrobial_purpose": "chronic_hepatitis_b", "antimicrobial_kind": "antiviral",
        "autoimmune_disease": "yes", "autoimmune_kind": "other", "autoimmune_treatment": "systemic",
        "autoimmune_ongoing": "no", "autoimmune_last_treated_on": "2022-08-01", "il2_contraindication": "yes",
        "il2_detail": "轻度", "other_malignancy": "yes", "malignancy_type": "basal_cell", "malignancy_cured": "yes",
        "other_condition": "yes", "other_condition_detail": "已愈",
    },
    "toxicities": {"any_toxicity": "yes"},
    "laboratory": {
        "anc": "0.8", "plt": "40", "alt": "100", "ast": "140", "upro_dip": "2", "upro_24h": "0.4",
        "upro_24h_unit": "g/24 h", "hbsag": "positive", "hbv_dna": "<20", "hbv_dna_unit": "IU/mL", "hbv_dna_uln": "20",
        "hcv_ab": "positive", "hcv_rna": "negative", "hiv_ab": "reactive", "hiv_confirmation": "negative",
        "hiv_nat": "negative",
    },
}
SEVERE_ROWS: Mapping[str, Rows] = {
    "prior_therapy": {
        "anticancer": ({
            "drug": "达妥昔单抗β", "drug_class": "anti_gd2", "investigational": "no", "last_dose_on": "2025-03-01",
            "toxicity_recovered": "yes", "protocol_combination": "yes",
        },),
        "growth_factors": ({"drug": "rhG-CSF", "duration_class": "short_acting", "last_dose_on": "2025-03-12"},),
        "stem_cells": ({
            "transplant_type": "autologous", "infused_on": "2024-06-01", "total_body_irradiation": "no",
            "active_gvhd": "no",
        },),
        "trials": (
            {"trial": "虚构试验", "antitumour": "yes", "last_dose_on": "2024-02-01", "ended_on": "2024-03-01"},
        ),
        "immunosuppression": ({
            "drug": "布地奈德", "category": "inhaled_topical", "route": "inhaled", "indication": "哮喘",
            "ongoing": "yes",
        },),
        "vaccines": ({"vaccine": "麻腮风疫苗", "live": "yes", "given_on": "2024-12-01"},),
        "transplants": ({"what": "tissue_graft", "transplanted_on": "2023-01-01"},),
    },
    "medical_history": {
        "thromboembolic_events": ({"event": "dvt", "occurred_on": "2023-05"},),
        "abdominal_events": ({"event": "abscess", "occurred_on": "2024-01-10"},),
    },
    "toxicities": {"toxicities": ({"term": "脱发", "grade": "1", "cause": "chemotherapy"},)},
}
SEVERE_RULINGS = {
    "R-COMBO": "anti_gd2", "R-ILD": "does_not_count", "R-ALLO": "allogeneic_hsct donor_cells",
}


@dataclass(frozen=True)
class Participant:
    """A participant's record as text, put to the protocol on a day under settings and rulings; a change is a copy."""

    entries: Mapping[str, tuple[tuple[Values, Rows], ...]]
    day: date = DAY
    settings: Mapping[str, str] = field(default_factory=lambda: dict(DEMONSTRATION))
    rulings: Mapping[str, str] = field(default_factory=lambda: dict(DECIDED))
    planned_start: date | None = None

    def but(self, form: str, **values: str) -> Participant:
        """With other answers in the (last) entry of `form`; an empty text takes the answer away."""
        *before, (old, rows) = self.entries.get(form, (({}, {}),))
        return self._with(form, (*before, ({**old, **values}, rows)))

    def having(self, form: str, table: str, *rows: Values) -> Participant:
        """With these rows in `table`, in place of those that stand there."""
        *before, (values, tables) = self.entries.get(form, (({}, {}),))
        return self._with(form, (*before, (values, {**tables, table: rows})))

    def also(self, form: str, **values: str) -> Participant:
        """With one more entry of `form`."""
        return self._with(form, (*self.entries.get(form, ()), (values, {})))

    def without(self, form: str) -> Participant:
        """Without any entry of `form`."""
        return self._with(form, ())

    def on(self, day: str) -> Participant:
        """Asked about on another day."""
        return replace(self, day=date.fromisoformat(day))

    def planned(self, day: str) -> Participant:
        """With another planned first infusion."""
        return self.but("screening", planned_first_infusion_on=day)

    def ruled(self, **rulings: str) -> Participant:
        """Under other rulings, `R_EDGE` for R-EDGE; an empty text leaves the ruling open."""
        named = {key.replace("_", "-"): value for key, value in rulings.items()}
        return replace(self, rulings={**self.rulings, **named})

    def set(self, **settings: str) -> Participant:
        """Under other settings; an empty text leaves the setting unset."""
        return replace(self, settings={**self.settings, **settings})

    def open(self) -> Participant:
        """With no ruling decided."""
        return replace(self, rulings={})

    @property
    def facts(self) -> Facts:
        """What the rules are given."""
        return Facts({form: _read(form, entries) for form, entries in self.entries.items()})

    def assessment(self) -> Assessment:
        """The assessment of the day."""
        return assess(
            self.facts, day=self.day, pack=PACK, settings=Settings(self.settings), rulings=Rulings(self.rulings),
            planned_start=self.planned_start,
        )

    def verdict(self, criterion: str) -> Verdict:
        """One verdict of the day."""
        return self.assessment().verdict(criterion)

    def state(self, criterion: str) -> State:
        """One state of the day."""
        return self.verdict(criterion).state

    def gate(self) -> Mapping[str, Verdict]:
        """What is asked anew on the day of an infusion."""
        verdicts = infusion_day(
            self.facts, day=self.day, pack=PACK, settings=Settings(self.settings), rulings=Rulings(self.rulings)
        )
        return {verdict.criterion: verdict for verdict in verdicts}

    def _with(self, form: str, entries: tuple[tuple[Values, Rows], ...]) -> Participant:
        return replace(self, entries={**self.entries, form: entries})


_READ: dict[tuple[str, int], tuple[object, tuple[Entry, ...]]] = {}
"""Entries that were read before, with the texts they were read from: a change of one form reads one form."""


def _read(form: str, entries: tuple[tuple[Values, Rows], ...]) -> tuple[Entry, ...]:
    known = _READ.get((form, id(entries)))
    if known is None:
        if len(_READ) > 1000:
            _READ.clear()
        known = _READ[form, id(entries)] = entries, tuple(_entries(form, entries))
    return known[1]


def _entries(form: str, entries: Iterable[tuple[Values, Rows]]) -> Iterable[Entry]:
    """The entries as the casebook hands them to the rules."""
    definition = FORMS[form]
    for number, (values, rows) in enumerate(entries, start=1):
        _known(form, values, {key for one in definition.fields for key in one.stored_keys})
        _known(form, rows, TABLES[form])
        for table in rows:
            for row in rows[table]:
                _known(f"{form}.{table}", row, {one.key for one in definition.field(table).columns})
        yield entry_of(definition, number, values, rows, today=DAY)


def _known(where: str, given: Iterable[str], known: set[str]) -> None:
    unknown = set(given) - known
    assert not unknown, f"{where} has no {unknown}"


def eligible_participant() -> Participant:
    """A boy of four who is READY_TO_SIGN on 2025-03-20 with every ruling decided as proposed."""
    entries = {form: ((values, ELIGIBLE_ROWS.get(form, {})),) for form, values in ELIGIBLE.items()}
    return Participant(entries)


def severe_participant() -> Participant:
    """A boy of nine of whom every question was answered with yes, and who is READY_TO_SIGN all the same."""
    eligible = eligible_participant()
    participant = replace(eligible.set(guardians_required="2"), rulings={**eligible.rulings, **SEVERE_RULINGS})
    for form, values in SEVERE.items():
        participant = participant.but(form, **values)
    for form, tables in SEVERE_ROWS.items():
        for table, rows in tables.items():
            participant = participant.having(form, table, *rows)
    return participant


# What tests say of a participant in one word

MARROW = {"marrow_involved": "yes", "marrow_evidence": "marrow", "marrow_examined_on": "2025-03-12"}
LIVER = {"liver_metastasis": "yes", "liver_evidence": "ct_mri", "liver_examined_on": "2025-03-12"}
CHECKED = {
    "infection_treatment_today": "no", "intravenous_infection_today": "no", "steroid_since": "no",
    "live_vaccine_since": "no",
}
"""A check before an infusion at which nothing was found."""


def lab(child: Participant, **values: str) -> Participant:
    """With other laboratory results."""
    return child.but("laboratory", **values)


def history(child: Participant, **values: str) -> Participant:
    """With another medical history."""
    return child.but("medical_history", **values)


def consent(child: Participant, **values: str) -> Participant:
    """With another consent."""
    return child.but("consent", **values)


def born(child: Participant, day: str, **more: str) -> Participant:
    """Born on another day."""
    return child.but("demographics", birth_date=day, **more)


def judged(child: Participant, **values: str) -> Participant:
    """With other judgements, `i4` for that of I4."""
    return child.but("judgements", **{f"judgement_{key}": value for key, value in values.items()})


def signed(child: Participant, **values: str) -> Participant:
    """With other answers on the form of the judgements, by their keys."""
    return child.but("judgements", **values)


def enrolled(child: Participant, day: str = "2025-03-20") -> Participant:
    """Enrolled on `day`."""
    return child.but("enrolment", enrolled_on=day, dose_level="1")


def treated_with(child: Participant, gate: str, table: str, *rows: Values) -> Participant:
    """With these rows in `table` of the earlier treatment, and its question answered with yes."""
    return child.but("prior_therapy", **{gate: "yes"}).having("prior_therapy", table, *rows)


def holding(child: Participant, form: str, gate: str, table: str, row: Values) -> Participant:
    """With this row in `table` of any form, of a participant born long before."""
    return child.but(form, **{gate: "yes"}).but("demographics", birth_date="2018-06-01").having(form, table, row)


def chemotherapy(child: Participant, *doses: Values) -> Participant:
    """With these doses of cyclophosphamide in place of those that stand there."""
    row = {"drug": "环磷酰胺", "myelosuppressive": "yes", "nitrosourea": "no", "protocol_combination": "no"}
    return child.having("prior_therapy", "chemotherapy", *({**row, **dose} for dose in doses))


def stem_cells(child: Participant, on: str, **values: str) -> Participant:
    """With an infusion of stem cells of the day `on`."""
    row = {
        "transplant_type": "autologous", "infused_on": on, "total_body_irradiation": "no", "active_gvhd": "no",
    }
    return child.but("prior_therapy", stem_cells_given="yes").having("prior_therapy", "stem_cells", {**row, **values})


def surgery(child: Participant, category: str, on: str, procedure: str = "手术") -> Participant:
    """With a procedure of this category on the day `on`."""
    return child.having(
        "prior_therapy", "surgery", {"procedure": procedure, "category": category, "performed_on": on}
    )


def twice_tested(child: Participant, key: str, earlier: str, later: str) -> Participant:
    """With a test of 12 and one of 18 March."""
    child = child.set(validity_days_virology="10", validity_days_lab="10", screening_window_days="60")
    child = child.but("laboratory", hcv_ab="", hcv_rna="").but("laboratory", **{key: later})
    return child.also("laboratory", sampled_on="2025-03-12", **{key: earlier})
