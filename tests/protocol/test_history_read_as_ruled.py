"""The medical history where a ruling, a class or a formula decides: what each of them lets through and what not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from ucbnk_desktop.protocol.verdicts import FieldRef, State, Verdict

Child = Any

HISTORY = "medical_history"


def history(child: Child, **values: str) -> Child:
    return child.but(HISTORY, **values)


def arguments(verdict: Verdict, code: str) -> dict[str, object]:
    return next(dict(reason.arguments) for reason in verdict.reasons if reason.code == code)


# E2


def infant(child: Child, *, born: str = "2024-06-01", **values: str) -> Child:
    return history(child.but("demographics", birth_date=born), **{"nyha_class": "[not_applicable]", **values})


@pytest.mark.parametrize(("born", "values", "lacking"), [
    ("2024-03-21", {"ross_class": "I"}, False), ("2024-03-20", {"ross_class": "I"}, True),
    ("2024-06-01", {"ross_class": ""}, True), ("2024-06-01", {"ross_class": "[not_done]"}, True),
    ("2024-06-01", {"ross_class": "I", "nyha_class": ""}, True),
    ("2024-06-01", {"ross_class": "I", "nyha_class": "[unknown]"}, True),
    ("", {"ross_class": "I"}, True), ("2025-03-21", {"ross_class": "I"}, True),
])
def test_that_a_ross_class_stands_in_for_nyha_only_where_nyha_does_not_fit_an_infant(
    eligible: Child, born: str, values: dict[str, str], *, lacking: bool
) -> None:
    missing = [ref.field for ref in infant(eligible, born=born, **values).verdict("E2").missing]
    assert ("nyha_class" in missing) is lacking


@pytest.mark.parametrize("grade", ["III", "IV"])
@pytest.mark.parametrize(("ruling", "state"), [("ross_III_IV_counts", State.PRESENT), ("", State.NEEDS_PI)])
def test_that_heart_failure_of_an_infant_is_read_by_its_ross_class(
    eligible: Child, grade: str, ruling: str, state: State
) -> None:
    assert infant(eligible, ross_class=grade).ruled(R_HF_INFANT=ruling).state("E2") is state


@pytest.mark.parametrize("grade", ["2", "3", "4"])
def test_that_ischaemia_excludes_from_grade_2(eligible: Child, grade: str) -> None:
    verdict = history(eligible, ischaemia_grade=grade).verdict("E2")
    assert verdict.state is State.PRESENT
    assert arguments(verdict, "why_ischaemia")["grade"] == grade


@pytest.mark.parametrize(("rate", "ruling", "state"), [
    # At 40 a minute Fridericia gives the longer interval, above 60 Bazett does; a boy's limit is 450 ms.
    ("40", "worse_of_bazett_fridericia", State.PRESENT), ("40", "fridericia", State.PRESENT),
    ("40", "bazett", State.ABSENT), ("80", "worse_of_bazett_fridericia", State.ABSENT),
])
def test_that_the_worse_of_both_formulas_is_fridericia_at_a_slow_rate(
    eligible: Child, rate: str, ruling: str, state: State
) -> None:
    child = eligible.but("ecg_echo", qt_ms="520" if rate == "40" else "380", heart_rate_per_min=rate)
    assert child.ruled(R_QTC=ruling).state("E2") is state


def test_that_the_worse_of_both_formulas_is_bazett_at_a_fast_rate(eligible: Child) -> None:
    child = eligible.but("ecg_echo", qt_ms="360", heart_rate_per_min="100")
    assert child.ruled(R_QTC="worse_of_bazett_fridericia").state("E2") is State.PRESENT
    assert child.ruled(R_QTC="fridericia").state("E2") is State.ABSENT


@pytest.mark.parametrize(("qt", "rate", "differ"), [
    ("450", "60", False), ("520", "40", True), ("360", "100", True), ("320", "100", False), ("480", "100", False),
])
def test_that_formulas_differ_where_only_one_of_them_reaches_the_limit(
    eligible: Child, qt: str, rate: str, *, differ: bool
) -> None:
    verdict = eligible.but("ecg_echo", qt_ms=qt, heart_rate_per_min=rate).verdict("E2")
    code = "why_qtc_formulas_differ" if differ else "why_qtc_formulas"
    shown = arguments(verdict, code)
    assert shown.get("limit") == ("450" if differ else None)
    both = [Decimal(str(shown[formula])) for formula in ("bazett", "fridericia")]
    assert (min(both) < 450 <= max(both)) is differ


def test_that_both_formulas_at_the_limit_itself_are_past_it_and_agree(eligible: Child) -> None:
    verdict = eligible.but("ecg_echo", qt_ms="450", heart_rate_per_min="60").verdict("E2")
    assert verdict.state is State.PRESENT
    assert arguments(verdict, "why_qtc_formulas") == {"bazett": "450.0", "fridericia": "450.0"}


def test_that_a_formula_at_the_limit_and_one_past_it_agree(eligible: Child) -> None:
    """At 15 a minute Bazett halves 900 ms to 450 exactly; Fridericia gives 567."""
    verdict = eligible.but("ecg_echo", qt_ms="900", heart_rate_per_min="15").verdict("E2")
    assert arguments(verdict, "why_qtc_formulas") == {"bazett": "450.0", "fridericia": "567.0"}


@pytest.mark.parametrize(("value", "limit", "shown"), [
    ("449.94", "450", "449.9"), ("449.96", "450", "449.960"), ("449.9996", "450", "449.999600"),
    ("449.9999999", "450", "449.9999999"), ("450", "450", "450.0"), ("450.04", "450", "450.0"),
])
def test_that_a_printed_qtc_is_shown_on_its_own_side_of_the_limit(
    eligible: Child, value: str, limit: str, shown: str
) -> None:
    verdict = eligible.but("ecg_echo", qtc_printed_ms=value).ruled(R_QTC="machine").verdict("E2")
    code = "why_qtc_long" if Decimal(value) >= Decimal(limit) else "why_qtc"
    assert arguments(verdict, code) == {"name": "QTc", "value": shown, "limit": limit}


def test_that_a_printed_qtc_without_a_heart_rate_still_decides(eligible: Child) -> None:
    child = eligible.but("ecg_echo", qtc_printed_ms="440", heart_rate_per_min="").ruled(R_QTC="machine")
    assert child.state("E2") is State.ABSENT


def test_that_e2_holds_until_the_earlier_of_ecg_and_echo_ends(eligible: Child) -> None:
    both = eligible.set(validity_days_ecg="7", validity_days_echo="9")
    assert str(both.verdict("E2").valid_until) == "2025-03-24"
    assert str(both.set(validity_days_ecg="9", validity_days_echo="7").verdict("E2").valid_until) == "2025-03-24"


# E1


@pytest.mark.parametrize("kind", ["mri", "ct", "venography"])
def test_that_each_kind_of_brain_imaging_will_do_and_none_will_not(severe: Child, kind: str) -> None:
    assert severe.but("diagnosis", brain_imaging=kind).state("E1") is State.ABSENT
    assert severe.but("diagnosis", brain_imaging="none").state("E1") is State.INCOMPLETE


# E5


def test_that_only_a_catheter_thrombosis_is_let_through_by_its_ruling(eligible: Child) -> None:
    for kind, state in (("catheter", State.ABSENT), ("dvt", State.PRESENT), ("pe", State.PRESENT)):
        child = history(eligible, thromboembolism="yes").having(
            HISTORY, "thromboembolic_events", {"event": kind, "occurred_on": "2025-01-10"},
        )
        verdict = child.ruled(R_CATHETER="does_not_count").verdict("E5")
        assert verdict.state is state, kind
        if kind == "catheter":
            what = arguments(verdict, "why_not_counted")["what"]
            assert what == FieldRef(HISTORY, "thromboembolic_events")


# E12


@pytest.mark.parametrize("result", ["settled", "persisting"])
def test_that_what_became_of_an_effusion_is_the_investigators(severe: Child, result: str) -> None:
    child = history(severe, effusion_result=result)
    assert child.state("E12") is State.ABSENT
    assert child.but("judgements", judgement_e12="").state("E12") is State.NEEDS_PI


# E13


INFECTION = {
    "active_infection": "yes", "antimicrobial_treatment": "yes", "antimicrobial_purpose": "treatment",
    "infection_detail": "肺部感染",
}


@pytest.mark.parametrize(("kind", "state"), [
    ("antifungal", State.ABSENT), ("antibacterial", State.PRESENT), ("antiviral", State.PRESENT),
    ("antibacterial antifungal", State.PRESENT),
])
def test_that_antifungals_alone_are_let_through_by_their_ruling(eligible: Child, kind: str, state: State) -> None:
    child = history(eligible, **INFECTION, antimicrobial_kind=kind).ruled(R_ANTIFUNGAL="hbv_and_antifungal")
    assert child.state("E13") is state
    assert child.ruled(R_ANTIFUNGAL="hbv_only").state("E13") is State.PRESENT


@pytest.mark.parametrize("purpose", ["prophylaxis", "chronic_hepatitis_b"])
def test_that_an_infection_beside_drugs_that_are_no_treatment_is_for_the_investigator(
    eligible: Child, purpose: str
) -> None:
    child = history(eligible, **{**INFECTION, "antimicrobial_purpose": purpose}, antimicrobial_kind="antiviral")
    assert child.but("judgements", judgement_e13="").state("E13") is State.NEEDS_PI
    assert child.but("judgements", judgement_e13="present").state("E13") is State.PRESENT
    without = history(child, active_infection="no", infection_detail="").but("judgements", judgement_e13="")
    assert without.state("E13") is State.ABSENT


@pytest.mark.parametrize("kind", ["", "[unknown]"])
def test_that_the_kind_of_antimicrobial_must_be_known(eligible: Child, kind: str) -> None:
    verdict = history(eligible, **INFECTION, antimicrobial_kind=kind).verdict("E13")
    assert verdict.state is State.INCOMPLETE
    assert [ref.field for ref in verdict.missing] == ["antimicrobial_kind"]


def test_that_treatment_of_no_infection_names_both_answers(eligible: Child) -> None:
    values = {**INFECTION, "active_infection": "no", "infection_detail": ""}
    verdict = history(eligible, **values, antimicrobial_kind="antibacterial").verdict("E13")
    assert verdict.state is State.INCOMPLETE
    assert [f"{ref.form}.{ref.field}" for ref in verdict.missing] == [
        "medical_history.active_infection", "medical_history.antimicrobial_purpose",
    ]


# E17


AUTOIMMUNE = {
    "autoimmune_disease": "yes", "autoimmune_kind": "opsoclonus_myoclonus", "autoimmune_treatment": "systemic",
    "autoimmune_ongoing": "no", "autoimmune_last_treated_on": "2024-01-01",
}


@pytest.mark.parametrize("ruling", ["does_not_count", "counts"])
def test_that_only_opsoclonus_is_let_through_by_its_ruling(eligible: Child, ruling: str) -> None:
    ruled = history(eligible, **AUTOIMMUNE).ruled(R_OMS=ruling)
    assert ruled.state("E17") is (State.ABSENT if ruling == "does_not_count" else State.PRESENT)
    assert history(ruled, autoimmune_kind="other").state("E17") is State.PRESENT


def test_that_a_disease_without_systemic_treatment_that_still_tells_of_one_contradicts(eligible: Child) -> None:
    values = {**AUTOIMMUNE, "autoimmune_treatment": "none", "autoimmune_last_treated_on": ""}
    assert history(eligible, **values).state("E17") is State.ABSENT
    ongoing = history(eligible, **{**values, "autoimmune_ongoing": "yes"}).verdict("E17")
    assert ongoing.state is State.INCOMPLETE
    assert [ref.field for ref in ongoing.missing] == ["autoimmune_treatment", "autoimmune_ongoing"]
    dated = history(eligible, **{**values, "autoimmune_last_treated_on": "2025-01"}).verdict("E17")
    assert [ref.field for ref in dated.missing] == ["autoimmune_treatment", "autoimmune_last_treated_on"]


def test_that_e17_without_its_anchor_lacks_the_anchor(eligible: Child) -> None:
    child = history(eligible, **AUTOIMMUNE).ruled(R_AI_ANCHOR="consent").but("consent", guardian_signed_at="")
    verdict = child.verdict("E17")
    assert verdict.state is State.INCOMPLETE
    assert [ref.field for ref in verdict.missing] == ["guardian_signed_at"]


# E21


@pytest.mark.parametrize("kind", ["basal_cell", "cervical_in_situ", "superficial_bladder"])
@pytest.mark.parametrize(("ruling", "state"), [
    ("three_excepted_others_present", State.ABSENT), ("literal", State.PRESENT),
])
def test_that_each_of_the_three_cured_tumours_is_excepted(
    eligible: Child, kind: str, ruling: str, state: State
) -> None:
    cured = history(eligible, other_malignancy="yes", malignancy_type=kind, malignancy_cured="yes")
    assert cured.ruled(R_CURED=ruling).state("E21") is state
    assert history(cured, malignancy_type="other").ruled(R_CURED=ruling).state("E21") is (
        State.PRESENT if ruling == "three_excepted_others_present" else State.ABSENT
    )
    assert history(cured, malignancy_cured="no").ruled(R_CURED=ruling).state("E21") is State.PRESENT


# I4


def test_that_an_absent_staging_and_an_absent_treatment_are_named(eligible: Child) -> None:
    unstaged = eligible.but("diagnosis", inss="[unknown]").verdict("I4")
    assert [reason.code for reason in unstaged.reasons if reason.code != "why_judged_met"] == ["why_unknown"]
    untreated = eligible.but("prior_therapy", surgery_done="no").having("prior_therapy", "surgery")
    fields = arguments(untreated.ruled(R_MODALITIES="all_three").verdict("I4"), "why_not_treated")["fields"]
    assert [f"{ref.form}.{ref.field}" for ref in fields] == ["prior_therapy.surgery_done"]  # type: ignore[attr-defined]
