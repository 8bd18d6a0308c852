"""The day of a confirmation and of an enrolment is held to what could be known on it, when corrected too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest

from tests.helpers.study_clock import TODAY, Ticking
from ucbnk_desktop.casebook import Casebook, ConfirmationRefused, EnrolmentRefused, EntryDraft, steps
from ucbnk_desktop.protocol.verdicts import Outcome
from ucbnk_desktop.records.changes import ChangeKind
from ucbnk_desktop.wording import Language

CONFIRMATION = {"confirmed": "yes", "investigator": "虚构研究者乙", "confirmed_on": "2026-11-22"}


def _against_confirmation(book: Casebook, code: str, day: str) -> ConfirmationRefused:
    head = book.store.head
    with pytest.raises(ConfirmationRefused) as caught:
        steps.confirm(book, code, {**CONFIRMATION, "confirmed_on": day})
    assert book.store.head == head, "nothing may be written"
    return caught.value


@pytest.mark.parametrize(
    ("day", "zh", "en"),
    [
        ("", "请填写确认日期", "full calendar day"),
        ("[unknown]", "请填写确认日期", "full calendar day"),
        ("2026-11", "请填写确认日期", "full calendar day"),
        ("2026-11-23", "2026-11-23 晚于今天", "lies in the future"),
        ("2026-11-15", "早于签署知情同意的日期 2026-11-16", "before consent was signed on 2026-11-16"),
        ("2026-11-18", "2026-11-18，但按现有资料，当日的判定为“资料不全”", "the outcome was “Incomplete”"),
    ],
)
def test_that_a_confirmation_carries_a_day_on_which_it_could_be_given(
    casebook: Casebook, day: str, zh: str, en: str
) -> None:
    refused = _against_confirmation(casebook, "D-001", day)
    assert zh in "".join(refused.words(Language.ZH))
    assert en in "".join(refused.words(Language.EN))
    assert casebook.assessment("D-001").outcome is Outcome.READY_TO_SIGN


def test_that_a_day_before_the_sample_names_the_criteria_that_were_open_then(casebook: Casebook) -> None:
    assert "I12.2" in _against_confirmation(casebook, "D-001", "2026-11-17").criteria


def test_that_a_confirmation_without_any_day_is_refused(casebook: Casebook) -> None:
    with pytest.raises(ConfirmationRefused):
        steps.confirm(casebook, "D-001", {"investigator": "虚构研究者乙"})


def test_that_what_was_signed_on_paper_yesterday_may_be_recorded_today(casebook: Casebook) -> None:
    steps.confirm(casebook, "D-001", {**CONFIRMATION, "confirmed_on": "2026-11-21"})
    assert casebook.assessment("D-001").outcome is Outcome.ELIGIBLE


def test_that_a_confirmation_given_anew_is_not_dated_before_the_change_that_voided_the_first(
    casebook: Casebook,
) -> None:
    casebook.store.correct("D-002", "laboratory", 1, {"plt": "111"}, reason="录入错误")
    said = _against_confirmation(casebook, "D-002", "2026-11-21").words(Language.ZH)
    assert said == ("原确认已失效：资料于 2026-11-22 有修改，重新确认的日期不能早于该日（所填 2026-11-21）。",)
    steps.confirm(casebook, "D-002", CONFIRMATION)
    assert casebook.assessment("D-002").outcome is Outcome.ELIGIBLE


def test_that_an_answer_that_the_day_cannot_be_known_is_not_offered(casebook: Casebook) -> None:
    assert casebook.forms["eligibility"].field("confirmed_on").missing == ()


def test_that_a_confirmation_kept_without_a_day_enrols_nobody(casebook: Casebook) -> None:
    digest = casebook.assessment("D-001").digest
    casebook.store.confirm("D-001", {**CONFIRMATION, "confirmed_on": "[unknown]", "assessment_digest": digest})
    with pytest.raises(EnrolmentRefused) as caught:
        steps.enrol(casebook, "D-001", {"enrolled_on": "2026-11-22", "dose_level": "1", "enrolled_by": "乙"})
    assert "合格确认未记录日期" in "".join(caught.value.words(Language.ZH))


# The day of enrolment, corrected


def _corrected(book: Casebook, code: str, changes: Mapping[str, str]) -> ChangeKind:
    entry = book.store.entries(code, "enrolment")[-1]
    return steps.save_entry(book, code, EntryDraft("enrolment", entry.number, changes), {}, reason="录入错误").kind


def _against_correction(book: Casebook, code: str, changes: Mapping[str, str]) -> EnrolmentRefused:
    head = book.store.head
    with pytest.raises(EnrolmentRefused) as caught:
        _corrected(book, code, changes)
    assert book.store.head == head, "nothing may be written"
    return caught.value


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"enrolled_on": "2026-11-19"}, "早于确认合格的日期 2026-11-21"),
        ({"enrolled_on": "2026-11-10"}, "早于签署知情同意的日期 2026-11-16"),
        ({"enrolled_on": "2026-11-23"}, "晚于今天"),
        ({"enrolled_on": ""}, "请填写入组日期"),
        ({"dose_level": "4"}, "剂量水平 4"),
    ],
)
def test_that_a_correction_of_the_enrolment_passes_the_same_gate(
    casebook: Casebook, changes: dict[str, str], word: str
) -> None:
    assert word in "".join(_against_correction(casebook, "D-018", changes).words(Language.ZH))


def test_that_a_day_on_which_criteria_were_open_is_refused_with_them(casebook: Casebook) -> None:
    assert "I5" in _against_correction(casebook, "D-018", {"enrolled_on": "2026-11-19"}).criteria


def test_that_a_slip_of_the_pen_is_corrected_to_a_day_that_passes(casebook: Casebook) -> None:
    assert _corrected(casebook, "D-018", {"enrolled_on": "2026-11-22"}) == "corrected"
    assert casebook.assessment("D-018").as_of == TODAY
    assert casebook.assessment("D-018").outcome is Outcome.ELIGIBLE


def test_that_nobody_is_enrolled_after_the_first_infusion(casebook: Casebook) -> None:
    said = _against_correction(casebook, "D-010", {"enrolled_on": "2026-11-22"}).words(Language.ZH)
    assert any("晚于首次回输日期" in words for words in said)


def test_that_what_is_no_day_and_no_level_is_corrected_freely(casebook: Casebook) -> None:
    casebook.store.correct("D-018", "laboratory", 1, {"plt": "10"}, reason="录入错误")
    assert _corrected(casebook, "D-018", {"enrolled_by": "虚构研究者丙"}) == "corrected"


def test_that_a_void_confirmation_covers_no_corrected_day(casebook: Casebook) -> None:
    casebook.store.correct("D-018", "laboratory", 1, {"plt": "111"}, reason="录入错误")
    said = _against_correction(casebook, "D-018", {"enrolled_on": "2026-11-22"}).words(Language.ZH)
    assert said == ("确认合格之后资料有修改，请研究者重新确认。",)


def test_that_a_confirmation_given_anew_after_enrolment_leaves_the_day_correctable(
    open_copy: Callable[[], Casebook]
) -> None:
    book = open_copy()
    clock = book.store._transactions.now
    assert isinstance(clock, Ticking)
    clock.at += timedelta(days=2)
    book.store.correct("D-018", "laboratory", 1, {"plt": "111"}, reason="录入错误")
    steps.confirm(book, "D-018", {**CONFIRMATION, "confirmed_on": "2026-11-24"})
    assert _corrected(book, "D-018", {"enrolled_on": "2026-11-22"}) == "corrected"
