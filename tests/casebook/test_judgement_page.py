"""Judgements: answered once, kept with the facts they rest on, void when these change, and only then."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import pytest

from tests.helpers.pdf_text import pdf_text
from ucbnk_desktop.casebook import Casebook, ConfirmationRefused, EntryDraft, steps
from ucbnk_desktop.protocol.judgement_basis import BASIS, KEPT, judgement_key, read_grounds
from ucbnk_desktop.protocol.verdicts import FieldRef, Outcome, State
from ucbnk_desktop.site_time import SITE_ZONE

D1 = "D-001"
PLAIN = ("I4", "I5", "I6", "I8", "I13", "E3", "E6", "E7", "E9", "E14", "E22", "E25")
"""What is asked of a child without anything that speaks against her."""


def values(book: Casebook, code: str = D1) -> Mapping[str, str]:
    return book.store.entries(code, "judgements")[-1].values


def save(book: Casebook, changed: Mapping[str, str], *, confirmed: Mapping[str, str] | None = None) -> None:
    entry = book.store.entries(D1, "judgements")[-1]
    typed = {key: text for key, text in {**entry.values, **changed}.items() if key != KEPT}
    draft = EntryDraft("judgements", entry.number, typed)
    steps.save_entry(book, D1, draft, {}, reason="研究者复核", confirmations=confirmed)


def correct(book: Casebook, form: str, **changed: str) -> None:
    entry = book.store.entries(D1, form)[-1]
    book.store.correct(D1, form, entry.number, changed, reason="录入错误")


def open_lines(book: Casebook) -> dict[str, State]:
    return {verdict.criterion: verdict.state for verdict in book.assessment(D1).verdicts if not verdict.state.settled}


def test_that_a_new_entry_keeps_the_facts_of_every_answer_and_of_nothing_else(demo: Casebook) -> None:
    kept = read_grounds(values(demo)[KEPT])
    assert tuple(kept) == PLAIN
    assert demo.assessment(D1).outcome is Outcome.READY_TO_SIGN


def test_that_an_answer_is_void_when_a_fact_of_its_row_is_corrected(casebook: Casebook) -> None:
    correct(casebook, "diagnosis", inss="3")
    assert open_lines(casebook) == {"I4": State.NEEDS_PI}
    asking = casebook.judging(D1)["judgement_i4"]
    assert asking.changed == (FieldRef("diagnosis", "inss"),)
    assert (asking.answer, asking.on) == ("met", values(casebook)["judged_on"])
    assert values(casebook)["judgement_i4"] == "met"


def test_that_a_fact_put_back_as_it_was_lets_the_answer_stand_again(casebook: Casebook) -> None:
    before = casebook.store.entries(D1, "diagnosis")[-1].values["inss"]
    correct(casebook, "diagnosis", inss="3")
    correct(casebook, "diagnosis", inss=before)
    assert open_lines(casebook) == {}


def test_that_a_void_answer_makes_the_confirmation_wait(casebook: Casebook) -> None:
    correct(casebook, "diagnosis", inss="3")
    with pytest.raises(ConfirmationRefused) as refused:
        steps.confirm(casebook, D1, {"investigator": "欧阳主任", "confirmed_on": "2026-11-22"})
    assert refused.value.criteria == ("I4",)


def test_that_an_answer_left_alone_stays_void_when_another_is_changed(casebook: Casebook) -> None:
    correct(casebook, "diagnosis", inss="3")
    save(casebook, {"judgement_e22": "present", "judgement_e22_reason": "依从性存疑"})
    assert open_lines(casebook) == {"I4": State.NEEDS_PI, "E22": State.PRESENT}


def test_that_an_answer_changed_rests_on_the_facts_of_now(casebook: Casebook) -> None:
    save(casebook, {"judgement_i4": ""})
    correct(casebook, "diagnosis", inss="3")
    save(casebook, {"judgement_i4": "met"})
    assert open_lines(casebook) == {}


def test_that_a_confirmed_answer_rests_on_the_facts_of_now_and_the_history_says_so(casebook: Casebook) -> None:
    correct(casebook, "diagnosis", inss="3")
    save(casebook, {}, confirmed={"judgement_i4": "原判定是否仍然成立？"})
    assert open_lines(casebook) == {}
    rows = casebook.store.history(participant=D1, form="judgements", field="judgement_i4")
    assert (rows[-1].operation, rows[-1].new, rows[-1].reason) == ("confirm_value", "met", "原判定是否仍然成立？")


@pytest.mark.parametrize(
    ("signed", "stands"),
    [
        ({"judged_by": "欧阳主任"}, True), ({"judged_on": "2026-11-22"}, True), ({"judged_on": "2026-11-19"}, False),
        ({"judgement_i4_reason": "另述"}, False),
    ],
)
def test_that_signing_anew_makes_every_answer_rest_on_the_facts_of_now(
    casebook: Casebook, signed: Mapping[str, str], stands: bool
) -> None:
    correct(casebook, "diagnosis", inss="3")
    save(casebook, signed)
    assert ("I4" not in open_lines(casebook)) is stands


def test_that_an_older_entry_without_kept_facts_counts_and_gets_them_when_it_is_signed_anew(
    casebook: Casebook,
) -> None:
    correct(casebook, "judgements", **{KEPT: ""})
    correct(casebook, "diagnosis", inss="3")
    assert open_lines(casebook) == {}
    save(casebook, {"judgement_e22_reason": "无"})
    assert values(casebook)[KEPT] == ""
    save(casebook, {"judged_on": "2026-11-22"})
    assert tuple(read_grounds(values(casebook)[KEPT])) == PLAIN


def test_that_filling_a_blank_answer_needs_no_reason(casebook: Casebook) -> None:
    save(casebook, {"judgement_e22": ""})
    entry = casebook.store.entries(D1, "judgements")[-1]
    steps.save_entry(casebook, D1, EntryDraft("judgements", entry.number, {"judgement_e22": "absent"}), {})
    assert open_lines(casebook) == {}
    kept = casebook.store.history(participant=D1, form="judgements", field=KEPT)[-1]
    assert kept.reason == "随判定记录其所依据的资料 / facts kept with the answers"
    assert casebook.store.verify() == ()


def test_that_saving_without_any_change_keeps_nothing_new(casebook: Casebook) -> None:
    before = casebook.store.head
    save(casebook, {})
    assert casebook.store.head == before


def test_that_a_new_blood_count_leaves_every_answer_standing(casebook: Casebook) -> None:
    laboratory = {"sampled_on": "2026-11-20", "anc": "2.0", "anc_unit": "10⁹/L"}
    steps.save_entry(casebook, D1, EntryDraft("laboratory", None, laboratory), {})
    assert open_lines(casebook) == {}


def test_that_computation_alone_asks_nobody_and_the_facts_beside_a_question_are_told(demo: Casebook) -> None:
    page = demo.judging(D1)
    assert tuple(page) == tuple(judgement_key(criterion) for criterion in BASIS)
    assert tuple(asking.criterion for asking in page.values() if asking.asked) == PLAIN
    told = [(one.label.zh, one.value.zh, one.value.en) for one in page["judgement_i8"].told]
    assert told[:2] == [
        ("是否接受过化疗以外的抗肿瘤治疗", "是", "Yes"),
        ("抗肿瘤治疗", "达妥昔单抗β · GD2单抗 · 2026-09-23 · 毒性已恢复",
         "达妥昔单抗β · Anti-GD2 antibody · 2026-09-23 · Toxicity recovered"),
    ]


def test_that_results_are_told_with_their_limit_and_their_day(demo: Casebook) -> None:
    told = {one.label.zh: (one.value.zh, one.value.en, one.on) for one in demo.judging("D-016")["judgement_e4"].told}
    assert told["INR"] == ("1.62（≤ 1.20）", "1.62 (≤ 1.20)", "2026-11-19")


def test_that_a_question_whose_facts_are_not_entered_says_so(demo: Casebook) -> None:
    page = demo.judging("D-014")
    assert page["judgement_e7"].bare
    assert not page["judgement_e25"].bare
    assert not demo.judging(D1)["judgement_e7"].bare


def test_that_grounds_are_asked_for_where_the_facts_are_to_be_weighed(casebook: Casebook) -> None:
    assert [one.criterion for one in casebook.judging(D1).values() if one.weighs] == ["I8"]
    correct(casebook, "medical_history", other_condition="yes", il2_contraindication="yes", il2_detail="轻度")
    assert [one.criterion for one in casebook.judging(D1).values() if one.weighs] == ["I8", "E18", "E22"]


@pytest.mark.parametrize("name", ["", "[unknown]"])
def test_that_a_confirmation_names_the_investigator_who_signs(casebook: Casebook, name: str) -> None:
    with pytest.raises(ConfirmationRefused) as refused:
        steps.confirm(casebook, D1, {"investigator": name, "confirmed_on": "2026-11-22"})
    assert [reason.zh for reason in refused.value.reasons] == [
        "未填写签字确认的研究者姓名：可由协调员录入，但须由研究者签字"
    ]


def test_that_the_marks_of_the_facts_stand_on_no_paper(casebook: Casebook) -> None:
    from ucbnk_desktop.paper.printing import print_bytes

    correct(casebook, "diagnosis", inss="3")
    save(casebook, {"judged_on": "2026-11-22"})
    sheets = (*casebook.sheets(D1, ["judgements"]), *casebook.sheets(D1, ["judgements"], blank=True))
    stamp = casebook.stamp(D1, at=datetime(2026, 11, 22, 9, 0, tzinfo=SITE_ZONE), by="甲")
    pdf = print_bytes(sheets, stamp, "both", forms=casebook.forms, pack=casebook.pack)
    text = pdf_text(pdf)
    assert "2026-11-22" in text
    for hidden in ("校验码", "Marks of the facts", values(casebook)[KEPT][:12]):
        assert hidden not in text
