from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ucbnk_desktop.protocol.ctcae import VERSIONS, Grade, _ladder, grade, grade_dipstick, grades
from ucbnk_desktop.protocol.facts import LabResult
from ucbnk_desktop.protocol.quantity import Quantity

LIMITS: dict[str, tuple[str, str | None, str | None]] = {
    "anc": ("10^9/L", "1.8", "6.3"), "plt": ("10^9/L", "125", "350"), "hb": ("g/L", "110", "146"),
    "wbc": ("10^9/L", "4.3", "11.3"), "lym": ("10^9/L", "1.5", "4.6"), "tbil": ("µmol/L", None, "20"),
    "crea": ("µmol/L", "20", "40"), "alt": ("U/L", None, "40"), "ast": ("U/L", None, "40"), "ggt": ("U/L", None, "40"),
    "alp": ("U/L", None, "300"), "alb": ("g/L", "39", "54"), "inr": ("", "0.8", "1.2"), "aptt": ("s", "25", "40"),
    "fib": ("g/L", "2.0", "4.0"), "k": ("mmol/L", "3.7", "5.3"), "na": ("mmol/L", "135", "145"),
    "ca_corrected": ("mmol/L", "2.1", "2.8"), "ica": ("mmol/L", "1.1", "1.35"), "mg": ("mmol/L", "0.7", "1.1"),
    "glu": ("mmol/L", "3.9", "6.1"), "qtc": ("ms", None, None), "lvef": ("%", None, None),
    "upro_24h": ("g/24 h", None, "0.15"), "upcr": ("g/g", None, "0.2"),
}  # fmt: skip


def result(analyte: str, value: str) -> LabResult:
    unit, lln, uln = LIMITS[analyte]
    return LabResult(Quantity.parse(value), unit, Decimal(lln) if lln else None, Decimal(uln) if uln else None)


def graded(analyte: str, value: str, version: str = "5.0", **more: Any) -> Grade | None:
    return grade(analyte, result(analyte, value), version=version, **more)


def seen(found: Grade | None) -> str:
    """The grade as one sign: `2`, `2+` at least, `?` undefined, `!` the clinical part alone, `-` none at all."""
    if found is None:
        return "-"
    if found.undefined:
        return "?"
    return "!" if found.number is None else f"{found.number}{'+' if found.at_least else ''}"


def test_that_a_baseline_is_never_graded_against_itself() -> None:
    first = result("alt", "150")
    assert seen(grade("alt", first, version="5.0", baseline=first)) == "2"
    assert seen(grade("alt", result("alt", "150"), version="5.0", baseline=first)) == "0"


def test_that_a_baseline_in_another_unit_is_converted_first() -> None:
    before = LabResult(Quantity.parse("0.4"), "mg/dL", Decimal("0.2"), Decimal("0.5"))
    assert seen(graded("crea", "39", baseline=before)) == "0"
    assert seen(graded("crea", "53.1", baseline=before)) == "2"


def test_that_a_baseline_that_cannot_be_compared_leaves_the_grade_open() -> None:
    before = LabResult(Quantity.parse("1"), "drops", None, Decimal(2))
    assert seen(graded("crea", "45", baseline=before)) == "1+"
    assert seen(graded("crea", "39", baseline=before)) == "-"
    assert seen(graded("fib", "1.9", baseline=before)) == "-"
    assert seen(graded("fib", "0.4", baseline=before)) == "4"


def test_that_a_baseline_without_upper_limit_leaves_an_enzyme_ungraded() -> None:
    before = LabResult(Quantity.parse("100"), "U/L")
    assert seen(graded("alt", "150", baseline=before)) == "-"
    assert seen(graded("alt", "40", baseline=before)) == "0"


