"""E2: Heart disease."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.helpers.participants import Participant, history, judged
from tests.helpers.verdict_readings import arguments
from ucbnk_desktop.protocol.verdicts import FieldRef, State

FORM = "ecg_echo"


def ecg(child: Participant, **values: str) -> Participant:
    return child.but("ecg_echo", **values)


@pytest.mark.parametrize(("qt", "sex", "state"), [
    ("449.9", "male", State.ABSENT), ("450", "male", State.PRESENT), ("450", "female", State.ABSENT),
    ("469.9", "female", State.ABSENT), ("470", "female", State.PRESENT), ("449.9", "", State.INCOMPLETE),
])
def test_that_qtc_excludes_at_its_limit(eligible: Participant, qt: str, sex: str, state: State) -> None:
    child = ecg(eligible, qt_ms=qt, heart_rate_per_min="60").but("demographics", sex=sex)
    assert child.state("E2") is state


@pytest.mark.parametrize(("ruling", "state"), [
    ("worse_of_bazett_fridericia", State.PRESENT), ("bazett", State.PRESENT), ("fridericia", State.PRESENT),
    ("framingham", State.PRESENT), ("hodges", State.PRESENT), ("machine", State.INCOMPLETE), ("", State.NEEDS_PI),
])
def test_that_the_vector_of_400_ms_at_100_excludes_a_boy(eligible: Participant, ruling: str, state: State) -> None:
    child = ecg(eligible, qt_ms="400", heart_rate_per_min="100").ruled(R_QTC=ruling)
    assert child.state("E2") is state


@pytest.mark.parametrize(("ruling", "state"), [
    ("worse_of_bazett_fridericia", State.PRESENT), ("bazett", State.PRESENT), ("fridericia", State.PRESENT),
    ("framingham", State.ABSENT), ("hodges", State.PRESENT),
])
def test_that_the_same_vector_excludes_a_girl_by_most_formulas(
    eligible: Participant, ruling: str, state: State
) -> None:
    child = ecg(eligible, qt_ms="400", heart_rate_per_min="100").but("demographics", sex="female")
    assert child.ruled(R_QTC=ruling).state("E2") is state


@pytest.mark.parametrize(("printed", "state"), [
    ("449", State.ABSENT), ("450", State.PRESENT), ("", State.INCOMPLETE),
])
def test_that_the_machines_qtc_decides_by_ruling(eligible: Participant, printed: str, state: State) -> None:
    assert ecg(eligible, qtc_printed_ms=printed).ruled(R_QTC="machine").state("E2") is state


@pytest.mark.parametrize(("values", "state"), [
    ({"qt_ms": ""}, State.INCOMPLETE), ({"heart_rate_per_min": "[not_done]"}, State.INCOMPLETE),
    ({"heart_rate_per_min": "0"}, State.INCOMPLETE), ({"qt_ms": "-300"}, State.INCOMPLETE),
    ({"ecg_on": ""}, State.INCOMPLETE), ({"ecg_on": "2025-02-19"}, State.INCOMPLETE),
    ({"lvef_percent": "50"}, State.ABSENT), ({"lvef_percent": "49.9"}, State.PRESENT),
    ({"lvef_percent": ""}, State.INCOMPLETE), ({"lvef_percent": "120"}, State.INCOMPLETE),
    ({"echo_on": ""}, State.INCOMPLETE), ({"echo_on": "2025-02-19"}, State.INCOMPLETE),
])
def test_that_ecg_and_echo_must_be_whole_and_valid(eligible: Participant, values: dict[str, str], state: State) -> None:
    assert ecg(eligible.set(routine_results_before_consent="accepted"), **values).state("E2") is state


@pytest.mark.parametrize(("values", "state"), [
    ({"ischaemia_grade": "1"}, State.ABSENT), ({"ischaemia_grade": "2"}, State.PRESENT),
    ({"nyha_class": "II"}, State.ABSENT), ({"nyha_class": "III"}, State.PRESENT), ({"nyha_class": "IV"}, State.PRESENT),
    ({"nyha_class": ""}, State.INCOMPLETE), ({"nyha_class": "[not_applicable]"}, State.INCOMPLETE),
    ({"nyha_class": "[not_applicable]", "ross_class": "II"}, State.INCOMPLETE),
    ({"nyha_class": "", "ross_class": "II"}, State.INCOMPLETE),
    ({"nyha_class": "[unknown]", "ross_class": "I"}, State.INCOMPLETE),
    ({"ross_class": "III"}, State.PRESENT),
])
def test_that_the_heart_must_be_sound(eligible: Participant, values: dict[str, str], state: State) -> None:
    assert history(eligible, **values).state("E2") is state


def test_that_slight_ischaemia_is_for_the_investigator(eligible: Participant) -> None:
    assert judged(history(eligible, ischaemia_grade="1"), e2="").state("E2") is State.NEEDS_PI
    assert judged(eligible, e2="").state("E2") is State.ABSENT


def test_that_a_qtc_at_its_limit_is_never_shown_on_the_wrong_side(eligible: Participant) -> None:
    verdict = ecg(eligible, qt_ms="449.999", heart_rate_per_min="60").verdict("E2")
    shown = [reason.arguments["value"] for reason in verdict.reasons if reason.code == "why_qtc"]
    assert shown == ["449.999"]
    tiny = ecg(eligible, qt_ms="449.99999999", heart_rate_per_min="60").verdict("E2")
    assert tiny.state is State.ABSENT


def test_that_an_echo_after_enrolment_in_an_entry_begun_before_does_not_count(eligible: Participant) -> None:
    child = eligible.but("ecg_echo", echo_on="2025-04-20").but("enrolment", enrolled_on="2025-03-20").on("2025-05-01")
    assert child.state("E2") is State.INCOMPLETE


def test_that_both_classes_of_heart_failure_are_shown(eligible: Participant) -> None:
    infant = eligible.but("demographics", birth_date="2024-06-01")
    for child in (eligible, infant.but("medical_history", nyha_class="[not_applicable]")):
        shown = child.but("medical_history", ross_class="I").verdict("E2").evidence
        assert {"nyha_class", "ross_class"} <= {datum.source.field for datum in shown}


def infant(child: Participant, *, born: str = "2024-06-01", **values: str) -> Participant:
    return history(child.but("demographics", birth_date=born), **{"nyha_class": "[not_applicable]", **values})


@pytest.mark.parametrize(("born", "values", "lacking"), [
    ("2024-03-21", {"ross_class": "I"}, False), ("2024-03-20", {"ross_class": "I"}, True),
    ("2024-06-01", {"ross_class": ""}, True), ("2024-06-01", {"ross_class": "[not_done]"}, True),
    ("2024-06-01", {"ross_class": "I", "nyha_class": ""}, True),
    ("2024-06-01", {"ross_class": "I", "nyha_class": "[unknown]"}, True),
    ("", {"ross_class": "I"}, True), ("2025-03-21", {"ross_class": "I"}, True),
])
def test_that_a_ross_class_stands_in_for_nyha_only_where_nyha_does_not_fit_an_infant(
    eligible: Participant, born: str, values: dict[str, str], *, lacking: bool
) -> None:
    missing = [ref.field for ref in infant(eligible, born=born, **values).verdict("E2").missing]
    assert ("nyha_class" in missing) is lacking


@pytest.mark.parametrize("grade", ["III", "IV"])
@pytest.mark.parametrize(("ruling", "state"), [("ross_III_IV_counts", State.PRESENT), ("", State.NEEDS_PI)])
def test_that_heart_failure_of_an_infant_is_read_by_its_ross_class(
    eligible: Participant, grade: str, ruling: str, state: State
) -> None:
    assert infant(eligible, ross_class=grade).ruled(R_HF_INFANT=ruling).state("E2") is state


@pytest.mark.parametrize("grade", ["2", "3", "4"])
def test_that_ischaemia_excludes_from_grade_2(eligible: Participant, grade: str) -> None:
    verdict = history(eligible, ischaemia_grade=grade).verdict("E2")
    assert verdict.state is State.PRESENT
    assert arguments(verdict, "why_ischaemia")["grade"] == grade


@pytest.mark.parametrize(("rate", "ruling", "state"), [
    # At 40 a minute Fridericia gives the longer interval, above 60 Bazett does; a boy's limit is 450 ms.
    ("40", "worse_of_bazett_fridericia", State.PRESENT), ("40", "fridericia", State.PRESENT),
    ("40", "bazett", State.ABSENT), ("80", "worse_of_bazett_fridericia", State.ABSENT),
])
def test_that_the_worse_of_both_formulas_is_fridericia_at_a_slow_rate(
    eligible: Participant, rate: str, ruling: str, state: State
) -> None:
    child = eligible.but("ecg_echo", qt_ms="520" if rate == "40" else "380", heart_rate_per_min=rate)
    assert child.ruled(R_QTC=ruling).state("E2") is state


def test_that_the_worse_of_both_formulas_is_bazett_at_a_fast_rate(eligible: Participant) -> None:
    child = eligible.but("ecg_echo", qt_ms="360", heart_rate_per_min="100")
    assert child.ruled(R_QTC="worse_of_bazett_fridericia").state("E2") is State.PRESENT
    assert child.ruled(R_QTC="fridericia").state("E2") is State.ABSENT


@pytest.mark.parametrize(("qt", "rate", "differ"), [
    ("450", "60", False), ("520", "40", True), ("360", "100", True), ("320", "100", False), ("480", "100", False),
])
def test_that_formulas_differ_where_only_one_of_them_reaches_the_limit(
    eligible: Participant, qt: str, rate: str, *, differ: bool
) -> None:
    verdict = eligible.but("ecg_echo", qt_ms=qt, heart_rate_per_min=rate).verdict("E2")
    code = "why_qtc_formulas_differ" if differ else "why_qtc_formulas"
    shown = arguments(verdict, code)
    assert shown.get("limit") == ("450" if differ else None)
    both = [Decimal(str(shown[formula])) for formula in ("bazett", "fridericia")]
    assert (min(both) < 450 <= max(both)) is differ


def test_that_both_formulas_at_the_limit_itself_are_past_it_and_agree(eligible: Participant) -> None:
    verdict = eligible.but("ecg_echo", qt_ms="450", heart_rate_per_min="60").verdict("E2")
    assert verdict.state is State.PRESENT
    assert arguments(verdict, "why_qtc_formulas") == {"bazett": "450.0", "fridericia": "450.0"}


def test_that_a_formula_at_the_limit_and_one_past_it_agree(eligible: Participant) -> None:
    """At 15 a minute Bazett halves 900 ms to 450 exactly; Fridericia gives 567."""
    verdict = eligible.but("ecg_echo", qt_ms="900", heart_rate_per_min="15").verdict("E2")
    assert arguments(verdict, "why_qtc_formulas") == {"bazett": "450.0", "fridericia": "567.0"}


@pytest.mark.parametrize(("value", "limit", "shown"), [
    ("449.94", "450", "449.9"), ("449.96", "450", "449.960"), ("449.9996", "450", "449.999600"),
    ("449.9999999", "450", "449.9999999"), ("450", "450", "450.0"), ("450.04", "450", "450.0"),
])
def test_that_a_printed_qtc_is_shown_on_its_own_side_of_the_limit(
    eligible: Participant, value: str, limit: str, shown: str
) -> None:
    verdict = eligible.but("ecg_echo", qtc_printed_ms=value).ruled(R_QTC="machine").verdict("E2")
    code = "why_qtc_long" if Decimal(value) >= Decimal(limit) else "why_qtc"
    assert arguments(verdict, code) == {"name": "QTc", "value": shown, "limit": limit}


def test_that_a_printed_qtc_without_a_heart_rate_still_decides(eligible: Participant) -> None:
    child = eligible.but("ecg_echo", qtc_printed_ms="440", heart_rate_per_min="").ruled(R_QTC="machine")
    assert child.state("E2") is State.ABSENT


def test_that_e2_holds_until_the_earlier_of_ecg_and_echo_ends(eligible: Participant) -> None:
    both = eligible.set(validity_days_ecg="7", validity_days_echo="9")
    assert str(both.verdict("E2").valid_until) == "2025-03-24"
    assert str(both.set(validity_days_ecg="9", validity_days_echo="7").verdict("E2").valid_until) == "2025-03-24"


def test_that_an_infants_heart_failure_class_ends_with_her_first_birthday(eligible: Participant) -> None:
    infant = eligible.but("demographics", birth_date="2024-03-22")
    infant = infant.but("medical_history", nyha_class="[not_applicable]", ross_class="I")
    verdict = infant.verdict("E2")
    assert (verdict.state, str(verdict.valid_until)) == (State.ABSENT, "2025-03-21")
    assert infant.on("2025-03-22").state("E2") is State.INCOMPLETE


@pytest.mark.parametrize(("ruling", "key", "value", "missing"), [
    ("fridericia", "qt_ms", "320", ["heart_rate_per_min"]),
    ("fridericia", "heart_rate_per_min", "100", ["qt_ms"]),
    ("fridericia", "qtc_printed_ms", "400", ["qt_ms", "heart_rate_per_min"]),
    ("machine", "qt_ms", "320", ["qtc_printed_ms"]), ("machine", "heart_rate_per_min", "100", ["qtc_printed_ms"]),
    ("machine", "qtc_printed_ms", "400", []),
])
def test_that_any_one_answer_makes_a_later_ecg_the_one_that_decides(
    eligible: Participant, *, ruling: str, key: str, value: str, missing: list[str]
) -> None:
    child = eligible.but(FORM, qtc_printed_ms="390").ruled(R_QTC=ruling)
    assert child.state("E2") is State.ABSENT
    verdict = child.also(FORM, ecg_on="2025-03-18", **{key: value}).verdict("E2")
    assert verdict.missing == tuple(FieldRef(FORM, one) for one in missing)
    assert verdict.state is (State.INCOMPLETE if missing else State.ABSENT)


def test_that_an_ecg_and_an_echocardiogram_of_different_entries_do_not_hide_each_other(eligible: Participant) -> None:
    child = eligible.also(FORM, ecg_on="2025-03-18", qt_ms="330", heart_rate_per_min="100")
    child = child.also(FORM, echo_on="2025-03-19", lvef_percent="60")
    verdict = child.verdict("E2")
    assert verdict.state is State.ABSENT
    shown = {datum.source.field: datum.shown for datum in verdict.evidence if datum.source.form == FORM}
    assert shown == {"qt_ms": "330", "heart_rate_per_min": "100", "lvef_percent": "60"}


def test_that_without_either_the_first_answer_of_each_is_asked_for(eligible: Participant) -> None:
    verdict = eligible.without(FORM).verdict("E2")
    assert verdict.state is State.INCOMPLETE
    assert verdict.missing == (FieldRef(FORM, "qt_ms"), FieldRef(FORM, "lvef_percent"))


@pytest.mark.parametrize(("qt", "state", "code"), [
    ("299.9", State.ABSENT, "why_qtc_formulas"), ("300", State.PRESENT, "why_qtc_formulas_differ"),
    ("340", State.PRESENT, "why_qtc_formulas_differ"), ("350", State.PRESENT, "why_qtc_formulas"),
])
def test_that_the_formulas_differ_where_one_of_them_reaches_the_limit(
    eligible: Participant, qt: str, state: State, code: str
) -> None:
    child = eligible.but(FORM, qt_ms=qt, heart_rate_per_min="135").ruled(R_QTC="bazett")  # RR 4/9 s: QTc = 1.5 QT
    verdict = child.verdict("E2")
    assert verdict.state is state
    assert [reason.code for reason in verdict.reasons if reason.code.startswith("why_qtc_formulas")] == [code]


@pytest.mark.parametrize(("first", "second", "state"), [
    ("66", "40", State.ABSENT), ("40", "66", State.PRESENT), ("", "66", State.INCOMPLETE), ("", "40", State.INCOMPLETE),
])
def test_that_an_echo_of_after_enrolment_decides_nothing_though_its_tracing_was_before(
    eligible: Participant, first: str, second: str, state: State
) -> None:
    child = eligible.but("ecg_echo", lvef_percent=first, echo_on="2025-03-17" if first else "")
    child = child.also("ecg_echo", ecg_on="2025-03-18", heart_rate_per_min="100", qt_ms="320", echo_on="2025-03-21",
                       lvef_percent=second)
    child = child.but("enrolment", enrolled_on="2025-03-20").on("2025-03-25")
    assert child.state("E2") is state
