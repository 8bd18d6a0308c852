"""I6: Toxicity recovered."""

from __future__ import annotations

import pytest

from tests.helpers.participants import Participant, judged
from ucbnk_desktop.protocol.verdicts import State, Verdict


def toxicity(child: Participant, **values: str) -> Participant:
    row = {"term": "口腔黏膜炎", "grade": "2", "cause": "chemotherapy", **values}
    return child.but("toxicities", any_toxicity="yes").having("toxicities", "toxicities", row)


@pytest.mark.parametrize(("values", "state"), [
    ({"grade": "1"}, State.MET), ({"grade": "2"}, State.NOT_MET), ({"cause": "disease", "grade": "3"}, State.MET),
    ({"grade": ""}, State.INCOMPLETE), ({"cause": ""}, State.INCOMPLETE), ({"term": ""}, State.INCOMPLETE),
])
def test_that_a_judgement_of_recovery_does_not_stand_against_the_list(
    eligible: Participant, values: dict[str, str], state: State
) -> None:
    assert toxicity(eligible, **values).state("I6") is state


def test_that_what_is_listed_stands_beside_the_open_question(eligible: Participant) -> None:
    verdict = judged(toxicity(eligible, term="中性粒细胞计数降低", grade="3"), i6="").verdict("I6")
    assert [reason.code for reason in verdict.reasons] == ["why_judgement", "why_toxicity_listed"]


def test_that_counts_never_fail_while_their_ruling_is_open(eligible: Participant) -> None:
    child = toxicity(eligible, term="血小板计数降低", grade="4")
    assert child.state("I6") is State.NOT_MET
    assert child.ruled(R_RECOVERY="counts_by_I12").state("I6") is State.MET
    assert child.ruled(R_RECOVERY="").state("I6") is State.NEEDS_PI


def test_that_exempt_toxicities_are_those_of_the_ruling(eligible: Participant) -> None:
    child = toxicity(eligible, term="听力下降")
    assert child.ruled(R_TOX_EXEMPT="听力下降；脱发").state("I6") is State.MET
    assert child.ruled(R_TOX_EXEMPT="脱发").state("I6") is State.NOT_MET
    assert child.ruled(R_TOX_EXEMPT="all").state("I6") is State.MET
    assert child.ruled(R_TOX_EXEMPT="").state("I6") is State.NEEDS_PI


def test_that_counts_of_grade_2_stand_beside_the_question_and_decide_nothing(eligible: Participant) -> None:
    child = eligible.but("laboratory", anc="0.92", plt="48", anc_lln="1.2", plt_lln="188")
    verdict = judged(child, i6="").verdict("I6")
    listed = [reason.arguments for reason in verdict.reasons if reason.code == "why_count_listed"]
    assert listed == [{"name": "ANC", "value": "0.92", "grade": "3"}, {"name": "PLT", "value": "48", "grade": "3"}]
    assert child.state("I6") is State.MET
    assert [reason.code for reason in child.set(ctcae_version="").verdict("I6").reasons] == ["why_judged_met"]


@pytest.mark.parametrize("text", ["", "[unknown]"])
def test_that_the_list_of_toxicities_must_be_answered(eligible: Participant, text: str) -> None:
    assert eligible.but("toxicities", any_toxicity=text).state("I6") is State.INCOMPLETE


ROW = {"term": "口腔黏膜炎", "grade": "2", "cause": "chemotherapy"}


def listed(child: Participant, *rows: dict[str, str]) -> Participant:
    full = ({**ROW, **row} for row in rows)
    return child.but("toxicities", any_toxicity="yes").having("toxicities", "toxicities", *full)


def told(verdict: Verdict, code: str) -> list[dict[str, object]]:
    return [dict(reason.arguments) for reason in verdict.reasons if reason.code == code]


@pytest.mark.parametrize("grade", ["2", "3", "4"])
def test_that_every_listed_toxicity_stands_with_its_grade(eligible: Participant, grade: str) -> None:
    child = listed(eligible, {"grade": "1", "term": "脱发"}, {"grade": grade}, {"cause": "disease", "term": "疼痛"})
    verdict = child.verdict("I6")
    assert verdict.state is State.NOT_MET
    assert told(verdict, "why_toxicity") == [{"term": "口腔黏膜炎", "grade": grade}]
    unanswered = child.but("judgements", judgement_i6="").verdict("I6")
    assert told(unanswered, "why_toxicity_listed") == [{"term": "口腔黏膜炎", "grade": grade}]


def test_that_of_two_toxicities_the_one_that_is_not_exempt_stops(eligible: Participant) -> None:
    child = listed(eligible, {"term": "听力下降"}, {"term": "周围神经病变"}).ruled(R_TOX_EXEMPT="听力下降")
    verdict = child.verdict("I6")
    assert verdict.state is State.NOT_MET
    assert told(verdict, "why_toxicity") == [{"term": "周围神经病变", "grade": "2"}]
    assert told(verdict, "why_toxicity_listed") == [{"term": "听力下降", "grade": "2"}]