@pytest.mark.parametrize(
    ("analyte", "value", "expected"),
    [("anc", "0.4", "4"), ("anc", "1.2", "2"), ("anc", "1.6", "-"), ("anc", "5", "-"), ("plt", "60", "2"),
     ("plt", "90", "-"), ("hb", "79", "3+"), ("k", "6.5", "3"), ("k", "4.0", "-"), ("na", "119", "4"),
     ("tbil", "500", "-"), ("alt", "5000", "-"), ("inr", "1.6", "2"), ("fib", "0.4", "4"),
     ("fib", "0.6", "-"), ("upcr", "0.6", "2")],
)  # fmt: skip
def test_that_without_limits_only_a_fixed_limit_proves_a_grade(analyte: str, value: str, expected: str) -> None:
    bare = LabResult(Quantity.parse(value), LIMITS[analyte][0])
    assert seen(grade(analyte, bare, version="5.0")) == expected


def test_that_a_limit_on_one_side_proves_as_much_as_it_can() -> None:
    potassium = LabResult(Quantity.parse("3.6"), "mmol/L", Decimal("3.7"), None)
    assert seen(grade("k", potassium, version="5.0")) == "1+"
    glucose = LabResult(Quantity.parse("7.0"), "mmol/L", None, Decimal("6.1"))
    assert seen(grade("glu", glucose, version="5.0")) == "-"


def test_that_a_gap_and_a_clinical_part_stand_one_above_the_last_grade() -> None:
    heights = {text: [step.height for step in _ladder(text)] for text in (
        "<lln=1 <130=? <=129=2+ <125=? <=124=3", "<50=? <=49=!", ">uln=! >13.9=3 >20=?", ">uln=2 >3uln=? >4uln=!",
    )}
    assert list(heights.values()) == [[1, 2, 2, 3, 3], [1, 1], [1, 3, 4], [2, 3, 3]]


def test_that_creatinine_without_upper_limit_is_at_least_what_the_baseline_proves() -> None:
    bare = LabResult(Quantity.parse("95"), "µmol/L")
    assert seen(grade("crea", bare, version="5.0", baseline=result("crea", "30"))) == "3+"


@pytest.mark.parametrize(
    ("analyte", "unit"),
    [("anc", ""), ("anc", "%"), ("alt", ""), ("hb", "mmol/L"), ("ca", "mmol/L"), ("nse", "µg/L"), ("qtc", "s")],
)
def test_that_without_a_known_unit_or_term_there_is_no_grade(analyte: str, unit: str) -> None:
    odd = LabResult(Quantity.parse("0.1"), unit, Decimal(1), Decimal(2))
    assert grade(analyte, odd, version="5.0") is None


def test_that_an_upper_limit_of_zero_is_no_limit() -> None:
    assert grade("alt", LabResult(Quantity.parse("30"), "U/L", None, Decimal(0)), version="5.0") is None


@pytest.mark.parametrize(
    ("analyte", "value", "expected"),
    [("anc", "<0.5", "4"), ("anc", "<0.6", "3+"), ("anc", "<1.6", "1+"), ("anc", "<1.9", "-"), ("alt", ">500", "3+"),
     ("alt", ">1000", "4"), ("alt", "<5", "0"), ("tbil", "<=20", "0"), ("tbil", "<21", "-"), ("na", ">129", "-"),
     ("upro_24h", "<0.1", "0")],
)  # fmt: skip
def test_that_a_qualified_value_is_graded_as_far_as_all_of_it_agrees(analyte: str, value: str, expected: str) -> None:
    assert seen(graded(analyte, value)) == expected


@pytest.mark.parametrize(
    ("analyte", "value", "unit", "limits", "expected"),
    [
        ("ca_corrected", "8.0", "mg/dL", ("8.5", "10.5"), "1"),
        ("ca_corrected", "7.9", "mg/dL", ("8.5", "10.5"), "2"),
        ("mg", "1.2", "mg/dL", ("1.5", "2.5"), "1"),
        ("glu", "54", "mg/dL", ("70", "110"), "2"),
        ("hb", "7.9", "g/dL", ("11.0", "14.6"), "3+"),
        ("hb", "8.0", "g/dL", ("11.0", "14.6"), "2+"),
        ("anc", "999", "/µL", ("1800", "6300"), "3"),
        ("anc", "1.7", "10^3/µL", ("1.8", "6.3"), "1"),
        ("plt", "7.49", "万/µL", ("12.5", "35"), "2"),
        ("crea", "0.5", "mg/dL", ("0.2", "0.45"), "1"),
        ("fib", "49", "mg/dL", ("200", "400"), "4"),
        ("alt", "41", "IU/L", ("9", "40"), "1"),
    ],
)
def test_that_a_value_is_graded_in_the_unit_reported(
    analyte: str, value: str, unit: str, limits: tuple[str, str], expected: str
) -> None:
    lln, uln = map(Decimal, limits)
    assert seen(grade(analyte, LabResult(Quantity.parse(value), unit, lln, uln), version="5.0")) == expected


