"""A laboratory result against its limit: what can be read at all, what two data say together, what one leaves open."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.helpers.pack import PACK
from tests.helpers.participants import Participant, lab
from tests.helpers.verdict_readings import codes, distinct_codes, missing
from ucbnk_desktop.protocol.criteria.e11_urine_protein import urine_protein_low
from ucbnk_desktop.protocol.criteria.e23_virology import hepatitis_b_clear
from ucbnk_desktop.protocol.criteria.i12_creatinine import creatinine_within
from ucbnk_desktop.protocol.eligibility import assess
from ucbnk_desktop.protocol.facts import Answer, Entry, Facts, LabResult, Missing, Source
from ucbnk_desktop.protocol.findings import Conclusion, Finding
from ucbnk_desktop.protocol.laboratory_limits import beyond_possible, plain, result_in, sound_results, written
from ucbnk_desktop.protocol.quantity import Quantity
from ucbnk_desktop.protocol.rule_context import RuleContext
from ucbnk_desktop.protocol.rules import Rule
from ucbnk_desktop.protocol.rulings import Rulings
from ucbnk_desktop.protocol.samples import Series
from ucbnk_desktop.protocol.settings import Settings
from ucbnk_desktop.protocol.verdicts import FieldRef, State

LAB = "laboratory"


def test_that_sound_results_are_those_that_can_be() -> None:
    def answer(key: str, value: LabResult | None) -> Answer:
        return Answer(value, Source("laboratory", 1, key), None if value else Missing.NOT_DONE)

    plt = LabResult(Quantity.parse("214"), "10^9/L", Decimal(188), Decimal(472))
    zero = LabResult(Quantity.parse("0"), "U/L", None, Decimal(40))
    entry = Entry("laboratory", 1, {"plt": answer("plt", plt), "alt": answer("alt", zero), "ast": answer("ast", None)})
    assert sound_results(entry, ["plt", "alt", "ast", "crea"]) == {"plt": plt}


@pytest.mark.parametrize("text", ["", "[pending]", "[not_done]", "[unknown]", "[not_applicable]"])
@pytest.mark.parametrize(("key", "criterion"), [
    ("anc", "I12.1"), ("plt", "I12.2"), ("tbil", "I12.3"), ("crea", "I12.4"), ("alt", "I12.5"), ("ast", "I12.5"),
    ("inr", "E4"), ("pt", "E4"), ("aptt", "E4"), ("upro_dip", "E11"), ("hbsag", "E23.1"), ("hcv_ab", "E23.2"),
    ("hiv_ab", "E23.3"),
])
def test_that_a_missing_result_is_incomplete_and_named(
    eligible: Participant, key: str, criterion: str, text: str
) -> None:
    verdict = lab(eligible, **{key: text}).verdict(criterion)
    assert verdict.state is State.INCOMPLETE
    assert key in [ref.field for ref in verdict.missing]


@pytest.mark.parametrize(("value", "uln", "state"), [
    ("31.4", "21", State.MET), ("31.5", "21", State.MET), ("31.6", "21", State.NOT_MET), ("61.65", "41.1", State.MET),
    ("<5", "21", State.MET), ("<40", "21", State.INCOMPLETE), (">31.5", "21", State.NOT_MET),
    ("9.8", "", State.INCOMPLETE), ("9.8", "0", State.INCOMPLETE), ("-1", "21", State.INCOMPLETE),
])
@pytest.mark.parametrize(("key", "criterion"), [("tbil", "I12.3"), ("crea", "I12.4")])
def test_that_one_and_a_half_times_the_upper_limit_passes(
    eligible: Participant, *, key: str, criterion: str, value: str, uln: str, state: State
) -> None:
    assert lab(eligible, **{key: value, f"{key}_uln": uln}).state(criterion) is state




@pytest.mark.parametrize(("criterion", "values"), [
    ("I12.1", {"anc": "0.4"}), ("I12.2", {"plt": "20"}), ("I12.3", {"tbil": "80"}), ("I12.4", {"crea": "90"}),
    ("I12.5", {"alt": "400"}),
])
def test_that_the_day_of_the_sample_is_said_of_what_holds_and_of_what_does_not(
    eligible: Participant, criterion: str, values: dict[str, str]
) -> None:
    low = lab(eligible, **values).verdict(criterion)
    assert low.state is State.NOT_MET
    assert "why_sampled" in codes(low)
    assert "why_sampled" in codes(eligible.verdict(criterion))
    [key] = values
    absent = eligible.but(LAB, **{key: "", **({"ast": ""} if key == "alt" else {})}).verdict(criterion)
    assert absent.state is State.INCOMPLETE
    assert "why_sampled" not in codes(absent)


@pytest.mark.parametrize(("rule", "ruling", "value", "values"), [
    (creatinine_within, "R-CREA", "scr_and_clearance(?)", {}),
    (urine_protein_low, "R-UPCR", "upcr_limit(?)", {"upro_dip": "2", "upcr": "0.1", "upcr_unit": "g/g"}),
    (hepatitis_b_clear, "R-DNA", "number(?)", {"hbsag": "positive", "hbv_dna": "1", "hbv_dna_unit": "IU/mL"}),
])
def test_that_a_limit_that_nobody_named_yet_is_asked_for_by_its_ruling(
    eligible: Participant, rule: Rule, ruling: str, value: str, values: dict[str, str]
) -> None:
    child = lab(eligible, **values).ruled(**{ruling: ""})
    case = RuleContext.of(
        child.facts, day=child.day, pack=PACK, settings=Settings(child.settings), rulings=Rulings(child.rulings)
    )
    found = rule(case.trying(ruling, value))
    assert found.conclusion is Conclusion.NEEDS_INVESTIGATOR
    [asked] = [reason for reason in found.reasons if reason.code == "why_number_open"]
    assert asked.arguments == {"ruling": ruling}


@pytest.mark.parametrize(("form", "key", "code", "criterion"), [
    ("demographics", "sex", "unknown", "I12.4"), (LAB, "upro_dip", "5", "E11"), (LAB, "upro_dip", "0", "E11"),
])
def test_that_a_code_that_no_form_offers_decides_nothing(
    eligible: Participant, form: str, key: str, code: str, criterion: str
) -> None:
    child = eligible.ruled(R_CREA="scr_and_clearance(10)")
    [entry] = child.facts.all(form)
    odd = replace(entry, answers={**entry.answers, key: Answer(code, Source(form, 1, key))})
    found = assess(
        Facts({**child.facts.entries, form: (odd,)}), day=child.day, pack=PACK,
        settings=Settings(child.settings), rulings=Rulings(child.rulings),
    ).verdict(criterion)
    assert found.state is State.INCOMPLETE
    assert missing(found) == [key]


@pytest.mark.parametrize(("criterion", "key", "values"), [
    ("I12.3", "tbil", ("3.0", "mg/dL", "21")), ("I12.3", "tbil", ("20", "µmol/L", "1.2")),
    ("I12.4", "crea", ("1.2", "mg/dL", "44")), ("I12.4", "crea", ("29", "µmol/L", "0.5")),
    ("I12.5", "alt", ("24", "U/L", "4")), ("E4", "pt", ("12.1", "s", "100")), ("E4", "aptt", ("29.5", "s", "380")),
])
def test_that_an_upper_limit_of_another_unit_settles_nothing(
    eligible: Participant, criterion: str, key: str, values: tuple[str, str, str]
) -> None:
    value, unit, uln = values
    verdict = eligible.but("laboratory", **{key: value, f"{key}_unit": unit, f"{key}_uln": uln}).verdict(criterion)
    assert verdict.state is State.INCOMPLETE
    assert "why_limit_unit" in distinct_codes(verdict)


@pytest.mark.parametrize(("key", "unit", "low", "high"), [
    ("tbil", "µmol/L", "5", "250"), ("alt", "U/L", "5", "300"), ("ast", "U/L", "5", "300"),
    ("crea", "µmol/L", "10", "200"), ("pt", "s", "8", "40"), ("aptt", "s", "15", "100"), ("dbil", "µmol/L", "1", "100"),
])
def test_that_an_upper_limit_may_be_that_of_a_newborn_or_of_an_adult(
    eligible: Participant, key: str, unit: str, low: str, high: str
) -> None:
    eligible = eligible.ruled(R_BILI="both_total_and_direct")
    criterion = {"tbil": "I12.3", "dbil": "I12.3", "crea": "I12.4", "alt": "I12.5", "ast": "I12.5"}.get(key, "E4")
    for limit, says in ((low, False), (high, False), (f"{high}.1", True), (str(Decimal(low) - Decimal("0.1")), True)):
        values = {key: "5", f"{key}_unit": unit, f"{key}_uln": limit, f"{key}_lln": ""}
        verdict = eligible.but("laboratory", **values).verdict(criterion)
        assert ("why_limit_unit" in distinct_codes(verdict)) is says, limit


def code_of(found: LabResult | Finding) -> str:
    return found.reasons[0].code if isinstance(found, Finding) else ""


def result(value: str, *, low: str = "", high: str = "", key: str = "hbv_dna", unit: str = "IU/mL") -> str:
    """The reason for which a result does not count, empty where it does."""
    lower, upper = (Decimal(limit) if limit else None for limit in (low, high))
    lab = LabResult(Quantity(Decimal(value)), unit, lln=lower, uln=upper)
    answer = Answer(lab, Source("laboratory", 1, key))
    return code_of(result_in(Entry("laboratory", 1, {key: answer}), FieldRef("laboratory", key)))


@pytest.mark.parametrize(("key", "unit", "code"), [
    ("alt", "", "why_no_unit"), ("alt", " ", "why_no_unit"), ("alt", "U/L", ""), ("hbv_dna", "", "why_no_unit"),
    ("inr", "", ""), ("vma", "", ""),
])
def test_that_a_result_without_its_unit_counts_only_where_there_is_none_or_no_bound_to_hold_it_to(
    key: str, unit: str, code: str
) -> None:
    assert result("5", key=key, unit=unit, high="40") == code


@pytest.mark.parametrize(("value", "code"), [("-5", "why_impossible"), ("-0.5", "why_impossible"), ("0", "")])
def test_that_less_than_nothing_is_no_result(value: str, code: str) -> None:
    assert result(value) == code


@pytest.mark.parametrize(
    ("low", "high", "right"),
    [
        ("", "", True),
        ("0", "", True),
        ("0.5", "", True),
        ("20", "", True),
        ("-0.5", "", False),
        ("", "20", True),
        ("", "0.5", True),
        ("", "0", False),
        ("", "-0.5", False),
        ("", "-2", False),
        ("0", "20", True),
        ("5", "20", True),
        ("0.5", "0.6", True),
        ("20", "20", False),
        ("21", "20", False),
        ("-0.5", "20", False),
    ],
)
def test_that_limits_are_not_negative_nor_nothing_nor_crossed(low: str, high: str, *, right: bool) -> None:
    assert result("5", low=low, high=high) == ("" if right else "why_limits_impossible")


@pytest.mark.parametrize(("unit", "high", "right"), [
    ("mg/dL", "1.2", True), ("mg/dL", "200", False), ("µmol/L", "1.2", False), ("µmol/L", "200", True),
])
def test_that_a_limit_is_held_to_what_can_be_in_its_own_unit(unit: str, high: str, *, right: bool) -> None:
    code = result("20" if unit == "µmol/L" else "0.2", key="crea", unit=unit, high=high)
    assert code == ("" if right else "why_limit_unit")


@pytest.mark.parametrize("unit", ["U/L", ""])
@pytest.mark.parametrize("key", ["tbil", "alt", "ast", "crea", "inr", "pt", "aptt"])
def test_that_a_zero_is_no_measurement_where_it_would_pass_every_limit(key: str, unit: str) -> None:
    assert result("0", key=key, unit=unit) == "why_impossible"


def test_that_a_value_that_cannot_be_is_told_in_the_unit_it_was_typed_in() -> None:
    found = beyond_possible(FieldRef("laboratory", "crea"), Quantity(Decimal(200)), "mg/dL")
    assert found is not None
    assert found.reasons[0].arguments["value"] == "200 mg/dL"
    found = beyond_possible(FieldRef("ecg_echo", "qt_ms"), Quantity(Decimal(5000)))
    assert found is not None
    assert found.reasons[0].arguments["value"] == "5000 ms"


@pytest.mark.parametrize(("number", "text"), [
    ("66.0", "66"), ("1.50", "1.5"), ("100", "100"), ("1E+2", "100"), ("0.05", "0.05"), ("5E-8", "0.00000005"),
])
def test_that_a_computed_limit_is_written_without_exponent_and_without_added_zeros(number: str, text: str) -> None:
    assert written(plain(Decimal(number))) == text


HCV_AB, HCV_RNA = (Series("laboratory", (key,), "validity_days_virology") for key in ("hcv_ab", "hcv_rna"))
