"""The pack that ships stays what it is: study files do not record it, so a later version has to be an amendment."""

from __future__ import annotations

import hashlib
from dataclasses import fields

from tests.helpers.pack import PACK

LIMITS = (
    "age_days_min=1 age_years_max=18 karnofsky_from_years=16 infant_below_years=1 score_min=50 survival_weeks_min=12 "
    "chemotherapy_days=21 nitrosourea_days=42 anticancer_days=28 growth_factor_long_days=14 "
    "growth_factor_short_days=3 radiotherapy_palliative_days=14 radiotherapy_marrow_days=42 stem_cells_days=56 "
    "anc_min=1.0 anc_min_marrow=0.5 plt_min=75 plt_min_marrow=20 bilirubin_max_uln=1.5 creatinine_max_uln=1.5 "
    "transaminase_max_uln=3 transaminase_max_uln_liver=5 brain_stable_months=2 ischaemia_grade=2 qtc_male=450 "
    "qtc_female=470 lvef_min=50 inr_max=1.5 pt_over_uln_seconds=4 aptt_max_uln=1.5 thromboembolism_months=12 "
    "surgery_days=28 abdominal_months=6 urine_dip_from=1 urine_protein_from=1.0 trial_days=28 steroid_days=14 "
    "autoimmune_months=24 live_vaccine_months=1 live_vaccine_days=30 maternal_antibody_months=18"
)
READINGS = "7b69d0f99a633a07f10e0b36075faf6cf38830ef321163dd72a1d93f9d298593"
"""SHA-256 over the criteria with what decides them, and the rulings with the readings they allow."""


def readings() -> str:
    criteria = (f"{one.id} {one.kind} {one.decided_by} {' '.join(one.rulings)}" for one in PACK.criteria.values())
    rulings = (f"{one.id} {one.kind} {' '.join(one.allowed)} {one.proposed}" for one in PACK.rulings.values())
    return hashlib.sha256("\n".join((*criteria, *rulings)).encode()).hexdigest()


def test_that_the_shipped_pack_is_still_version_1_0_of_the_record_of_february_2025() -> None:
    assert (PACK.version, PACK.dated.isoformat()) == ("1.0", "2025-02-20")


def test_that_the_shipped_limits_are_those_of_version_1_0() -> None:
    given = {one.name: getattr(PACK.limits, one.name) for one in fields(PACK.limits)}
    limits = {name: str(number) for name, number in given.items() if number is not None}
    assert limits == dict(pair.split("=") for pair in LIMITS.split())


def test_that_the_shipped_criteria_and_readings_are_those_of_version_1_0() -> None:
    assert readings() == READINGS