def test_that_an_infants_normal_count_is_grade_2_within_its_reference_interval() -> None:
    infant = LabResult(Quantity.parse("1.2"), "10^9/L", Decimal("1.0"), Decimal("8.5"))
    assert grade("anc", infant, version="5.0") == Grade(2, within_reference=True)


def test_that_a_creatinine_above_a_low_baseline_is_grade_2_within_its_reference_interval() -> None:
    assert graded("crea", "35", baseline=result("crea", "20")) == Grade(2, within_reference=True)
    assert graded("crea", "35", "6.0", baseline=result("crea", "20")) == Grade(0, within_reference=True)


def test_that_a_low_count_is_not_within_its_reference_interval() -> None:
    assert graded("anc", "1.79") == Grade(1)


def test_that_under_an_anticoagulant_an_inr_without_baseline_has_no_grade() -> None:
    assert graded("inr", "2.4", anticoagulated=True) is None


@pytest.mark.parametrize(
    ("version", "child", "expected"),
    [("5.0", True, "0 0 1 ? ? ?"), ("6.0", True, "0 0 1 2 2 3"), ("5.0", False, "0 0 1 2 2 3")],
)
def test_that_the_dipstick_of_a_child_is_defined_since_version_6(version: str, child: bool, expected: str) -> None:
    codes = ("neg", "trace", "1", "2", "3", "4")
    assert " ".join(seen(grade_dipstick(code, version=version, child=child)) for code in codes) == expected


def test_that_a_dipstick_is_a_childs_unless_it_is_said_to_be_an_adults() -> None:
    assert seen(grade_dipstick("2", version="5.0")) == "?"


def test_that_a_dipstick_answer_of_no_code_has_no_grade() -> None:
    assert grade_dipstick("[not_done]", version="5.0") is None


@pytest.mark.parametrize("version", ["4.03", "5", "v5.0"])
def test_that_an_unknown_version_is_refused(version: str) -> None:
    with pytest.raises(ValueError, match=version):
        graded("anc", "1.0", version)
    with pytest.raises(ValueError, match=version):
        grade_dipstick("1", version=version)


VALUES = st.decimals(min_value="0.01", max_value=2000, places=2)
ONE_SIDED = ["anc", "plt", "hb", "wbc", "lym", "tbil", "crea", "alt", "ggt", "alp", "alb", "inr", "aptt", "fib"]
FALLING = {"anc", "plt", "hb", "wbc", "lym", "alb", "fib"}


@given(st.sampled_from(ONE_SIDED), st.sampled_from(VERSIONS), VALUES, VALUES)
def test_that_a_worse_value_is_never_graded_milder(analyte: str, version: str, one: Decimal, other: Decimal) -> None:
    better, worse = sorted((one, other), reverse=analyte in FALLING)
    milder, graver = (graded(analyte, str(value), version) for value in (better, worse))
    assert milder is not None
    assert graver is not None
    assert (milder.number or 0) <= (graver.number or 0)


@given(st.sampled_from(sorted(LIMITS)), st.sampled_from(VERSIONS), VALUES)
def test_that_a_complete_result_always_gets_an_answer(analyte: str, version: str, value: Decimal) -> None:
    found = graded(analyte, str(value), version)
    assert found is not None
    assert found.number is not None or found.undefined is not found.at_least
    assert found.open is found.at_least


