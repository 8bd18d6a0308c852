"""What follows from an infusion as typed: the dose arithmetic, minutes, limits, and the curve."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.study_clock import TODAY
from ucbnk_desktop import places
from ucbnk_desktop.casebook import Casebook, EntryDraft, Figure, Figures, InfusionRefused, WithinLimit, steps
from ucbnk_desktop.casebook.infusion_figures import InfusionContext, figures
from ucbnk_desktop.casebook.model import InfusionState, InfusionStatus
from ucbnk_desktop.forms.edit_checks.result import Rows
from ucbnk_desktop.forms.loader import read_forms
from ucbnk_desktop.protocol.settings import Settings
from ucbnk_desktop.records.model import RowDraft

FORM = read_forms(places.forms())["infusion"]
SETTINGS: Mapping[str, str] = {
    "dose_levels": '["1.0", "2.0"]', "cap_weight_kg": "none", "dose_tolerance_pct": '{"low": 80, "high": 120}',
    "nk_fraction_base": "of_viable", "product_limits": '{"viability_percent": 70, "cd3_per_kg": 100000}',
    "thaw_to_start_max_min": "60", "infusion_max_min": "60", "weight_max_age_days": "3", "weight_max_change_pct": "5",
    "preinfusion_criteria": '[{"field": "temperature_c", "below": "38.0"}, {"field": "spo2_percent", "from": "94"}]',
}
DOSE: Mapping[str, str] = {
    "given": "yes", "infusion_number": "3", "infused_on": "2026-11-22", "weight_kg": "16.0", "weighed_on": "2026-11-20",
    "planned_dose_e6_per_kg": "1.0", "total_cells_e6": "20.0", "viability_percent": "90", "nk_percent": "95",
    "volume_prepared_ml": "50", "volume_given_ml": "50",
}
STATE = InfusionState(
    3, 1, date(2026, 11, 22), date(2026, 11, 20), date(2026, 11, 24), None, InfusionStatus.DUE,
)


def told(
    values: Mapping[str, str] = DOSE, rows: Rows | None = None, settings: Mapping[str, str] = SETTINGS,
    course: InfusionContext | None = None,
) -> Figures:
    beside = course or InfusionContext("D-010", "1", STATE, ("16.0", date(2026, 11, 15)))
    return figures(FORM, values, rows or {}, beside, Settings(settings), today=TODAY)


def one(found: tuple[Figure, ...], label: str) -> Figure:
    return next(figure for figure in found if figure.label.zh.startswith(label))


def dose(label: str, values: Mapping[str, str] | None = None, **changed: str) -> Figure:
    return one(told({**DOSE, **changed, **(values or {})}).dose, label)


def test_that_the_worked_example_of_the_protocol_comes_out() -> None:
    assert dose("目标总量").value.zh == "16.00 ×10⁶"
    assert dose("袋内活NK细胞").value.zh == "17.10 ×10⁶"
    assert dose("实际剂量").value.zh == "1.069 ×10⁶/kg"
    assert dose("占目标").value.zh == "106.9 %"
    assert dose("占目标", volume_given_ml="40").value.zh == "85.5 %"
    assert dose("输入活NK细胞", volume_given_ml="40").note.zh == "40 / 50 mL"


@pytest.mark.parametrize(
    ("cells", "held"),
    [("14.98", WithinLimit.YES), ("14.97", WithinLimit.NO), ("22.45", WithinLimit.YES), ("22.46", WithinLimit.NO)],
)
def test_that_the_tolerance_is_kept_at_both_ends(cells: str, held: WithinLimit) -> None:
    assert dose("占目标", total_cells_e6=cells).held is held


def test_that_a_share_just_outside_is_not_rounded_into_the_tolerance() -> None:
    assert dose("占目标", total_cells_e6="14.97").value.zh == "79.996 %"


def test_that_a_limit_nobody_decided_is_said_to_be_open_and_never_kept() -> None:
    found = told(settings={})
    for label, words in (("占目标", "允许范围未确认"), ("目标总量", "计算剂量的体重上限未确认"),
                         ("计划剂量", "各剂量水平未确认"), ("称重至回输", "未确认")):
        figure = one(found.dose, label)
        assert figure.held is WithinLimit.OPEN
        assert words in figure.note.zh
    assert WithinLimit.YES not in {figure.held for figure in (*found.dose, *found.course, *found.before)}


def test_that_a_weight_above_the_cap_counts_as_the_cap_and_says_so() -> None:
    found = told(settings={**SETTINGS, "cap_weight_kg": "15"})
    assert one(found.dose, "目标总量").value.zh == "15.00 ×10⁶"
    assert "体重上限" in one(found.dose, "目标总量").note.zh


def test_that_a_planned_dose_other_than_that_of_the_level_is_said() -> None:
    assert dose("计划剂量").held is WithinLimit.YES
    wrong = dose("计划剂量", planned_dose_e6_per_kg="2.0")
    assert wrong.held is WithinLimit.NO
    assert "剂量水平 1 为 1.0" in wrong.note.zh


def test_that_what_is_lacking_is_named_by_its_label() -> None:
    assert dose("目标总量", weight_kg="").note.zh == "缺：体重"
    assert dose("袋内活NK细胞", viability_percent="[not_done]").note.zh == "缺：活率"
    assert dose("占目标", weight_kg="").value.zh == "—"


def test_that_more_given_than_prepared_is_no_dose() -> None:
    figure = dose("输入活NK细胞", volume_given_ml="51")
    assert figure.value.zh == "—"


@pytest.mark.parametrize(
    ("label", "held"), [
        ("D-010", WithinLimit.YES), ("d-010", WithinLimit.YES), ("D-011", WithinLimit.NO), ("D-0l0", WithinLimit.NO)
    ]
)
def test_that_the_code_on_the_bag_is_compared_with_the_participant(label: str, held: WithinLimit) -> None:
    figure = one(told({**DOSE, "label_code": label}).product, "标签")
    assert figure.held is held
    assert ("请勿回输" in figure.note.zh) is (held is WithinLimit.NO)


@pytest.mark.parametrize(("ended", "held"), [("18:00", WithinLimit.YES), ("18:01", WithinLimit.NO)])
def test_that_a_product_is_used_up_before_it_expires(ended: str, held: WithinLimit) -> None:
    values = {**DOSE, "expires_at": "2026-11-22 18:00", "started_at": "17:30", "ended_at": ended}
    assert one(told(values).product, "有效期").held is held


def test_that_a_fixed_dose_is_not_computed_by_weight() -> None:
    found = told(settings={**SETTINGS, "dose_unit": "fixed"})
    assert [figure.held for figure in found.dose] == [WithinLimit.OPEN]


@pytest.mark.parametrize(
    ("weighed", "held"), [("2026-11-19", WithinLimit.YES), ("2026-11-18", WithinLimit.NO)]
)
def test_that_the_weight_may_be_as_old_as_the_study_says(weighed: str, held: WithinLimit) -> None:
    assert dose("称重至回输", weighed_on=weighed).held is held


@pytest.mark.parametrize(
    ("weight", "held"), [
        ("16.8", WithinLimit.YES), ("16.81", WithinLimit.NO), ("15.2", WithinLimit.YES), ("15.19", WithinLimit.NO)
    ]
)
def test_that_a_change_of_weight_is_held_against_the_limit_in_both_directions(weight: str, held: WithinLimit) -> None:
    assert dose("体重较", weight_kg=weight).held is held


@pytest.mark.parametrize(
    ("thawed", "began", "minutes", "held"),
    [(
        "09:45", "10:45", 60, WithinLimit.YES
    ), ("09:45", "10:46", 61, WithinLimit.NO), ("23:50", "00:10", 20, WithinLimit.YES)],
)
def test_that_the_minutes_from_thawing_are_counted_over_midnight_too(
    thawed: str, began: str, minutes: int, held: WithinLimit
) -> None:
    figure = one(told({**DOSE, "thaw_ended_at": thawed, "started_at": began}).course, "复苏")
    assert figure.value.zh == f"{minutes} 分钟"
    assert figure.held is held


def _row(point: str, at: str, warm: str = "36.6", pulse: str = "98", spo2: str = "99") -> dict[str, str]:
    return {"time_point": point, "taken_at": at, "temperature_c": warm, "pulse_per_min": pulse, "spo2_percent": spo2}


@pytest.mark.parametrize(("warm", "held"), [("37.9", WithinLimit.YES), ("38.0", WithinLimit.NO)])
def test_that_vital_signs_before_the_start_are_held_against_the_studys_limits(warm: str, held: WithinLimit) -> None:
    found = told(DOSE, {"vitals": [_row("before", "09:55", warm), _row("end", "10:30", "39.0")]})
    assert one(found.before, "输注前体温").held is held


def test_that_limits_before_the_infusion_that_are_not_decided_are_said() -> None:
    found = told(DOSE, {"vitals": [_row("before", "09:55")]}, settings={})
    assert [figure.note.zh for figure in found.before] == ["未确认"]


def test_that_the_curve_counts_from_the_start_and_knows_its_end() -> None:
    values = {**DOSE, "started_at": "23:50", "ended_at": "00:20"}
    curve = told(values, {"vitals": [_row("end", "00:20"), _row("before", "23:40", "[not_done]"), {}]}).curve
    assert [reading.minute for reading in curve.readings] == [-10, 30]
    assert curve.readings[0].temperature is None
    assert curve.ended == 30
    assert curve.fever == Decimal("38.0")
    assert curve.drawn


def test_that_an_infusion_not_given_has_a_plan_and_no_figures() -> None:
    found = told({"given": "no", "infusion_number": "3"})
    assert "计划 2026-11-22" in found.plan.zh
    assert (found.dose, found.product, found.course) == ((), (), ())


@pytest.mark.parametrize(
    ("day", "zh", "en"),
    [
        ("2026-11-22", "按计划日回输", "on the planned day"),
        ("2026-11-24", "与计划相差 +2 天，在视窗内", "+2 d from the plan, inside the window"),
        ("2026-11-25", "与计划相差 +3 天，超出视窗", "+3 d from the plan, outside the window"),
        ("2026-11-19", "与计划相差 -3 天，超出视窗", "-3 d from the plan, outside the window"),
    ],
)
def test_that_planned_and_actual_day_are_compared_with_the_window(day: str, zh: str, en: str) -> None:
    plan = told({**DOSE, "infused_on": day}).plan
    assert zh in plan.zh
    assert en in plan.en


@given(st.dictionaries(st.sampled_from(sorted(DOSE)), st.text(max_size=12)), st.lists(
    st.dictionaries(st.sampled_from(["time_point", "taken_at", "temperature_c", "pulse_per_min"]), st.text(max_size=8)),
    max_size=3,
), st.dictionaries(st.sampled_from(sorted(SETTINGS)), st.one_of(st.text(max_size=12), st.just('{"low": []}'))))
def test_that_nothing_typed_and_no_setting_ever_raises(
    values: dict[str, str], rows: list[dict[str, str]], settings: dict[str, str]
) -> None:
    told({**DOSE, **values}, {"vitals": rows}, {**SETTINGS, **settings})


def test_that_a_table_of_the_settings_may_hold_anything() -> None:
    odd = json.dumps([1, {"field": "nothing"}, {"field": "temperature_c"}, None])
    told(DOSE, {"vitals": [_row("before", "09:55")]}, {**SETTINGS, "preinfusion_criteria": odd, "dose_levels": odd})


def _infusion(number: str) -> EntryDraft:
    return EntryDraft("infusion", None, {"infusion_number": number, "given": "no", "not_given_reason": "发热"})


def test_that_no_infusion_is_recorded_before_enrolment(casebook: Casebook) -> None:
    with pytest.raises(InfusionRefused) as refused:
        steps.save_entry(casebook, "D-005", _infusion("1"), {})
    assert "尚未入组" in refused.value.reasons[0].zh
    assert casebook.store.entries("D-005", "infusion") == ()


def test_that_one_infusion_is_not_recorded_twice_and_the_form_of_a_locked_station_is_locked(
    casebook: Casebook,
) -> None:
    with pytest.raises(InfusionRefused) as refused:
        steps.save_entry(casebook, "D-010", _infusion("3"), {})
    assert "第 3 次回输已有记录" in refused.value.reasons[0].zh
    assert steps.save_entry(casebook, "D-010", _infusion("4"), {}).entry is not None
    states = {form.form: form.state for step in casebook.path("D-005") for form in step.forms}
    assert states["infusion"] == "locked"
    assert states["enrolment"] == "empty"


def test_that_an_infusion_may_be_corrected_under_its_own_number(casebook: Casebook) -> None:
    kept = casebook.store.entries("D-010", "infusion")[2]
    values = {**kept.values, "interruptions": "10:10至10:12，更换体位"}
    rows = {key: tuple(RowDraft(row.values, row.number) for row in each) for key, each in kept.rows.items()}
    change = steps.save_entry(casebook, "D-010", EntryDraft("infusion", kept.number, values), rows, reason="录入错误")
    assert change.entry == kept.number
