"""Reasons in the user's words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ucbnk_desktop import places
from ucbnk_desktop.forms.display import (
    absence,
    answer,
    changes,
    column_label,
    criterion_name,
    criterion_named,
    explain,
    label_of,
    outcome_word,
    path_label,
    state_word,
)
from ucbnk_desktop.forms.loader import read_forms
from ucbnk_desktop.protocol.facts import Missing
from ucbnk_desktop.protocol.quantity import Quantity
from ucbnk_desktop.protocol.verdicts import FieldRef, Named, Outcome, Reason, State
from ucbnk_desktop.wording import Language

FORMS = read_forms(places.forms())
ZH, EN = Language.ZH, Language.EN


def test_that_a_reason_is_one_sentence_in_each_language() -> None:
    reason = Reason.of("field_slip_since", previous="41", on=date(2026, 11, 14), times=21)
    assert explain(reason, FORMS, ZH) == "与上次 41（2026-11-14）相差约 21 倍，请核对数值和单位"
    assert explain(reason, FORMS, EN) == (
        "About 21 times away from the last value 41 (2026-11-14); please check value and unit"
    )


def test_that_a_field_is_said_by_its_label() -> None:
    reason = Reason.of("field_above_other", other=FieldRef("laboratory", "wbc"), limit=Decimal("2.20"))
    assert explain(reason, FORMS, ZH) == "高于“白细胞计数”（2.20），请核对两项"


@pytest.mark.parametrize(("field", "zh"), [
    ("anc", "中性粒细胞绝对计数"), ("anc_uln", "中性粒细胞绝对计数的参考上限"),
    ("anc_unit", "中性粒细胞绝对计数的单位"), ("crea_method", "肌酐检测方法"),
])
def test_that_columns_of_a_result_have_names(field: str, zh: str) -> None:
    assert label_of(FieldRef("laboratory", field), FORMS, ZH) == zh


@pytest.mark.parametrize("field", ["chemotherapy.last_dose_on", "chemotherapy[2].last_dose_on"])
def test_that_a_column_of_a_row_is_said_by_its_label(field: str) -> None:
    assert label_of(FieldRef("prior_therapy", field), FORMS, ZH) == "末次用药日期"


def test_that_a_question_is_quoted_without_its_mark() -> None:
    assert label_of(FieldRef("diagnosis", "brain_treated"), FORMS, ZH) == "脑转移是否已治疗"
    assert label_of(FieldRef("diagnosis", "brain_treated"), FORMS, EN) == "Has the brain metastasis been treated"


@pytest.mark.parametrize("ref", [
    FieldRef("laboratory", "moon"), FieldRef("moon", "anc"), FieldRef("prior_therapy", "chemotherapy.moon"),
    FieldRef("", ""),
])
def test_that_an_unknown_field_is_said_by_its_key(ref: FieldRef) -> None:
    assert label_of(ref, FORMS, ZH) == (ref.field or ref.form)


def test_that_several_fields_are_listed_once_each() -> None:
    refs = (FieldRef("laboratory", "inr"), FieldRef("laboratory", "pt"), FieldRef("laboratory", "inr"))
    assert explain(Reason.of("field_earlier_than", other=refs, on="2026"), FORMS, ZH).startswith(
        "早于“INR、PT”"
    )
    assert "INR, PT" in explain(Reason.of("field_earlier_than", other=refs, on="2026"), FORMS, EN)


def test_that_a_named_thing_is_said_in_the_language_asked_for() -> None:
    reason = Reason.of("why_setting", setting="setting:x", name=Named("筛选期", "Screening window"))
    assert "筛选期" in explain(reason, FORMS, ZH)
    assert "Screening window" in explain(reason, FORMS, EN)


def test_that_numbers_are_said_as_typed() -> None:
    reason = Reason.of("field_earlier_than", other="x", on=Quantity(Decimal("0.50"), "<"))
    assert "<0.50" in explain(reason, FORMS, EN)


def test_that_a_code_without_wording_is_a_fault_of_the_program() -> None:
    with pytest.raises(KeyError):
        explain(Reason.of("no_such_code"), FORMS, ZH)


def test_that_a_laboratory_test_is_not_tested_and_a_procedure_not_done() -> None:
    assert absence(FORMS["laboratory"].field("ast"), Missing.NOT_DONE).zh == "未查"
    assert absence(FORMS["ecg_echo"].field("lvef_percent"), Missing.NOT_DONE).zh == "未做"
    assert [absence(FORMS["laboratory"].field("ast"), missing).zh for missing in Missing] == [
        "未查", "未知", "不适用", "结果未出",
    ]


def test_that_what_was_kept_is_shown_by_its_words_and_an_absence_by_its_reason() -> None:
    form = FORMS["diagnosis"]
    assert answer(form, "disease_status", "relapsed", Language.ZH) == "复发"
    assert answer(form, "disease_status", "relapsed", Language.EN) == "Relapsed"
    assert answer(form, "histology", "[pending] 会诊中", Language.ZH) == "结果未出 · 会诊中"
    assert answer(form, "of_a_later_version", "x", Language.ZH) == "x"
    assert answer(None, "", "[unknown]", Language.EN) == "Unknown"


def test_that_a_test_that_was_not_done_is_called_so_wherever_it_is_told() -> None:
    form = FORMS["laboratory"]
    assert answer(form, "ast", "[not_done] 标本溶血", Language.ZH) == "未查 · 标本溶血"
    assert answer(form, "ast", "[not_done]", Language.EN) == "Not tested"
    assert answer(form, "ast_significance", "no", Language.ZH) == "无临床意义"


def test_that_a_column_is_called_by_its_table_its_test_and_its_part() -> None:
    assert column_label(FORMS["laboratory"], "ast_uln", Language.EN).endswith(" · upper limit")
    assert path_label(FORMS["prior_therapy"], "chemotherapy[3].drug", Language.ZH).endswith(" (3)")
    assert path_label(FORMS["prior_therapy"], "of_a_later_version", Language.ZH) == "of_a_later_version"
    changed = ("chemotherapy_given", "chemotherapy[3].drug")
    lines = changes(FORMS["prior_therapy"], {"chemotherapy_given": "yes"}, {}, changed, Language.ZH)
    assert [line.endswith("是 → —") for line in lines] == [True, False]


def test_that_a_criterion_is_named_before_its_title_and_inside_a_sentence() -> None:
    assert (criterion_name("I12.5").zh, criterion_named("I12.5").zh) == ("入 12.5", "入选12.5")
    assert (criterion_name("E4").zh, criterion_named("E4").zh) == ("排 4", "排除4")
    assert criterion_name("I12.5").en == criterion_named("I12.5").en == "I12.5"


def test_that_every_state_and_outcome_has_a_word_of_its_own_in_both_languages() -> None:
    for language in Language:
        assert len({state_word(state).in_(language) for state in State}) == len(State)
        assert len({outcome_word(outcome).in_(language) for outcome in Outcome}) == len(Outcome)