@given(st.sampled_from(sorted(LIMITS)), st.sampled_from(VERSIONS), VALUES, st.sampled_from(["lln", "uln"]))
def test_that_a_missing_limit_never_changes_a_grade_into_another(
    analyte: str, version: str, value: Decimal, lost: str
) -> None:
    full = result(analyte, str(value))
    lacking = LabResult(full.quantity, full.unit, *((None, full.uln) if lost == "lln" else (full.lln, None)))
    whole, part = grade(analyte, full, version=version), grade(analyte, lacking, version=version)
    assert whole is not None
    if part is not None and part.number is not None and not part.at_least:
        assert part.number == whole.number


def compared(analyte: str, value: str, version: str, was: LabResult) -> str:
    return seen(graded(analyte, value, version, baseline=was))


def enzyme(value: str, uln: str | None = "40", unit: str = "U/L") -> LabResult:
    return LabResult(Quantity.parse(value), unit, None, Decimal(uln) if uln else None)


@pytest.mark.parametrize(("was", "expected"), [
    (enzyme("310", "300"), "0"), (enzyme("200", "300"), "1"), (enzyme(">310", "300"), "-"),
    (enzyme("310", "300", "nkat/L"), "-"),
])
def test_that_alkaline_phosphatase_is_held_against_the_higher_of_limit_and_baseline(
    was: LabResult, expected: str
) -> None:
    assert compared("alp", "305", "6.0", was) == expected


@pytest.mark.parametrize(("was", "expected"), [
    (enzyme("180"), "3"), (enzyme("200"), "3"), (enzyme("201"), "?"),
    (enzyme("200", None), "-"), (enzyme("<100"), "-"), (enzyme(">100"), "-"),
])
def test_that_a_transaminase_is_held_against_its_baseline_by_how_high_that_was(was: LabResult, expected: str) -> None:
    value = was.quantity.magnitude * Decimal("2.5")
    assert compared("alt", str(value), "6.0", was) == expected


def test_that_a_baseline_without_lower_limit_leaves_fibrinogen_ungraded() -> None:
    assert compared("fib", "1.2", "5.0", LabResult(Quantity.parse("1.1"), "g/L")) == "-"


def test_that_a_qualified_value_in_a_gap_of_the_version_has_no_grade() -> None:
    assert seen(graded("na", "<129.5")) == "-"


@pytest.mark.parametrize(("analyte", "value", "version"), [("glu", "7.0", "5.0"), ("lvef", "48", "6.0")])
def test_that_a_clinical_grade_is_open(analyte: str, value: str, version: str) -> None:
    found = graded(analyte, value, version)
    assert found is not None
    assert (found.number, found.open, found.undefined) == (None, True, False)


@pytest.mark.parametrize(("value", "lln", "uln", "within"), [
    ("25", "20", "50", True), ("25", None, "50", True), ("25", "20", None, True), ("25", None, None, False),
    ("25", "26", "50", False), ("25", "10", "24", False), ("<25", None, "50", True),
])
def test_that_a_grade_says_whether_the_report_calls_the_value_normal(
    value: str, lln: str | None, uln: str | None, within: bool
) -> None:
    low, high = (Decimal(limit) if limit else None for limit in (lln, uln))
    found = grade("alb", LabResult(Quantity.parse(value), "g/L", low, high), version="5.0")
    assert found is not None
    assert found.number == 2
    assert found.within_reference is within


def test_that_several_results_of_one_report_are_graded_each_against_its_own_baseline() -> None:
    def result(value: str, uln: str) -> LabResult:
        return LabResult(Quantity.parse(value), "U/L", None, Decimal(uln))

    results, before = {"alt": result("150", "40"), "ast": result("30", "40")}, {"alt": result("100", "40")}
    together = grades(results, version="5.0", baseline=before, child=True)
    assert together == {
        key: grade(key, one, version="5.0", baseline=before.get(key), child=True) for key, one in results.items()
    }
    assert [one.number for one in together.values() if one is not None] == [1, 0]
