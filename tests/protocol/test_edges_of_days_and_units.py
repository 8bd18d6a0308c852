"""What lies on the edge of a day, a limit or a check: one step beside it, another answer would stand there."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from ucbnk_desktop import wording
from ucbnk_desktop.protocol.procedures import procedure_codes
from ucbnk_desktop.protocol.verdicts import FieldRef, State, Verdict

Child = Any
CHECKED = {
    "infection_treatment_today": "no", "intravenous_infection_today": "no", "steroid_since": "no",
    "live_vaccine_since": "no",
}


def codes(verdict: Verdict) -> set[str]:
    return {reason.code for reason in verdict.reasons}


# The check before an infusion


@pytest.fixture
def checked(eligible: Child) -> Child:
    """Enrolled, with a clean check before the infusion of 29 March."""
    return eligible.but("enrolment", enrolled_on="2025-03-20", dose_level="1").on("2025-03-29")


def steroid(child: Child, on: str, **infusion: str) -> State:
    """E16 of 29 March where a steroid of the day `on` is told at another infusion."""
    told = {**CHECKED, "steroid_since": "yes", "steroid_last_on": on}
    state: State = child.also("infusion", **told, **infusion).also("infusion", **CHECKED).gate()["E16"].state
    return state


@pytest.mark.parametrize(("infusion", "on", "state"), [
    ({"given": "no"}, "2025-03-29", State.PENDING_DATE), ({"given": "no"}, "2025-03-30", State.ABSENT),
    ({"given": "no", "infused_on": "2025-03-29"}, "2025-03-28", State.PENDING_DATE),
    ({"given": "no", "infused_on": "2025-03-30"}, "2025-03-28", State.ABSENT),
])
def test_that_what_another_check_told_counts_up_to_the_day_and_no_further(
    checked: Child, infusion: dict[str, str], on: str, state: State
) -> None:
    assert steroid(checked, on, **infusion) is state


def test_that_a_question_left_open_at_an_earlier_check_is_not_asked_at_the_next(checked: Child) -> None:
    child = checked.also("infusion", given="yes", infused_on="2025-03-22").also("infusion", **CHECKED)
    assert {child.gate()[criterion].state for criterion in ("E16", "E20")} == {State.ABSENT}


# Consent


@pytest.mark.parametrize(("valid_to", "state"), [
    ("2025-03-10", State.MET), ("2025-03-09", State.NOT_MET), (None, State.MET), ("", State.MET),
])
def test_that_a_consent_form_is_valid_on_its_last_day(eligible: Child, valid_to: str | None, state: State) -> None:
    form = {"type": "consent", "version": "ICF DEMO 1.0", "valid_from": "2025-03-10", "valid_to": valid_to}
    assert eligible.set(consent_forms=f"[{form}]".replace("'", '"').replace("None", "null")).state("I1") is state


def test_that_a_consent_form_whose_last_day_cannot_be_read_is_the_studys_to_complete(eligible: Child) -> None:
    forms = '[{"type": "consent", "version": "ICF DEMO 1.0", "valid_from": "2025-01-01", "valid_to": "June"}]'
    verdict = eligible.set(consent_forms=forms).verdict("I1")
    assert (verdict.state, "consent_forms" in verdict.settings) == (State.NEEDS_PI, True)


def test_that_a_version_that_was_not_in_force_is_named(eligible: Child) -> None:
    forms = '[{"type": "consent", "version": "ICF DEMO 1.0", "valid_from": "2025-03-11"}]'
    verdict = eligible.set(consent_forms=forms).verdict("I1")
    assert "why_version_not_in_force" in codes(verdict)
    assert "form_version" in {datum.source.field for datum in verdict.evidence}


@pytest.mark.parametrize("signed", ["guardian_signed_at", "participant_signed_at"])
def test_that_a_signature_on_a_day_to_come_is_called_by_its_name(eligible: Child, signed: str) -> None:
    child = eligible.but("consent", guardian_signed_at="").but("consent", **{signed: "2052-03-10 09:10"})
    assert child.verdict("I2").missing == (FieldRef("consent", signed),)


# What is shown


def test_that_both_classes_of_heart_failure_are_shown(eligible: Child) -> None:
    infant = eligible.but("demographics", birth_date="2024-06-01")
    for child in (eligible, infant.but("medical_history", nyha_class="[not_applicable]")):
        shown = child.but("medical_history", ross_class="I").verdict("E2").evidence
        assert {"nyha_class", "ross_class"} <= {datum.source.field for datum in shown}


def test_that_a_test_that_was_not_done_is_called_by_its_name(eligible: Child) -> None:
    reasons = eligible.without("performance").verdict("I3").reasons
    assert [reason.arguments["fields"] for reason in reasons] == [(FieldRef("performance", "scale"),)]


# Limits


@pytest.mark.parametrize(("uln", "code", "field"), [
    ("0", "why_limits_impossible", "tbil"), ("1.2", "why_limit_unit", "tbil_uln"),
])
def test_that_a_limit_that_cannot_be_is_asked_for_where_it_stands(
    eligible: Child, uln: str, code: str, field: str
) -> None:
    verdict = eligible.but("laboratory", tbil_uln=uln).verdict("I12.3")
    assert code in codes(verdict)
    assert verdict.missing == (FieldRef("laboratory", field),)


def test_that_a_limit_without_bounds_of_its_own_lies_where_the_result_may(eligible: Child) -> None:
    states = [eligible.but("laboratory", inr_uln=uln).state("E4") for uln in ("50", "51")]
    assert states == [State.ABSENT, State.INCOMPLETE]


def test_that_a_value_over_its_limit_ends_with_its_own_sample(eligible: Child) -> None:
    child = eligible.ruled(R_COAG="both").set(validity_days_lab="7").but("laboratory", inr="", inr_uln="")
    child = child.also("laboratory", sampled_on="2025-03-14", inr="1.6", inr_uln="1.2")
    verdict = child.verdict("E4")
    assert (verdict.state, str(verdict.valid_until)) == (State.ABSENT, "2025-03-21")
    assert child.on("2025-03-22").state("E4") is State.INCOMPLETE


# Tests that confirm


@pytest.mark.parametrize(("antibodies", "confirmations", "state"), [
    ({"2025-03-11": "negative", "2025-03-18": "reactive"}, ("2025-03-12",), State.INCOMPLETE),
    ({"2025-03-11": "reactive", "2025-03-18": "reactive"}, ("2025-03-12",), State.ABSENT),
    ({"2025-03-18": "reactive"}, ("2025-03-12", "2025-03-19"), State.ABSENT),
    ({"2025-03-18": "reactive"}, ("2025-03-19", "2025-03-12"), State.ABSENT),
    ({"2025-03-18": "reactive"}, ("2025-03-18",), State.ABSENT),
])
def test_that_a_confirmation_belongs_to_the_first_reactive_antibody_before_it(
    eligible: Child, antibodies: dict[str, str], confirmations: tuple[str, ...], state: State
) -> None:
    child = eligible.but("laboratory", hiv_ab="")
    for day, result in antibodies.items():
        child = child.also("laboratory", sampled_on=day, hiv_ab=result)
    for day in confirmations:
        child = child.also("laboratory", sampled_on=day, hiv_confirmation="negative")
    assert child.state("E23.3") is state


def test_that_a_confirmation_of_before_is_shown_beside_the_antibody(eligible: Child) -> None:
    child = eligible.but("laboratory", hiv_ab="reactive")
    verdict = child.also("laboratory", sampled_on="2025-03-12", hiv_confirmation="negative").verdict("E23.3")
    assert verdict.missing == (FieldRef("laboratory", "hiv_confirmation"),)
    assert {"hiv_ab", "hiv_confirmation"} <= {datum.source.field for datum in verdict.evidence}


# The day of birth


def test_that_without_a_birth_date_nobody_knows_who_has_to_sign(eligible: Child) -> None:
    verdict = eligible.but("demographics", birth_date="").verdict("I1")
    assert (verdict.state, verdict.missing) == (State.INCOMPLETE, (FieldRef("demographics", "birth_date"),))


@pytest.mark.parametrize(("born", "state"), [
    ("2025-03-20", State.NOT_APPLICABLE), ("2025-03-21", State.INCOMPLETE), ("2026-01-01", State.INCOMPLETE),
])
def test_that_one_who_is_not_yet_born_is_no_infant(eligible: Child, born: str, state: State) -> None:
    verdict = eligible.but("demographics", birth_date=born).ruled(R_INFANT_PS="not_applicable").verdict("I3")
    assert verdict.state is state
    assert ("why_infant_score" in codes(verdict)) is (state is State.NOT_APPLICABLE)


def test_that_a_score_given_to_an_infant_is_asked_for_anew(eligible: Child) -> None:
    infant = eligible.but("demographics", birth_date="2024-03-20").ruled(R_INFANT_PS="not_applicable")
    verdict = infant.verdict("I3")
    assert codes(verdict) == {"why_infant_then"}
    assert verdict.missing == (FieldRef("performance", "scale"),)


# Chemotherapy


@pytest.mark.parametrize(("began", "code"), [
    ("2025-03-18", "why_course_begun_before"), ("[unknown]", "why_unknown"), ("", "why_missing"),
])
def test_that_the_beginning_of_a_course_is_what_is_missing(eligible: Child, began: str, code: str) -> None:
    row = {"drug": "药", "myelosuppressive": "yes", "nitrosourea": "no", "protocol_combination": "yes",
           "started_on": began, "last_dose_on": "2025-04-20"}
    child = eligible.but("enrolment", enrolled_on="2025-03-20", dose_level="1").ruled(R_COMBO="none")
    child = child.having("prior_therapy", "chemotherapy", row)
    verdict = child.also("infusion", given="yes", infused_on="2025-03-22").on("2025-04-25").verdict("I7")
    assert codes(verdict) == {code}
    assert verdict.missing == (FieldRef("prior_therapy", "chemotherapy.started_on"),)
    assert ("last_dose_on" in str(verdict.evidence)) is (code == "why_course_begun_before")


@pytest.mark.parametrize(("ruled", "nitrosourea", "other", "state"), [
    ("nitrosourea_only", "2025-02-08", "2025-03-01", State.MET),
    ("nitrosourea_only", "2025-02-09", "2025-01-01", State.PENDING_DATE),
    ("nitrosourea_only", "2025-02-08", "2025-03-02", State.PENDING_DATE),
    ("any_myelosuppressive", "2025-02-08", "2025-02-08", State.MET),
    ("any_myelosuppressive", "2025-02-09", "2025-02-08", State.PENDING_DATE),
    ("any_myelosuppressive", "2025-02-08", "2025-02-09", State.PENDING_DATE),
])
def test_that_a_nitrosourea_waits_for_itself_and_as_ruled_for_the_others(
    eligible: Child, ruled: str, nitrosourea: str, other: str, state: State
) -> None:
    """The first infusion is planned on 22 March: 42 days after 8 February, 21 after 1 March."""
    child = eligible.ruled(R_NITRO=ruled, R_WASH_ANCHOR="planned_start")
    row = {"drug": "药", "myelosuppressive": "yes"}
    slow = {**row, "nitrosourea": "yes", "last_dose_on": nitrosourea}
    fast = {**row, "nitrosourea": "no", "last_dose_on": other}
    assert child.having("prior_therapy", "chemotherapy", slow, fast).state("I7") is state


# Words of the exempt procedures

BESIDE = """
marrow_puncture 骨髓穿刺  诊断性 复查 床旁 局麻下 局部麻醉下 全麻下 全身麻醉下 镇静下 麻醉下 超声引导下 B超引导下
marrow_puncture 骨髓穿刺  左 左侧 右 右侧 双侧 两侧 髂骨 髂前上棘 髂后上棘 胸骨 胫骨
marrow_puncture 骨髓穿刺  活检 检查 涂片 术 行 2 2. (左) （右） · -
marrow_puncture marrow_biopsy  bone left right bilateral iliac crest posterior anterior sternal diagnostic
marrow_puncture marrow_examination  under sedation biopsy biopsies aspirate aspiration examination
lumbar_puncture 腰椎穿刺  鞘内注射 鞘内给药 鞘注 检查 涂片
picc PICC  上肢 肘 贵要静脉 置管 置入 植入 中心静脉 导管 穿刺 拔除 拔管 更换 维护
picc PICC  line catheter insertion placement removal exchange
"""
"""Each procedure by one of its names, and the words that may stand beside it: entered a second time."""


@pytest.mark.parametrize(("code", "name", "words"), [
    (code, name.replace("_", " "), words) for code, name, *words in map(str.split, BESIDE.strip().splitlines())
])
def test_that_each_word_that_describes_an_exempt_procedure_may_stand_beside_it(
    code: str, name: str, words: list[str]
) -> None:
    assert {word for word in words if procedure_codes(f"{name} {word}") != {code}} == set()


@pytest.mark.parametrize(("name", "part"), [
    *(("腰穿", part) for part in ("鞘注", "鞘内注射", "鞘内给药", "涂片", "intrathecal injection")),
    *(("骨穿", part) for part in ("活检术", "biopsies", "aspirates")),
])
def test_that_what_is_done_in_the_course_of_a_puncture_is_no_procedure_of_its_own(name: str, part: str) -> None:
    assert procedure_codes(f"{name}、{part}") == procedure_codes(name)
    assert procedure_codes(part) == {"other_minor"}


@pytest.mark.parametrize("sign", [*"+＋、，,;；/&及与和", " and ", " with "])
def test_that_two_exempt_procedures_may_be_joined_by_any_sign(sign: str) -> None:
    assert procedure_codes(f"骨穿{sign}PICC") == {"marrow_puncture", "picc"}


# Surgery of I4


@pytest.mark.parametrize(("categories", "state"), [
    (("major_surgery",), State.MET), (("minor_procedure",), State.NOT_MET),
    (("minor_procedure", "major_surgery"), State.MET), (("major_surgery", "fracture"), State.MET),
    (("major_surgery", ""), State.INCOMPLETE),
])
def test_that_one_major_surgery_among_others_is_enough(
    eligible: Child, categories: tuple[str, ...], state: State
) -> None:
    rows = [{"procedure": "操作", "category": one, "performed_on": "2023-08-01"} for one in categories]
    verdict = eligible.ruled(R_MODALITIES="all_three").having("prior_therapy", "surgery", *rows).verdict("I4")
    assert verdict.state is state
    if state is State.INCOMPLETE:
        assert verdict.missing == (FieldRef("prior_therapy", "surgery.category"),)
    if state is State.NOT_MET:
        assert "surgery_done" in {datum.source.field for datum in verdict.evidence}


# Donors


@pytest.mark.parametrize(("kind", "state"), [("autologous", State.ABSENT), ("allogeneic", State.PRESENT)])
def test_that_only_cells_of_another_are_a_transplant_of_another(eligible: Child, kind: str, state: State) -> None:
    row = {"transplant_type": kind, "infused_on": "2024-06-01", "total_body_irradiation": "no", "active_gvhd": "no"}
    child = eligible.but("prior_therapy", stem_cells_given="yes").having("prior_therapy", "stem_cells", row)
    assert child.state("E24") is state


# A day on which it may be


def test_that_no_day_is_promised_while_another_answer_is_missing(eligible: Child) -> None:
    row = {"drug": "药", "myelosuppressive": "yes", "nitrosourea": "no", "last_dose_on": "2025-03-10"}
    waiting = eligible.having("prior_therapy", "chemotherapy", row).verdict("I7")
    assert (waiting.state, waiting.first_ok is None) == (State.PENDING_DATE, False)
    verdict = eligible.having("prior_therapy", "chemotherapy", row, {**row, "last_dose_on": ""}).verdict("I7")
    assert (verdict.state, verdict.first_ok) == (State.INCOMPLETE, None)


# Consent anew


@pytest.mark.parametrize(("born", "ages", "asked"), [
    ("2024-03-15", "[1]", True), ("2025-03-15", "[0]", False), ("2025-03-15", "[-1, 0]", False),
])
def test_that_consent_is_asked_for_anew_from_the_first_birthday(
    eligible: Child, born: str, ages: str, *, asked: bool
) -> None:
    found = eligible.but("demographics", birth_date=born).set(reconsent_ages=ages).assessment()
    assert ("why_query_consent_anew" in {query.code for query in found.queries}) is asked


# What a sentence says


def _of_another_time(child: Child) -> Child:
    row = {"drug": "药", "myelosuppressive": "yes", "nitrosourea": "no", "protocol_combination": "yes",
           "started_on": "2025-03-18", "last_dose_on": "2025-04-20"}
    child = child.but("enrolment", enrolled_on="2025-03-20", dose_level="1").ruled(R_COMBO="none")
    child = child.having("prior_therapy", "chemotherapy", row).also("infusion", given="yes", infused_on="2025-03-22")
    return child.on("2025-04-25")


TOLD: dict[str, Callable[[Child], Child]] = {
    "why_limits_impossible": lambda child: child.but("laboratory", tbil_lln="22"),
    "why_limit_unit": lambda child: child.but("laboratory", tbil_uln="1.2"),
    "why_below_needs_marrow": lambda child: child.but("laboratory", plt="60").but("diagnosis", marrow_involved=""),
    "why_version_not_in_force": lambda child: child.set(
        consent_forms='[{"type": "consent", "version": "ICF DEMO 1.0", "valid_from": "2025-03-11"}]'
    ),
    "why_infant_then": lambda child: child.but("demographics", birth_date="2024-03-20").ruled(
        R_INFANT_PS="not_applicable"
    ),
    "why_confirmed_before": lambda child: child.but("laboratory", hiv_ab="reactive").also(
        "laboratory", sampled_on="2025-03-12", hiv_confirmation="negative"
    ),
    "why_course_begun_before": _of_another_time,
    "why_query_anc_above_wbc": lambda child: child.but("laboratory", wbc="2.30", wbc_unit="10⁹/L"),
    "why_query_consent_anew": lambda child: child.but("demographics", birth_date="2017-03-15"),
}


@pytest.mark.parametrize("code", TOLD)
def test_that_a_sentence_is_given_all_that_it_says(eligible: Child, code: str) -> None:
    found = TOLD[code](eligible).assessment()
    reasons = [*found.queries, *(reason for verdict in found.verdicts for reason in verdict.reasons)]
    given = {frozenset(reason.arguments) for reason in reasons if reason.code == code}
    assert given == {frozenset(re.findall(r"\{(\w+)\}", wording.text(code).en))}