@pytest.mark.parametrize(("row", "missing"), [
    ({"term": ""}, ["toxicities.term"]), ({"grade": ""}, ["toxicities.grade"]), ({"cause": ""}, ["toxicities.cause"]),
    ({"term": "[unknown]", "grade": "", "cause": ""}, ["toxicities.grade", "toxicities.cause", "toxicities.term"]),
])
def test_that_what_a_row_lacks_is_named(eligible: Participant, row: dict[str, str], missing: list[str]) -> None:
    verdict = listed(eligible, {}, row).verdict("I6")
    assert verdict.state is State.INCOMPLETE
    assert [f"{ref.form}.{ref.field}" for ref in verdict.missing] == [f"toxicities.{field}" for field in missing]
    assert told(verdict, "why_unknown" if "[unknown]" in row.values() else "why_missing")


@pytest.mark.parametrize(("ruling", "term", "state"), [
    ("counts_by_I12", " Neutropenia ", State.MET), ("counts_by_I12", "血小板减少", State.MET),
    ("counts_by_I12", "发热性中性粒细胞减少", State.NOT_MET), ("counts_by_I12", "溶血性贫血", State.NOT_MET),
    ("counts_by_I12", "听力下降", State.NOT_MET), ("grade1_all", "血小板减少", State.NOT_MET),
])
def test_that_only_blood_counts_are_left_to_i12(eligible: Participant, ruling: str, term: str, state: State) -> None:
    child = listed(eligible, {"term": term}).ruled(R_RECOVERY=ruling, R_TOX_EXEMPT="脱发")
    assert child.state("I6") is state


@pytest.mark.parametrize(("values", "grades"), [
    ({"plt": "100", "plt_lln": "188"}, []), ({"plt": "75", "plt_lln": "188"}, []),
    ({"plt": "74.9", "plt_lln": "188"}, ["2"]), ({"plt": "49", "plt_lln": "188"}, ["3"]),
    ({"plt": "24", "plt_lln": "188"}, ["4"]), ({"plt": "250", "plt_lln": "188"}, []),
])
def test_that_counts_stand_beside_the_question_from_grade_2(
    eligible: Participant, values: dict[str, str], grades: list[str]
) -> None:
    verdict = eligible.but("laboratory", **values).verdict("I6")
    found = [reason.arguments["grade"] for reason in verdict.reasons if reason.code.startswith("why_count_listed")]
    assert found == grades


@pytest.mark.parametrize(("key", "name", "value", "unit", "lower", "grade"), [
    ("anc", "ANC", "0.9", "10⁹/L", "1.5", "3"), ("plt", "PLT", "60", "10⁹/L", "125", "2"),
    ("wbc", "WBC", "1.9", "10⁹/L", "4.0", "3"), ("hb", "Hb", "79", "g/L", "110", "3"),
])
def test_that_each_of_the_four_counts_is_named_with_its_value_and_grade(
    eligible: Participant, *, key: str, name: str, value: str, unit: str, lower: str, grade: str
) -> None:
    child = eligible.but("laboratory", **{key: value, f"{key}_unit": unit, f"{key}_lln": lower})
    verdict = child.verdict("I6")
    assert verdict.state is State.MET
    assert told(verdict, "why_count_listed") == [{"name": name, "value": value, "grade": grade}]


def test_that_a_count_within_the_limits_of_its_own_report_is_said_to_be_so(eligible: Participant) -> None:
    verdict = eligible.but("laboratory", plt="70", plt_lln="60", plt_uln="300").verdict("I6")
    assert verdict.state is State.MET
    assert told(verdict, "why_count_listed_within") == [{"name": "PLT", "value": "70", "grade": "2"}]
    assert not told(verdict, "why_count_listed")


def test_that_counts_are_graded_by_either_version_and_by_no_other(eligible: Participant) -> None:
    low = eligible.but("laboratory", plt="49", plt_lln="188")
    for version, shown in (("5.0", True), ("6.0", True), ("4.0", False), ("", False)):
        verdict = low.set(ctcae_version=version).verdict("I6")
        assert bool(told(verdict, "why_count_listed")) is shown, version


@pytest.mark.parametrize(("key", "value", "unit"), [
    ("hb", "105", "g/L"), ("wbc", "3.5", "10⁹/L"), ("plt", "80", "10⁹/L"),
])
def test_that_a_count_whose_grade_hangs_on_a_lower_limit_that_is_not_printed_is_not_listed(
    eligible: Participant, key: str, value: str, unit: str
) -> None:
    child = eligible.but("laboratory", **{key: value, f"{key}_unit": unit, f"{key}_lln": ""})
    verdict = child.verdict("I6")
    assert verdict.state is State.MET
    assert [reason.code for reason in verdict.reasons] == ["why_judged_met"]


@pytest.mark.parametrize("values", [{"anc": "-1"}, {"anc": "0.9", "anc_lln": "5", "anc_uln": "2"}, {"anc_unit": ""}])
def test_that_a_count_that_cannot_be_is_not_graded_beside_the_question(
    eligible: Participant, values: dict[str, str]
) -> None:
    child = eligible.but("laboratory", anc="0.9")
    assert told(child.verdict("I6"), "why_count_listed")
    verdict = child.but("laboratory", **values).verdict("I6")
    assert not told(verdict, "why_count_listed")
    assert not told(verdict, "why_count_listed_within")
