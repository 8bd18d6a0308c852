"""What is graded on the forms of results, how a computed number is told, and what is not graded for which reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

import pytest

from tests.helpers.study_clock import TODAY
from ucbnk_desktop import places
from ucbnk_desktop.casebook import Casebook, Grading
from ucbnk_desktop.casebook.grading import GradingRules, derived, told
from ucbnk_desktop.forms.answers import entry_of
from ucbnk_desktop.forms.definition import Kind
from ucbnk_desktop.forms.loader import read_forms
from ucbnk_desktop.paper.print_data import Sheet
from ucbnk_desktop.wording import Language

FORMS = read_forms(places.forms())
NOT_GRADED = {
    "dbil": "CTCAE grades total bilirubin", "pt": "CTCAE grades INR and APTT", "ldh": "no limits in the domain's table",
    "urea": "no term of its own", "ua": "graded by its consequences", "phos": "graded by the treatment it needs",
    "hbv_dna": "no toxicity", "ferritin": "a marker", "nse": "a marker", "vma": "a marker", "hva": "a marker",
}
CALCIUM = {"ca": "1.84", "ca_unit": "mmol/L", "ca_lln": "2.1", "ca_uln": "2.6", "alb": "31", "alb_unit": "g/L"}
ECG = {"ecg_on": "2026-11-20", "heart_rate_per_min": "100", "qt_ms": "400"}


def graded(form: str, values: Mapping[str, str], grading: GradingRules) -> Mapping[str, Grading]:
    return derived(FORMS[form], values, grading, today=TODAY)


def grades(form: str, values: Mapping[str, str], grading: GradingRules) -> dict[str, str]:
    return {key: one.grade for key, one in graded(form, values, grading).items()}


def said(form: str, values: Mapping[str, str], grading: GradingRules) -> str:
    return told(graded(form, values, grading)).in_(Language.EN)


def test_that_every_result_of_the_laboratory_form_is_graded_or_is_known_not_to_be() -> None:
    def values(key: str, unit: str) -> dict[str, str]:
        sizes = {"ca": "2.3", "mg": "0.8", "inr": "1.1", "upro_24h": "0.1", "upcr": "0.1", "hb": "110", "na": "140",
                 "alb": "40", "wbc": "7", "crea": "40", "aptt": "30"}
        value = sizes.get(key, "5")
        beside = {"alb": "40", "alb_unit": "g/L"} if key == "ca" else {}
        limits = {f"{key}_lln": "0.01", f"{key}_uln": str(Decimal("1.2") * Decimal(value))}
        return {**beside, key: value, f"{key}_unit": unit, **limits}

    results = [field for field in FORMS["laboratory"].fields if field.kind is Kind.LAB]
    none = {
        field.key for field in results
        if not any(
            grades("laboratory", values(field.key, field.unit), GradingRules(version, child=child)).get(field.key)
            for version in ("5.0", "6.0") for child in (True, False)
        )
    }
    assert none == set(NOT_GRADED)


@pytest.mark.parametrize(("values", "grade"), [
    ({}, "2"), ({"alb": "30"}, "1"), ({"alb": "40"}, "2"), ({"ca": "1.81"}, "2"), ({"ca": "2.00", "alb": "40"}, "1"),
    ({"ca": "1.99", "alb": "40"}, "2"), ({"ca": "2.80", "alb": "40"}, "1"), ({"ca": "2.80", "alb": "34"}, "2"),
    ({"ca": "2.3", "alb": "40"}, "0"),
])
def test_that_total_calcium_is_graded_as_corrected_by_albumin(values: dict[str, str], grade: str) -> None:
    assert grades("laboratory", {**CALCIUM, "ca": "1.81", **values}, GradingRules("5.0"))["ca"] == grade


def test_that_the_correction_names_its_formula_and_its_numbers() -> None:
    assert said("laboratory", CALCIUM, GradingRules("5.0")) == (
        "Calcium corrected by albumin (Payne 1973): 1.84 + 0.02 × (40 − 31) = 2.02 mmol/L; CTCAE 5.0: grade 1"
    )


def test_that_calcium_in_milligrams_is_graded_in_milligrams() -> None:
    values = {"ca": "8.0", "ca_unit": "mg/dL", "ca_lln": "8.5", "ca_uln": "10.5", "alb": "40", "alb_unit": "g/L"}
    assert grades("laboratory", values, GradingRules("5.0"))["ca"] == "1"
    assert grades("laboratory", {**values, "ca": "7.9"}, GradingRules("5.0"))["ca"] == "2"


@pytest.mark.parametrize("albumin", [{"alb": ""}, {"alb": "[not_done] 未查"}, {"alb": "<30"}, {"alb": "410"}])
def test_that_calcium_without_an_albumin_is_not_graded_and_that_this_is_said(albumin: dict[str, str]) -> None:
    values = {**CALCIUM, **albumin}
    assert grades("laboratory", values, GradingRules("5.0"))["ca"] == ""
    assert "not graded" in said("laboratory", values, GradingRules("5.0"))


@pytest.mark.parametrize(("code", "version", "child", "grade"), [
    ("neg", "5.0", True, "0"), ("trace", "5.0", True, "0"), ("1", "5.0", True, "1"), ("2", "5.0", True, "?"),
    ("2", "5.0", False, "2"), ("4", "5.0", False, "3"), ("2", "6.0", True, "2"), ("4", "6.0", True, "3"),
])
def test_that_the_dipstick_is_graded(code: str, version: str, child: bool, grade: str) -> None:
    found = graded("laboratory", {"upro_dip": code}, GradingRules(version, child=child))["upro_dip"]
    assert found.grade == grade
    assert ("not defined" in found.note.en) is (grade == "?")


def test_that_protein_of_24_hours_is_graded() -> None:
    values = {"upro_24h": "1.2", "upro_24h_unit": "g/24 h", "upro_24h_uln": "0.15"}
    assert grades("laboratory", values, GradingRules("5.0", child=False))["upro_24h"] == "2"
    assert grades("laboratory", values, GradingRules("5.0"))["upro_24h"] == "?"


@pytest.mark.parametrize(("rule", "grade", "name"), [
    ("bazett", "≥3", "QTc Bazett 516.4 ms"), ("fridericia", "≥1", "QTc Fridericia 474.3 ms"),
    ("worse_of_bazett_fridericia", "≥3", "QTc Bazett 516.4 ms"), ("framingham", "≥1", "QTc Framingham 461.6 ms"),
    ("machine", "", ""),
])
def test_that_the_corrected_interval_is_graded_by_the_formula_that_was_ruled(rule: str, grade: str, name: str) -> None:
    assert grades("ecg_echo", ECG, GradingRules("5.0", rule)).get("qt_ms", "") == grade
    assert name in said("ecg_echo", ECG, GradingRules("5.0", rule))


def test_that_the_printed_interval_is_graded_where_it_was_ruled_so() -> None:
    values = {**ECG, "qtc_printed_ms": "480.5"}
    assert grades("ecg_echo", values, GradingRules("5.0", "machine"))["qt_ms"] == "?"
    assert "not defined by CTCAE 5.0" in said("ecg_echo", values, GradingRules("5.0", "machine"))


def test_that_an_interval_without_a_ruling_is_not_graded_and_that_this_is_said() -> None:
    assert grades("ecg_echo", ECG, GradingRules("5.0")) == {"qt_ms": ""}
    assert "R-QTC" in said("ecg_echo", ECG, GradingRules("5.0"))


@pytest.mark.parametrize(("version", "value", "grade"), [
    ("5.0", "51", "0"), ("5.0", "50", "2"), ("5.0", "40", "2"), ("5.0", "39.5", "?"), ("5.0", "39", "3"),
    ("5.0", "19", "4"), ("6.0", "55", "0"),
])
def test_that_the_ejection_fraction_is_graded(version: str, value: str, grade: str) -> None:
    assert grades("ecg_echo", {"lvef_percent": value}, GradingRules(version))["lvef_percent"] == grade


def test_that_a_fall_from_the_baseline_raises_both_grades() -> None:
    before = {"heart_rate_per_min": "60", "qt_ms": "380", "lvef_percent": "70"}
    baseline = entry_of(FORMS["ecg_echo"], 1, before, {}, today=TODAY)
    now = {"heart_rate_per_min": "60", "qt_ms": "441", "lvef_percent": "52"}
    with_baseline = GradingRules("5.0", "bazett", baseline=baseline)
    assert grades("ecg_echo", now, GradingRules("5.0", "bazett")) == {"qt_ms": "0", "lvef_percent": "0"}
    assert grades("ecg_echo", now, with_baseline) == {"qt_ms": "≥3", "lvef_percent": "2"}


@pytest.mark.parametrize("values", [
    {"plt": "75000", "plt_unit": "10⁹/L", "plt_lln": "125"}, {"k": "48", "k_unit": "mmol/L", "k_uln": "5.3"},
    {"k": "4.8", "k_unit": "", "k_uln": "5.3"}, {"alt": "0", "alt_unit": "U/L", "alt_uln": "30"},
    {"alt": "90", "alt_unit": "U/L", "alt_lln": "40", "alt_uln": "30"},
])
def test_that_a_value_that_cannot_be_is_neither_graded_nor_put_in_a_ratio(values: dict[str, str]) -> None:
    assert graded("laboratory", values, GradingRules("5.0")) == {}


@pytest.mark.parametrize("values", [
    {**ECG, "qt_ms": "40"}, {**ECG, "heart_rate_per_min": "1000"}, {**ECG, "heart_rate_per_min": ""},
    {"lvef_percent": "0.6"}, {"lvef_percent": "0"},
])
def test_that_an_absurd_heart_is_not_graded(values: dict[str, str]) -> None:
    assert graded("ecg_echo", values, GradingRules("5.0", "bazett")) == {}


def test_that_nothing_but_ratios_is_told_while_the_version_is_not_set() -> None:
    assert graded("ecg_echo", {**ECG, "lvef_percent": "45"}, GradingRules(None, "bazett")) == {}
    found = graded("laboratory", {**CALCIUM, "upro_dip": "2"}, GradingRules(None))
    assert {key: (one.grade, one.note.en) for key, one in found.items()} == {"ca": ("", ""), "alb": ("", "")}
    assert found["ca"].times_uln == "0.71"


def test_that_the_form_tells_how_a_graded_number_was_computed(demo: Casebook) -> None:
    assert "Payne 1973" in demo.hint("D-001", "laboratory", CALCIUM).en
    assert "QTc Fridericia 474.3 ms" in demo.hint("D-001", "ecg_echo", ECG).en
    assert demo.hint("D-001", "laboratory", {}).en == ""


def test_that_paper_tells_it_too(open_copy: Callable[[], Casebook]) -> None:
    casebook = open_copy()
    casebook.store.record("D-001", "laboratory", {"sampled_on": "2026-11-20", **CALCIUM})
    sheets: tuple[Sheet, ...] = casebook.sheets("D-001", ("laboratory",))
    assert any("Payne 1973" in remark.zh for sheet in sheets for remark in sheet.remarks)


def _first_ecg(book: Casebook, code: str) -> tuple[int, dict[str, str]]:
    """The entry of heart tests that was recorded first, with an ejection fraction of 52 %."""
    entry = book.store.entries(code, "ecg_echo")[0]
    return entry.number, {**entry.values, "lvef_percent": "52"}


@pytest.mark.parametrize("code", ["D-010", "D-011", "D-012", "D-013"])
@pytest.mark.parametrize("day", ["", "2026-11-20"])
def test_that_what_is_said_beside_the_form_is_what_is_graded_on_it(demo: Casebook, code: str, day: str) -> None:
    """An entry that is corrected, its day cleared or moved past the first infusion, is no baseline of itself."""
    number, values = _first_ecg(demo, code)
    moved = {**values, "ecg_on": day}
    beside = demo.hint(code, "ecg_echo", moved, entry=number)
    assert beside == told(demo.derived(code, "ecg_echo", moved, entry=number))


def test_that_a_fall_from_its_own_value_is_not_graded_beside_the_form(demo: Casebook) -> None:
    number, values = _first_ecg(demo, "D-010")
    moved = {**values, "ecg_on": ""}
    as_new, as_corrected = (demo.hint("D-010", "ecg_echo", moved, entry=entry) for entry in (None, number))
    assert demo.derived("D-010", "ecg_echo", moved, entry=number)["lvef_percent"].grade != "2"
    assert as_new != as_corrected
