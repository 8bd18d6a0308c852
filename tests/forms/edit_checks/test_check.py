"""Checks of an entry as typed: what cannot be saved, what is asked about once, and what is left in peace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ucbnk_desktop import places
from ucbnk_desktop.forms.definition import Kind
from ucbnk_desktop.forms.display import explain
from ucbnk_desktop.forms.edit_checks.check import CheckContext, CheckResult, check
from ucbnk_desktop.forms.edit_checks.growth import usual_for_age
from ucbnk_desktop.forms.loader import read_forms
from ucbnk_desktop.wording import Language

FORMS = read_forms(places.forms())
TODAY = date(2026, 11, 22)
BORN = date(2022, 9, 1)
CONSENT = datetime(2026, 11, 18, 9, 10)  # noqa: DTZ001
KNOWN = CheckContext(TODAY, BORN, CONSENT, "male")


def in_usual_units(form: str, values: Mapping[str, str]) -> Mapping[str, str]:
    """`values` as the screen gives them: a result for which no unit is told has the usual one beside it."""
    results = (field for field in FORMS[form].fields if field.kind is Kind.LAB and values.get(field.key))
    return {**{f"{field.key}_unit": field.unit for field in results if field.unit}, **values}


def found(
    form: str, values: Mapping[str, str], rows: Mapping[str, Sequence[Mapping[str, str]]] | None = None,
    context: CheckContext = KNOWN,
) -> list[tuple[str, str, str]]:
    findings = check(FORMS[form], in_usual_units(form, values), rows or {}, context)
    return [(finding.key, finding.severity, finding.reason.code) for finding in findings]


def only(form: str, values: Mapping[str, str], context: CheckContext = KNOWN) -> CheckResult:
    (finding,) = check(FORMS[form], in_usual_units(form, values), {}, context)
    return finding


def after(**previous: str) -> CheckContext:
    return replace(KNOWN, previous={key: (text, date(2026, 11, 14)) for key, text in previous.items()})


# Readable or not


def test_that_an_empty_entry_has_no_findings() -> None:
    assert [form for form in FORMS if found(form, {})] == []


@pytest.mark.parametrize(("typed", "code"), [("4,8", "field_comma"), ("约48", "field_not_number")])
def test_that_text_in_a_number_cannot_be_saved(typed: str, code: str) -> None:
    assert found("laboratory", {"plt": typed}) == [("plt", "error", code)]


def test_that_an_impossible_date_cannot_be_saved() -> None:
    assert found("demographics", {"birth_date": "2022-02-30"}) == [("birth_date", "error", "field_impossible_date")]


def test_that_full_width_digits_are_accepted() -> None:
    assert found("vital_signs", {"weight_kg": "１６．２"}) == []


def test_that_an_unreadable_reference_limit_is_named_by_its_own_column() -> None:
    assert found("laboratory", {"alt": "24", "alt_uln": "三十"}) == [("alt_uln", "error", "field_not_number")]


def test_that_a_note_of_5000_characters_is_kept_and_a_text_of_201_is_not() -> None:
    assert found("enrolment", {"remark": "字" * 5000}) == []
    assert found("enrolment", {"remark": "字" * 5001}) == [("remark", "error", "field_too_long")]
    assert found("enrolment", {"enrolled_by": "字" * 200}) == []
    assert found("enrolment", {"enrolled_by": "字" * 201}) == [("enrolled_by", "error", "field_too_long")]


def test_that_a_field_that_is_not_asked_is_not_checked() -> None:
    values = {"autoimmune_disease": "no", "autoimmune_last_treated_on": "2026-02-30"}
    assert found("medical_history", values) == []


def test_that_a_reason_for_absence_that_is_not_offered_is_refused() -> None:
    assert found("enrolment", {"dose_level": "[unknown]"}) == [("dose_level", "error", "field_absence_not_offered")]
    assert found("demographics", {"sex": "[unknown]"}) == []


# Impossible numbers


@pytest.mark.parametrize(
    ("typed", "codes"), [("-0.1", ["field_negative"]), ("0", ["field_absurd"]), ("2", ["field_unusual"])],
)
def test_that_a_negative_value_cannot_be_saved(typed: str, codes: list[str]) -> None:
    assert [code for _, _, code in found("laboratory", {"crea": typed})] == codes


@pytest.mark.parametrize(("typed", "codes"), [("100", []), ("100.1", ["field_above_hundred"])])
def test_that_a_percentage_cannot_exceed_100(typed: str, codes: list[str]) -> None:
    values = {"given": "yes", "viability_percent": typed}
    assert [code for _, _, code in found("infusion", values)] == codes


def test_that_a_negative_limit_cannot_be_saved() -> None:
    assert found("laboratory", {"alt": "24", "alt_lln": "-7"}) == [("alt_lln", "error", "field_negative")]


# Slips by ten


@pytest.mark.parametrize(("typed", "times"), [("850", 21), ("4.1", 10), ("328", 8), ("5.1", 8)])
def test_that_a_value_about_ten_times_off_the_last_one_is_asked_about(typed: str, times: int) -> None:
    finding = only("laboratory", {"alt": typed}, after(alt="41"))
    assert (finding.key, finding.severity, finding.reason.code) == ("alt", "query", "field_slip_since")
    assert finding.reason.arguments["times"] == times


@pytest.mark.parametrize("typed", ["327", "5.2", "41", "<5"])
def test_that_a_value_less_than_eight_times_off_the_last_one_is_left_in_peace(typed: str) -> None:
    assert found("laboratory", {"alt": typed}, context=after(alt="41")) == []


def test_that_a_change_of_unit_is_no_slip() -> None:
    values = {"crea": "0.4", "crea_unit": "mg/dL"}
    assert found("laboratory", values, context=after(crea="35", crea_unit="µmol/L")) == []


def test_that_a_value_in_the_wrong_unit_is_asked_about() -> None:
    assert found("laboratory", {"crea": "3"}, context=after(crea="35")) == [("crea", "query", "field_slip_since")]
    assert found("laboratory", {"crea": "0.4"}, context=after(crea="35")) == [("crea", "query", "field_absurd")]


def test_that_units_that_cannot_be_compared_are_not_compared() -> None:
    values = {"crea": "30", "crea_unit": "g/kg"}
    assert found("laboratory", values, context=after(crea="3", crea_unit="µmol/L")) == [
        ("crea_unit", "query", "field_unit_unknown"),
    ]


def test_that_a_viral_load_may_move_by_powers_of_ten() -> None:
    assert found("laboratory", {"hbv_dna": "170000"}, context=after(hbv_dna="20")) == []


@pytest.mark.parametrize(
    ("typed", "code"), [("240", "field_far_above_limit"), ("239", ""), ("1.5", "field_far_below_limit"), ("8", "")],
)
def test_that_a_first_value_far_off_the_printed_limits_is_asked_about(typed: str, code: str) -> None:
    values = {"ggt": typed, "ggt_lln": "12", "ggt_uln": "30"}
    assert [found_code for _, _, found_code in found("laboratory", values)] == [code] * bool(code)


def test_that_the_last_value_decides_before_the_printed_limits() -> None:
    assert found("laboratory", {"alt": "400", "alt_uln": "30"}, context=after(alt="380")) == []


def test_that_a_slip_in_a_reference_limit_is_asked_about() -> None:
    values = {"tbil": "9.8", "tbil_uln": "210"}
    assert found("laboratory", values, context=after(tbil="9", tbil_uln="21")) == [
        ("tbil_uln", "query", "field_slip_since"),
    ]


def test_that_weight_is_held_against_the_last_weight() -> None:
    assert found("vital_signs", {"weight_kg": "162"}, context=after(weight_kg="16.0")) == [
        ("weight_kg", "query", "field_slip_since"),
    ]


@pytest.mark.parametrize(("typed", "asked"), [("160", True), ("45.1", True), ("45", False), ("16.2", False),
                                              ("8", False), ("7.9", True), ("1.62", True)])
def test_that_the_weight_of_a_child_of_four_is_held_against_her_age(typed: str, asked: bool) -> None:
    values = {"measured_at": "2026-11-20 09:00", "weight_kg": typed}
    assert found("vital_signs", values) == [("weight_kg", "query", "field_unlike_age")] * asked


def test_that_age_is_counted_on_the_day_of_measuring() -> None:
    born_16_years_ago = replace(KNOWN, born=date(2010, 11, 21))
    assert found("vital_signs", {"measured_at": "2026-11-21 09:00", "weight_kg": "120"}, context=born_16_years_ago) == [
        ("weight_kg", "query", "field_unusual"),
    ]


def test_that_a_weight_is_not_held_against_an_unknown_age() -> None:
    assert found("vital_signs", {"weight_kg": "100"}, context=CheckContext(TODAY)) == []


@given(st.integers(0, 30 * 365), st.sampled_from(["weight_kg", "height_cm"]))
def test_that_there_is_a_range_for_every_age_and_ranges_only_rise(days: int, key: str) -> None:
    born = date(2000, 1, 1)
    now = usual_for_age(key, born, date.fromordinal(born.toordinal() + days))
    later = usual_for_age(key, born, date.fromordinal(born.toordinal() + days + 365))
    assert now is not None
    assert later is not None
    assert now[0] <= later[0] < later[1]
    assert now[1] <= later[1]


@pytest.mark.parametrize(("typed", "asked"), [("4.9", True), ("5", False), ("800", False), ("800.1", True),
                                              ("<5", True), ("<6", False), (">900", True)])
def test_that_a_value_outside_its_usual_range_is_asked_about(typed: str, asked: bool) -> None:
    assert found("laboratory", {"plt": typed}) == [("plt", "query", "field_unusual")] * asked


def test_that_the_usual_range_holds_in_another_unit() -> None:
    assert found("laboratory", {"hb": "10.4", "hb_unit": "g/dL"}) == []
    assert found("laboratory", {"hb": "10.4"}) == [("hb", "query", "field_unusual")]


# Reference limits and units


@pytest.mark.parametrize(("lln", "uln", "expected"), [
    ("0", "0", [("alt_uln", "query", "field_uln_zero")]),
    ("31", "30", [("alt_lln", "query", "field_limits_crossed")]),
    ("30", "30", [("alt_lln", "query", "field_limits_crossed")]),
    ("29", "30", []), ("", "30", []), ("7", "", []),
])
def test_that_reference_limits_are_held_against_each_other(
    lln: str, uln: str, expected: list[tuple[str, str, str]]
) -> None:
    assert found("laboratory", {"alt": "24", "alt_lln": lln, "alt_uln": uln}) == expected


def test_that_a_result_without_a_usual_unit_needs_its_unit() -> None:
    assert found("laboratory", {"vma": "3.1"}) == [("vma_unit", "query", "field_unit_missing")]
    assert found("laboratory", {"alt": "24", "alt_unit": ""}) == [("alt_unit", "query", "field_unit_missing")]
    assert found("laboratory", {"pt": "12", "pt_unit": " "}) == [("pt_unit", "query", "field_unit_missing")]
    assert found("laboratory", {"inr": "1.1", "inr_unit": ""}) == []
    assert found("laboratory", {"vma": "3.1", "vma_unit": "mg/24 h"}) == []


@pytest.mark.parametrize("unit", ["10^9/L", "×10⁹/L", "G/L", "10⁹/L"])
def test_that_spellings_of_a_unit_are_known(unit: str) -> None:
    assert found("laboratory", {"anc": "2.3", "anc_unit": unit}) == []


@pytest.mark.parametrize(("uln", "unit", "asked"), [
    ("75", "µmol/L", False), ("75.1", "µmol/L", True), ("0.8", "mg/dL", False), ("1.2", "mg/dL", True),
])
def test_that_an_adult_limit_of_creatinine_on_a_childs_report_is_asked_about(uln: str, unit: str, asked: bool) -> None:
    value = "0.4" if unit == "mg/dL" else "35"
    values = {"sampled_on": "2026-11-20", "crea": value, "crea_unit": unit, "crea_uln": uln}
    assert found("laboratory", values) == [("crea_uln", "query", "field_adult_limit")] * asked


def test_that_an_adult_limit_is_right_for_a_girl_of_15() -> None:
    assert found("laboratory", {"crea": "60", "crea_uln": "97"}, context=replace(KNOWN, born=date(2011, 1, 1))) == []


# Dates


@pytest.mark.parametrize(("typed", "asked"), [("2026-11-22", False), ("2026-11-23", True)])
def test_that_a_day_after_today_is_asked_about(typed: str, asked: bool) -> None:
    assert found("laboratory", {"sampled_on": typed}) == [("sampled_on", "query", "field_future")] * asked


@pytest.mark.parametrize(("typed", "asked"), [("2026", False), ("2026-11", False), ("2026-12", True), ("2027", True)])
def test_that_a_partial_date_is_in_the_future_only_when_all_of_it_is(typed: str, asked: bool) -> None:
    assert found("diagnosis", {"diagnosed_on": typed}) == [("diagnosed_on", "query", "field_future")] * asked


def test_that_a_planned_day_may_lie_ahead() -> None:
    assert found("screening", {"planned_first_infusion_on": "2026-12-01"}) == []


@pytest.mark.parametrize(("typed", "asked"), [("2022-08-31", True), ("2022-09-01", False), ("2022", False),
                                              ("2022-08", True), ("2021", True)])
def test_that_a_day_before_birth_is_asked_about(typed: str, asked: bool) -> None:
    assert found("diagnosis", {"diagnosed_on": typed}) == [("diagnosed_on", "query", "field_before_birth")] * asked


@pytest.mark.parametrize(("day", "at", "expected"), [
    ("2026-11-17", "08:40", [("sampled_on", "query", "field_before_consent")]),
    ("2026-11-18", "09:09", [("sampled_at", "query", "field_before_consent")]),
    ("2026-11-18", "09:10", []), ("2026-11-18", "", []), ("2026-11-19", "07:00", []),
])
def test_that_a_sample_before_consent_is_asked_about_once(
    day: str, at: str, expected: list[tuple[str, str, str]]
) -> None:
    assert found("laboratory", {"sampled_on": day, "sampled_at": at}) == expected


@pytest.mark.parametrize(("typed", "asked"), [("2026-11-18 09:09", True), ("2026-11-18 09:10", False)])
def test_that_a_first_procedure_before_consent_is_asked_about(typed: str, asked: bool) -> None:
    expected = [("first_procedure_at", "query", "field_before_consent")] * asked
    assert found("screening", {"first_procedure_at": typed}) == expected


def test_that_history_lies_before_consent_by_nature() -> None:
    row = {"drug": "环磷酰胺", "last_dose_on": "2026-10-01"}
    assert found("prior_therapy", {"chemotherapy_given": "yes"}, {"chemotherapy": [row]}) == []
    values = {"diagnosed_on": "2024-03", "marrow_involved": "no", "marrow_examined_on": "2026-11-01"}
    assert found("diagnosis", values) == []


def test_that_a_participant_of_26_is_asked_about() -> None:
    assert found("demographics", {"birth_date": "2000-11-22"}) == [("birth_date", "query", "field_age_strange")]
    assert found("demographics", {"birth_date": "2000-11-23"}) == []


@pytest.mark.parametrize(("first", "last", "asked"), [
    ("2026-05-02", "2026-05-01", True), ("2026-05-01", "2026-05-01", False), ("2026-05", "2026-05-01", False),
    ("2026-05", "2026-04", True), ("2026", "2026-04", False),
])
def test_that_an_end_before_its_start_is_asked_about_in_its_row(first: str, last: str, asked: bool) -> None:
    rows = {"chemotherapy": [{}, {"started_on": first, "last_dose_on": last}]}
    expected = [("chemotherapy[1].last_dose_on", "query", "field_earlier_than")] * asked
    assert found("prior_therapy", {"chemotherapy_given": "yes"}, rows) == expected


def test_that_rows_recorded_against_an_answer_of_no_cannot_be_saved_and_are_not_checked_one_by_one() -> None:
    rows = {"chemotherapy": [{"last_dose_on": "2026-02-30"}]}
    expected = [("chemotherapy_given", "error", "field_rows_contradict")]
    assert found("prior_therapy", {"chemotherapy_given": "no"}, rows) == expected
    assert found("prior_therapy", {"chemotherapy_given": "no"}, {"chemotherapy": []}) == []


def test_that_rows_whose_question_is_not_answered_at_all_are_no_contradiction() -> None:
    assert found("prior_therapy", {}, {"chemotherapy": [{"drug": "环磷酰胺"}]}) == []


@pytest.mark.parametrize(
    ("label", "asked"), [("D-010", False), ("d-010 ", False), ("D-011", True), ("D-01", True), ("", False)]
)
def test_that_a_bag_labelled_for_another_participant_is_asked_about(label: str, asked: bool) -> None:
    values = {"given": "yes", "label_code": label}
    expected = [("label_code", "query", "field_label_differs")] * asked
    assert found("infusion", values, context=replace(KNOWN, participant="D-010")) == expected


def test_that_an_infusion_does_not_end_before_it_starts() -> None:
    values = {"given": "yes", "started_at": "10:00", "ended_at": "09:30"}
    assert found("infusion", values) == [("ended_at", "query", "field_earlier_than")]


def test_that_answers_are_held_against_each_other_on_saving_only() -> None:
    values = {"given": "yes", "started_at": "10:00", "ended_at": "09:30", "viability_percent": "101"}
    assert found("infusion", values, context=replace(KNOWN, stage="leave")) == [
        ("viability_percent", "error", "field_above_hundred"),
    ]


# Performance scores


@pytest.mark.parametrize(("born", "scale", "right"), [
    (date(2010, 11, 21), "lansky", None), (date(2010, 11, 20), "lansky", "Karnofsky"),
    (date(2010, 11, 20), "karnofsky", None), (date(2010, 11, 21), "karnofsky", "Lansky"),
])
def test_that_the_scale_is_that_of_the_age_on_the_day_of_assessment(born: date, scale: str, right: str | None) -> None:
    values = {"assessed_on": "2026-11-20", "scale": scale}
    context = replace(KNOWN, born=born)
    assert found("performance", values, context=context) == [("scale", "query", "field_wrong_scale")] * bool(right)
    for finding in check(FORMS["performance"], values, {}, context):
        assert finding.reason.arguments["scale"] == right


def test_that_a_living_child_has_no_karnofsky_score_of_0() -> None:
    assert found("performance", {"scale": "karnofsky", "karnofsky_score": "0"}) == [
        ("karnofsky_score", "error", "field_karnofsky_zero"),
    ]


def test_that_a_lansky_score_of_0_is_asked_about() -> None:
    assert found("performance", {"scale": "lansky", "lansky_score": "0"}) == [
        ("lansky_score", "query", "field_lansky_zero"),
    ]


# Answers against each other


@pytest.mark.parametrize(("form", "any_", "intravenous"), [
    ("medical_history", "active_infection", "intravenous_treatment"),
    ("infusion", "infection_treatment_today", "intravenous_infection_today"),
])
def test_that_no_infection_cannot_need_intravenous_treatment(form: str, any_: str, intravenous: str) -> None:
    assert found(form, {any_: "no", intravenous: "yes"}) == [(intravenous, "error", "field_infection_contradicts")]
    assert found(form, {any_: "yes", intravenous: "yes"}) == []


def test_that_the_two_persons_who_check_differ() -> None:
    values = {"given": "yes", "checked_by_1": "护士甲", "checked_by_2": "护士甲"}
    assert found("infusion", values) == [("checked_by_2", "query", "field_same_person")]


@pytest.mark.parametrize(("ended", "asked"), [("18:00", False), ("18:01", True)])
def test_that_a_product_is_infused_before_it_expires(ended: str, asked: bool) -> None:
    values = {"given": "yes", "infused_on": "2026-11-20", "ended_at": ended, "expires_at": "2026-11-20 18:00"}
    assert found("infusion", values) == [("expires_at", "query", "field_expired")] * asked


def test_that_a_product_that_expired_the_day_before_is_asked_about() -> None:
    values = {"given": "yes", "infused_on": "2026-11-20", "expires_at": "2026-11-19 18:00"}
    assert found("infusion", values) == [("expires_at", "query", "field_earlier_than")]


@pytest.mark.parametrize(("cells", "asked"), [("20", False), ("200", True), ("2000", True), ("60", False)])
def test_that_a_dose_ten_times_off_is_asked_about(cells: str, asked: bool) -> None:
    values = {"given": "yes", "total_cells_e6": cells, "viability_percent": "90", "nk_percent": "95",
              "weight_kg": "16.0", "planned_dose_e6_per_kg": "1.0"}
    assert found("infusion", values) == [("total_cells_e6", "query", "field_dose_slip")] * asked


def test_that_no_more_is_given_than_was_prepared() -> None:
    values = {"given": "yes", "volume_prepared_ml": "50", "volume_given_ml": "50.1"}
    assert found("infusion", values) == [("volume_given_ml", "query", "field_above_other")]


def test_that_diastolic_pressure_lies_below_systolic() -> None:
    assert found("vital_signs", {"systolic_mmhg": "58", "diastolic_mmhg": "96"}) == [
        ("diastolic_mmhg", "query", "field_above_other"),
    ]
    assert found("infusion", {"given": "yes"}, {"vitals": [{"systolic_mmhg": "58", "diastolic_mmhg": "96"}]}) == [
        ("vitals[0].diastolic_mmhg", "query", "field_above_other"),
    ]


def test_that_parts_are_held_against_their_whole_in_one_unit() -> None:
    assert found("laboratory", {"anc": "2.3", "wbc": "2.2"}) == [("anc", "query", "field_above_other")]
    assert found("laboratory", {"anc": "2.3", "wbc": "5600", "wbc_unit": "/µL"}) == []
    assert found("laboratory", {"tbil": "9.8", "dbil": "9.9"}) == [("dbil", "query", "field_above_other")]


@pytest.mark.parametrize(("printed", "asked"), [("1.20", False), ("1.30", False), ("1.31", True), ("1.09", True)])
def test_that_a_printed_count_is_held_against_the_differential(printed: str, asked: bool) -> None:
    values = {"wbc": "4.0", "anc": printed, "neutrophil_segmented_percent": "25", "neutrophil_band_percent": "5"}
    assert found("laboratory", values) == [("anc", "query", "field_anc_differs")] * asked


def test_that_a_differential_does_not_exceed_100_percent() -> None:
    values = {"neutrophil_segmented_percent": "90", "neutrophil_band_percent": "10.1"}
    assert found("laboratory", values) == [("neutrophil_band_percent", "query", "field_sum_above_hundred")]


@pytest.mark.parametrize(("printed", "asked"), [("413", False), ("403.2", False), ("403", True), ("424", True)])
def test_that_a_printed_qtc_is_held_against_its_formula(printed: str, asked: bool) -> None:
    values = {"qt_ms": "320", "heart_rate_per_min": "100", "qtc_printed_ms": printed, "qtc_formula": "bazett"}
    assert found("ecg_echo", values) == [("qtc_printed_ms", "query", "field_qtc_differs")] * asked


def test_that_a_qt_interval_asks_for_the_sex() -> None:
    assert found("ecg_echo", {"qt_ms": "320"}, context=replace(KNOWN, sex="")) == [
        ("qt_ms", "query", "field_sex_needed"),
    ]


def test_that_two_mothers_are_asked_about() -> None:
    values = {"guardian_relation": "mother", "second_guardian_signed": "yes", "second_guardian_relation": "mother"}
    assert found("consent", values) == [("second_guardian_relation", "query", "field_same_as")]


# All of them


def test_that_findings_stand_in_form_order() -> None:
    values = {"hiv_ab": "?", "sampled_on": "2027-01-01", "plt": "4,8", "anc": "-1"}
    assert [key for key, _, _ in found("laboratory", values)] == ["sampled_on", "anc", "plt", "hiv_ab"]


@given(st.data())
def test_that_checking_never_raises_for_data_and_every_finding_can_be_said(data: st.DataObject) -> None:
    definition = data.draw(st.sampled_from(list(FORMS.values())))
    typed = st.one_of(
        st.text(max_size=12), st.sampled_from(["yes", "no", "2026-11-22", "2026-11", "2026-11-22 08:40", "08:40", "0"]),
        st.decimals(-10**9, 10**9, places=2).map(str), st.sampled_from(["lansky", "karnofsky", "bazett", "mg/dL"]),
    )
    values = {key: data.draw(typed) for key in definition.stored_keys}
    rows = {
        field.key: [{key: data.draw(typed) for column in field.columns for key in column.stored_keys}]
        for field in definition.fields if field.kind is Kind.ROWS
    }
    context = replace(KNOWN, previous={key: (data.draw(typed), None) for key in definition.stored_keys})
    for finding in check(definition, values, rows, context):
        for language in Language:
            assert explain(finding.reason, FORMS, language)


def test_that_times_are_whole_numbers_rounded_half_up() -> None:
    finding = only("laboratory", {"alt": "348.5"}, after(alt="41"))
    assert finding.reason.arguments["times"] == int(Decimal("8.5").to_integral_value(rounding="ROUND_HALF_UP"))
