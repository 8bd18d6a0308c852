"""What is typed and not saved changes the verdict at once, and nothing else; what is saved is judged anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from ucbnk_desktop.casebook import Casebook, EntryDraft, steps
from ucbnk_desktop.protocol.verdicts import Outcome, State
from ucbnk_desktop.records.model import RowDraft


def _typed(casebook: Casebook, code: str, form: str, **changes: str) -> EntryDraft:
    entry = [one for one in casebook.store.entries(code, form) if one.struck is None][-1]
    rows = {key: tuple(row.values for row in rows) for key, rows in entry.rows.items()}
    return EntryDraft(form, entry.number, {**entry.values, **changes}, rows)


def test_that_typing_low_platelets_fails_the_row_without_saving(demo: Casebook) -> None:
    before = demo.store.head
    live = demo.assessment("D-001", draft=_typed(demo, "D-001", "laboratory", plt="48"))
    assert live.verdict("I12.2").state is State.NOT_MET
    assert live.outcome is Outcome.NOT_ELIGIBLE
    assert demo.assessment("D-001").outcome is Outcome.READY_TO_SIGN
    assert demo.store.head == before


def test_that_typing_the_missing_upper_limit_settles_the_row(demo: Casebook) -> None:
    live = demo.assessment("D-006", draft=_typed(demo, "D-006", "laboratory", tbil_uln="21.0"))
    assert live.verdict("I12.3").state is State.MET


def test_that_a_new_entry_that_is_only_typed_counts_as_the_latest(demo: Casebook) -> None:
    saved = demo.store.entries("D-001", "laboratory")[-1]
    draft = EntryDraft("laboratory", None, {**saved.values, "sampled_on": "2026-11-21", "plt": "74.9"})
    assert demo.assessment("D-001", draft=draft).verdict("I12.2").state is State.NOT_MET


def test_that_an_emptied_field_is_missing_in_the_live_verdict(demo: Casebook) -> None:
    live = demo.assessment("D-001", draft=_typed(demo, "D-001", "demographics", birth_date=""))
    assert live.verdict("I2").state is State.INCOMPLETE


def test_that_rows_typed_are_judged_and_rows_left_out_are_not(demo: Casebook) -> None:
    typed = _typed(demo, "D-001", "prior_therapy")
    recent = {"drug": "环磷酰胺", "myelosuppressive": "yes", "nitrosourea": "no", "last_dose_on": "2026-11-10",
              "protocol_combination": "no"}
    with_row = EntryDraft(typed.form, typed.entry, typed.values, {**typed.rows, "chemotherapy": (recent,)})
    assert demo.assessment("D-001", draft=with_row).verdict("I7").state is State.PENDING_DATE
    without = EntryDraft(typed.form, typed.entry, typed.values, {**typed.rows, "chemotherapy": ()})
    assert demo.assessment("D-001", draft=without).verdict("I7").state is not State.MET


def test_that_a_live_change_of_a_confirmed_child_is_no_longer_eligible(demo: Casebook) -> None:
    assert demo.assessment("D-002").outcome is Outcome.ELIGIBLE
    live = demo.assessment("D-002", draft=_typed(demo, "D-002", "laboratory", alt="25"))
    assert live.outcome is Outcome.READY_TO_SIGN


def test_that_typing_the_same_again_keeps_the_confirmation(demo: Casebook) -> None:
    assert demo.assessment("D-002", draft=_typed(demo, "D-002", "laboratory")).outcome is Outcome.ELIGIBLE


def test_that_who_she_is_never_reaches_the_rules(demo: Casebook) -> None:
    assert demo.store.entries("D-001", "identity")
    assert demo.facts("D-001").all("identity") == ()
    draft = EntryDraft("identity", 1, {"name": "虚小甲"})
    assert demo.facts("D-001", draft) == demo.facts("D-001")


def test_that_a_later_correction_makes_the_confirmation_stale(casebook: Casebook) -> None:
    assert casebook.assessment("D-002").outcome is Outcome.ELIGIBLE
    casebook.store.correct("D-002", "laboratory", 1, {"alt": "26"}, reason="录入错误")
    assert casebook.confirmation_stale("D-002")
    assert casebook.assessment("D-002").outcome is Outcome.READY_TO_SIGN


def test_that_a_day_that_passes_is_no_change_of_the_data(demo: Casebook) -> None:
    assert demo.assessment("D-002", day=date(2026, 11, 23)).digest == demo.assessment("D-002").digest


def test_that_expired_results_are_never_eligible_though_confirmed(demo: Casebook) -> None:
    later = demo.assessment("D-002", day=date(2027, 3, 1))
    assert later.outcome not in (Outcome.ELIGIBLE, Outcome.READY_TO_SIGN)


def test_that_results_that_expire_void_no_confirmation_and_keep_nobody_eligible(demo: Casebook) -> None:
    later = Casebook(demo.store, demo.forms, demo.pack, lambda: date(2026, 12, 10))
    assert later.assessment("D-002").outcome is not Outcome.ELIGIBLE
    assert not later.confirmation_stale("D-002")
    assert later.confirmation_stale("D-017")


def test_that_an_enrolled_child_stays_judged_on_the_day_of_enrolment(demo: Casebook) -> None:
    later = Casebook(demo.store, demo.forms, demo.pack, lambda: date(2027, 6, 1))
    for code in ("D-010", "D-011", "D-018"):
        assert later.assessment(code) == demo.assessment(code)
        assert later.assessment(code).outcome is Outcome.ELIGIBLE


def test_that_a_later_correction_of_an_enrolled_child_is_flagged(casebook: Casebook) -> None:
    casebook.store.correct("D-018", "laboratory", 1, {"plt": "48"}, reason="原始资料更正")
    assert casebook.confirmation_stale("D-018")
    assert casebook.assessment("D-018").outcome is Outcome.NOT_ELIGIBLE
    assert [verdict.criterion for verdict in casebook.refusals("D-018")] == ["I12.2"]


def test_that_a_sample_taken_after_enrolment_changes_no_verdict(casebook: Casebook) -> None:
    before = casebook.assessment("D-010")
    saved = casebook.store.entries("D-010", "laboratory")[0].values
    casebook.store.record("D-010", "laboratory", {**saved, "sampled_on": "2026-11-21", "plt": "12"})
    assert casebook.assessment("D-010") == before


def test_that_a_struck_row_and_a_struck_entry_never_count(casebook: Casebook) -> None:
    before = len(list(casebook.facts("D-001").rows("prior_therapy", "chemotherapy")))
    casebook.store.strike("D-001", "prior_therapy", 1, reason="录入错误", row=("chemotherapy", 1))
    assert len(list(casebook.facts("D-001").rows("prior_therapy", "chemotherapy"))) == before - 1
    casebook.store.strike("D-001", "laboratory", 1, reason="录入错误")
    assert casebook.facts("D-001").all("laboratory") == ()
    assert casebook.assessment("D-001").verdict("I12.2").state is State.INCOMPLETE


def test_that_saving_chooses_the_verb_that_fits(casebook: Casebook) -> None:
    new = EntryDraft("vital_signs", None, {"measured_at": "2026-11-21 08:00", "weight_kg": "16.4"})
    assert steps.save_entry(casebook, "D-001", new, {}).kind == "recorded"
    old = EntryDraft("vital_signs", 1, {"weight_kg": "16.3"})
    assert steps.save_entry(casebook, "D-001", old, {}, reason="录入错误").kind == "corrected"
    confirmation = {"confirmed": "yes", "investigator": "虚构研究者乙", "confirmed_on": "2026-11-22"}
    assert steps.save_entry(casebook, "D-001", EntryDraft("eligibility", None, confirmation), {}).kind == "confirmed"
    assert casebook.assessment("D-001").outcome is Outcome.ELIGIBLE
    enrolment = {"enrolled_on": "2026-11-22", "dose_level": "1", "enrolled_by": "虚构研究者乙"}
    assert steps.save_entry(casebook, "D-001", EntryDraft("enrolment", None, enrolment), {}).kind == "enrolled"


def test_that_a_new_row_can_be_saved_with_the_rows_that_stand(casebook: Casebook) -> None:
    entry = casebook.store.entries("D-001", "prior_therapy")[0]
    rows = [RowDraft(row.values, row.number) for row in entry.rows["chemotherapy"]]
    rows.append(RowDraft({"drug": "长春新碱", "myelosuppressive": "no", "last_dose_on": "2026-07"}))
    steps.save_entry(casebook, "D-001", EntryDraft("prior_therapy", 1, {}), {"chemotherapy": rows})
    assert len(casebook.store.entries("D-001", "prior_therapy")[0].rows["chemotherapy"]) == 3


def test_that_an_unknown_participant_is_a_key_error(demo: Casebook) -> None:
    with pytest.raises(KeyError):
        demo.assessment("D-999")


def test_that_two_books_of_the_same_study_agree(open_copy: Callable[[], Casebook]) -> None:
    one, other = open_copy(), open_copy()
    assert one.assessment("D-009") == other.assessment("D-009")
